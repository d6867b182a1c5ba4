"""What every resolver gets: who is asking, and when."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.utils import timezone
from strawberry import Info
from strawberry.dataloader import DataLoader

from fashionistar.accounts.selectors import live_sessions, staff_permissions_text
from fashionistar.accounts.tokens import InvalidTokenError, TokenKind, claims_of
from fashionistar.kernel.actor import GUEST, Actor, StaffPermission
from schema.lib.projection.prepared import Prepared
from schema.lib.projection.slots import Slot
from schema.lib.projection.sql import ROW, Single

_SCHEME = "bearer "


@dataclass(slots=True)
class WireContext:
    """The context of one operation.

    `rejected` is True when the request carried an access token that could not be trusted: it is then a guest's, and
    only public fields answer. `connection_params` is what a WebSocket client said when it connected.
    """

    actor: Actor = GUEST
    rejected: bool = False
    request: Any = None
    response: Any = None
    connection_params: dict[str, Any] | None = None
    loaders: dict[object, DataLoader[Any, Any]] = field(default_factory=dict)

    @property
    def now(self) -> datetime:
        """The time, asked for once by each mutation and passed on from there."""
        return timezone.now()

    def batched[Key, Value](self, load: Callable[[list[Key]], Awaitable[Sequence[Value]]]) -> DataLoader[Key, Value]:
        """The operation's dataloader over a function that answers many keys at once.

        Nothing is kept between loads: a mutation before this one may have changed what it would say.
        """
        if load not in self.loaders:
            self.loaders[load] = DataLoader(load, cache=False)
        return self.loaders[load]


type WireInfo = Info[WireContext, None]


#: What the active user of a session may do for the platform, with commas; null when there is no such session now.
_STAFF = Prepared(
    lambda: Single(
        live_sessions().filter(pk=Slot(0), user=Slot(1)).annotate(**{ROW: staff_permissions_text()}).values(ROW), "null"
    )
)


async def identify(authorization: str | None) -> tuple[Actor, bool]:
    """Turn an `Authorization: Bearer …` value into an actor.

    Returns:
        The actor, and whether a token was given and rejected.
    """
    if not authorization or not authorization.lower().startswith(_SCHEME):
        return GUEST, False
    try:
        claims = claims_of(authorization[len(_SCHEME) :].strip(), TokenKind.ACCESS, now=timezone.now())
    except InvalidTokenError:
        return GUEST, True
    staff = await _STAFF.answer(claims.session_id, claims.user_id)
    if staff == "null":
        return GUEST, True
    permissions = frozenset(StaffPermission(name) for name in staff.split(",") if name)
    return Actor(claims.user_id, claims.session_id, staff=permissions), False
