"""The address of a statement's file: signed, for a short time, for one actor."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core import signing

from fashionistar.kernel.actor import Actor, actor_named, actor_names
from fashionistar.ledger.account_refs import AccountRef
from fashionistar.ledger.chart import AccountCode
from fashionistar.statements.selectors import Period

_SALT = "fashionistar.statements"


class StatementFormat(StrEnum):
    """What kind of file."""

    CSV = "CSV"
    PDF = "PDF"


@dataclass(frozen=True, slots=True)
class Link:
    """What a file is of, and for whom; the actor is named only, what she may do is found out when it is fetched."""

    actor: Actor
    ref: AccountRef
    period: Period
    form: StatementFormat


def sign(link: Link) -> str:
    """The link as a token for an address."""
    period = link.period
    days = [None if day is None else day.isoformat() for day in (period.first, period.last)]
    what = [link.ref.code.value, link.ref.currency, None if link.ref.owner_id is None else str(link.ref.owner_id)]
    return signing.dumps([actor_names(link.actor), what, days, link.form.value], salt=_SALT)


def read(token: str) -> Link | None:
    """The link of a token; None if it is not ours, or too old."""
    try:
        who, what, days, form = signing.loads(token, salt=_SALT, max_age=settings.STATEMENT_LINK_LIFETIME)
    except signing.BadSignature:
        return None
    first, last = (None if day is None else date.fromisoformat(day) for day in days)
    return Link(
        actor_named(who),
        AccountRef(AccountCode(what[0]), what[1], UUID(what[2])),
        Period(first, last),
        StatementFormat(form),
    )
