"""Transfers: what gateways say that they sent to bank accounts, and our payouts with their transfers in the ledger."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import batched
from typing import ClassVar

from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payments.gateway import PayoutGateway
from fashionistar.payments.gateway_errors import TransferNotFound
from fashionistar.payments.gateway_words import TransferReceipt, TransferStatus
from fashionistar.payouts.models import Payout, PayoutStatus
from fashionistar.reconciliation.models import Subject
from fashionistar.reconciliation.policies import Booked, Standing, Told
from fashionistar.reconciliation.posted import Posting, postings, postings_between
from fashionistar.reconciliation.things import LONGEST, Thing, orphan, row_in, under_way

_TOLD = {
    TransferStatus.PENDING: Standing.MOVING,
    TransferStatus.SUCCESS: Standing.MOVED,
    TransferStatus.FAILED: Standing.STILL,
    TransferStatus.REVERSED: Standing.RETURNED,
    TransferStatus.UNKNOWN: Standing.UNKNOWN,
}
_BOOKED = {
    PayoutStatus.SUCCEEDED: Standing.MOVED,
    PayoutStatus.FAILED: Standing.STILL,
    PayoutStatus.CANCELLED: Standing.STILL,
    PayoutStatus.REVERSED: Standing.RETURNED,
}
#: The gateway has had these in its hands.
_KNOWN = (PayoutStatus.SENT, PayoutStatus.SUCCEEDED, PayoutStatus.REVERSED)
_PAYOUT, _ARRIVE = "payout:", ":arrive"
_BATCH = 100


class Transfers:
    """The transfers of one gateway."""

    subject: ClassVar[Subject] = Subject.TRANSFER
    #: Banks send money back long after it had arrived.
    overlap: ClassVar[timedelta] = timedelta(days=14)

    def __init__(self, gateway: PayoutGateway) -> None:
        """Of this gateway."""
        self._gateway = gateway

    def listed(self, since: datetime, until: datetime) -> Iterator[Thing]:
        """Whoever sent them: somebody at the gateway's dashboard too."""
        for row in self._gateway.transfers(since=since, until=until):
            yield Thing(row.reference[:LONGEST], _told(row))

    def in_books(self, since: datetime, until: datetime) -> Iterator[Thing]:
        """What was sent in the span, and what the ledger says arrived then."""
        rows = Payout.objects.filter(gateway=self._gateway.name)
        sent = rows.filter(status__in=_KNOWN, sent_at__gte=since, sent_at__lt=until).order_by("pk")
        for reference in sent.values_list("reference", flat=True).iterator():
            yield Thing(reference)
        arrived = postings_between(self._gateway.name, (TransferKind.PAYOUT_ARRIVE,), since, until)
        for names in batched(arrived, _BATCH, strict=False):
            ids = [row for name in names if (row := row_in(name, _PAYOUT, _ARRIVE)) is not None]
            known = {_arrival_of(payout): payout.reference for payout in rows.filter(pk__in=ids)}
            yield from (Thing(known.get(name, name)) for name in names)

    def asked(self, thing: Thing) -> Thing:
        """By our reference."""
        try:
            return replace(thing, told=_told(self._gateway.transfer_verify(reference=thing.key)))
        except TransferNotFound:
            return thing

    def booked(self, things: Sequence[Thing], *, late: datetime) -> Mapping[str, Booked]:
        """Of a payout that arrived the ledger has a transfer; one of no payout is an orphan."""
        keys = [thing.key for thing in things]
        payouts = list(Payout.objects.filter(gateway=self._gateway.name, reference__in=keys))
        posted = postings(self._gateway.name, [*map(_arrival_of, payouts), *keys])
        found = {name: orphan(row, _sent(row)) for name, row in posted.items() if name in keys}
        return found | {row.reference: _booked(row, posted.get(_arrival_of(row)), late) for row in payouts}


def _told(receipt: TransferReceipt) -> Told:
    return Told(
        standing=_TOLD[receipt.status],
        status=receipt.status,
        minor=receipt.amount_minor,
        fee_minor=receipt.fee_minor,
        currency=receipt.currency,
        at=receipt.created_at,
    )


def _arrival_of(payout: Payout) -> str:
    return f"{_PAYOUT}{payout.pk}{_ARRIVE}"


def _sent(posting: Posting) -> int:
    """What arrived: what the gateway holds for us shrank by that and its fee."""
    return -posting.held_minor - posting.fee_minor


def _booked(payout: Payout, posting: Posting | None, late: datetime) -> Booked:
    return Booked(
        standing=_BOOKED.get(PayoutStatus(payout.status), Standing.MOVING),
        status=payout.status,
        minor=_sent(posting) if posting else payout.amount_minor,
        fee_minor=posting.fee_minor if posting else 0,
        currency=posting.currency if posting else payout.currency,
        at=posting.event_at if posting else None,
        is_posted=posting is not None,
        is_expected=payout.status in _KNOWN,
        is_under_way=under_way(payout.due_at, late=late),
    )
