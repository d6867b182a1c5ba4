"""Who asks, and how often."""

import os
from collections.abc import Callable
from typing import Any
from zlib import crc32

from hypothesis import HealthCheck, seed, settings

from fashionistar.kernel.actor import GUEST, Actor, StaffPermission
from tests.people import acting
from tests.projection.alike import Asker
from tests.projection.market import Market

_MANY = int(os.environ.get("FASHIONISTAR_DIFFERENTIAL", "0"))


def examples(few: int, actor: str) -> Callable[[Any], Any]:
    """So few operations in the suite, for each actor others but always the same; as many as asked for otherwise."""
    chosen = settings(
        max_examples=_MANY or few,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    return chosen if _MANY else lambda tried: seed(crc32(actor.encode()))(chosen(tried))


def askers_of(market: Market) -> dict[str, Asker]:
    """All those who ask, each beside another one who is let in to the same, and yet sees other rows."""
    people = market.people
    known = {name: Asker(acting(getattr(people, name))) for name in ("cleo", "dami", "bisi", "ada")}
    chief = Asker(Actor(user_id=people.cleo.pk, staff=frozenset(StaffPermission)))
    guests = {"guest": Asker(GUEST), "rejected": Asker(GUEST, rejected=True)}
    return {**guests, **known, "root": Asker(acting(market.admin)), "chief": chief}
