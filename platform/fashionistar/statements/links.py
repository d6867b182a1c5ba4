"""The address of a statement's file: signed, for a short time, for one actor."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from django.conf import settings
from django.core import signing

from fashionistar.kernel.actor import Actor
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
    actor, period = link.actor, link.period
    who = [_text(each) for each in (actor.user_id, actor.session_id, actor.api_key_id, actor.vendor_id)]
    days = [None if day is None else day.isoformat() for day in (period.first, period.last)]
    what = [link.ref.code.value, link.ref.currency, _text(link.ref.owner_id)]
    return signing.dumps([who, what, days, link.form.value], salt=_SALT)


def read(token: str) -> Link | None:
    """The link of a token; None if it is not ours, or too old."""
    try:
        who, what, days, form = signing.loads(token, salt=_SALT, max_age=settings.STATEMENT_LINK_LIFETIME)
    except signing.BadSignature:
        return None
    user_id, session_id, api_key_id, vendor_id = (None if each is None else UUID(each) for each in who)
    first, last = (None if day is None else date.fromisoformat(day) for day in days)
    return Link(
        Actor(user_id, session_id, api_key_id=api_key_id, vendor_id=vendor_id),
        AccountRef(AccountCode(what[0]), what[1], UUID(what[2])),
        Period(first, last),
        StatementFormat(form),
    )


def _text(key: UUID | None) -> str | None:
    return None if key is None else str(key)
