"""What is compared, and what each of charges, refunds and transfers must be able to tell of it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol
from uuid import UUID

from fashionistar.reconciliation.models import Subject
from fashionistar.reconciliation.policies import Booked, Standing, Told
from fashionistar.reconciliation.posted import Posting

#: What the columns take; no reference of ours is as long.
LONGEST = 120


@dataclass(frozen=True, slots=True)
class Thing:
    """One charge, refund or transfer.

    Attributes:
        key: Names it, once for each gateway and subject.
        told: The gateway's word on it; None while, or because, there is none.
        reference: The payment's; "" where it is not known, or there is none.
        owner: The gateway's own name of a refund's payment.
        note: What we sent with a refund.
    """

    key: str
    told: Told | None = None
    reference: str = ""
    owner: str = ""
    note: str = ""


class Matter(Protocol):
    """One subject at one gateway, on both sides. Whatever asks the gateway raises `GatewayError`."""

    subject: ClassVar[Subject]
    #: Things so old may still have changed: they are looked at again.
    overlap: ClassVar[timedelta]

    def listed(self, since: datetime, until: datetime) -> Iterator[Thing]:
        """What the gateway lists of a span, each with its word; the same key may come again."""
        ...

    def in_books(self, since: datetime, until: datetime) -> Iterator[Thing]:
        """What we say moved in a span, the gateway not asked; the same key may come again."""
        ...

    def asked(self, thing: Thing) -> Thing:
        """The thing with the gateway's word of now; with the list's where the gateway cannot be asked for it alone."""
        ...

    def booked(self, things: Sequence[Thing], *, late: datetime) -> Mapping[str, Booked]:
        """What we have of each, by key; who was to ask the gateway before `late`, and has not, is late."""
        ...


def orphan(posting: Posting, minor: int) -> Booked:
    """A transfer of the ledger that belongs to no row: somebody booked it by hand."""
    return Booked(
        standing=Standing.MOVED,
        status="",
        minor=minor,
        fee_minor=posting.fee_minor,
        currency=posting.currency,
        at=posting.event_at,
        is_posted=True,
        is_expected=True,
        is_under_way=False,
    )


def under_way(due_at: datetime | None, *, late: datetime) -> bool:
    """Whether the gateway is still to be asked about a row, and nobody is late with it."""
    return due_at is not None and due_at >= late


def row_in(name: str, before: str, after: str = "") -> UUID | None:
    """The row's id between these letters of a name, as `capture:<id>`; None where there is none."""
    if not name.startswith(before) or not name.endswith(after):
        return None
    try:
        return UUID(name.removeprefix(before).removesuffix(after))
    except ValueError:
        return None
