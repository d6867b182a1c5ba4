"""Refunds: what gateways say that they gave back, and our refunds with their transfers."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import batched
from typing import ClassVar

from django.db.models import Q

from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payments import gateway_words as words
from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import TransactionNotFound
from fashionistar.payments.gateway_words import RefundReceipt
from fashionistar.payments.models import Payment, Refund, RefundStatus
from fashionistar.reconciliation.models import Subject
from fashionistar.reconciliation.policies import Booked, Standing, Told
from fashionistar.reconciliation.posted import Posting, postings, postings_between
from fashionistar.reconciliation.things import LONGEST, Thing, orphan, row_in, under_way

_TOLD = {
    words.RefundStatus.PENDING: Standing.MOVING,
    words.RefundStatus.PROCESSED: Standing.MOVED,
    words.RefundStatus.FAILED: Standing.STILL,
}
_BOOKED = {RefundStatus.PROCESSED: Standing.MOVED, RefundStatus.FAILED: Standing.STILL}
#: The gateway has had these in its hands.
_KNOWN = (RefundStatus.SENT, RefundStatus.PROCESSED)
_SEND, _NOTE = "refund_send:", "Refund "
_BATCH = 100


class Refunds:
    """The refunds of one gateway, named by the gateway's ids of them."""

    subject: ClassVar[Subject] = Subject.REFUND
    #: Banks take up to two weeks.
    overlap: ClassVar[timedelta] = timedelta(days=14)

    def __init__(self, gateway: PaymentGateway) -> None:
        """Of this gateway."""
        self._gateway = gateway

    def listed(self, since: datetime, until: datetime) -> Iterator[Thing]:
        """Whoever made them: somebody at the gateway's dashboard too."""
        for row in self._gateway.refund_records(since=since, until=until):
            receipt = row.receipt
            yield Thing(
                receipt.refund_id[:LONGEST],
                _told(receipt, row.created_at),
                row.reference[:LONGEST],
                owner=row.transaction_id,
                note=receipt.note,
            )

    def in_books(self, since: datetime, until: datetime) -> Iterator[Thing]:
        """What the gateway was sent in the span, and what the ledger says went back then."""
        rows = Refund.objects.filter(attempt__gateway=self._gateway.name).select_related("attempt")
        for refund in rows.filter(status__in=_KNOWN, created_at__gte=since, created_at__lt=until).order_by("pk"):
            yield _named(refund)
        sent = postings_between(self._gateway.name, (TransferKind.REFUND_SEND,), since, until)
        for names in batched(sent, _BATCH, strict=False):
            ids = [row for name in names if (row := row_in(name, _SEND)) is not None]
            known = {_send_of(refund): refund for refund in rows.filter(pk__in=ids)}
            yield from (_named(known[name]) if name in known else Thing(name) for name in names)

    def asked(self, thing: Thing) -> Thing:
        """By its payment, whose refunds the gateway lists."""
        reference = thing.reference or self._reference_of(thing)
        if not reference:
            return thing
        try:
            receipts = self._gateway.refunds(reference=reference)
        except TransactionNotFound:
            receipts = ()
        found = next((row for row in receipts if row.refund_id == thing.key), None)
        if found is None and thing.key == thing.note:  # the gateway's id of it never reached us
            found = next((row for row in receipts if row.note == thing.note), None)
        if found is None:
            return replace(thing, reference=reference)
        return replace(thing, told=_told(found, thing.told.at if thing.told else None), reference=reference)

    def booked(self, things: Sequence[Thing], *, late: datetime) -> Mapping[str, Booked]:
        """By the gateway's id, or by our note where we have not heard of that yet."""
        posted_as = {thing.key for thing in things}
        rows = self._rows(things)
        posted = postings(self._gateway.name, [*map(_send_of, rows.values()), *posted_as])
        found = {name: orphan(row, -row.held_minor) for name, row in posted.items() if name in posted_as}
        return found | {key: _booked(row, posted.get(_send_of(row)), late) for key, row in rows.items()}

    def _rows(self, things: Sequence[Thing]) -> dict[str, Refund]:
        noted = {thing.key: row for thing in things if (row := row_in(thing.note or thing.key, _NOTE)) is not None}
        rows = Refund.objects.filter(attempt__gateway=self._gateway.name).select_related("attempt", "payment")
        found = rows.filter(Q(gateway_id__in=[thing.key for thing in things]) | Q(pk__in=noted.values()))
        by_row = {row.pk: row for row in found}
        by_gateway_id = {row.gateway_id: row for row in found if row.gateway_id}
        ours = {key: by_row[row] for key, row in noted.items() if row in by_row}
        # A note can be copied by whoever makes a refund by hand; the gateway's id of ours cannot.
        ours = {key: row for key, row in ours.items() if row.gateway_id in {"", key} or key.startswith(_NOTE)}
        return ours | {thing.key: by_gateway_id[thing.key] for thing in things if thing.key in by_gateway_id}

    def _reference_of(self, thing: Thing) -> str:
        """Of the payment, by our refund or by the gateway's name of the payment."""
        rows = self._rows([thing])
        if thing.key in rows:
            return rows[thing.key].attempt.reference
        payments = Payment.objects.filter(gateway=self._gateway.name, transaction_id=thing.owner)
        return payments.exclude(transaction_id="").values_list("reference", flat=True).first() or ""


def _named(refund: Refund) -> Thing:
    return Thing(refund.gateway_id or refund.note, reference=refund.attempt.reference, note=refund.note)


def _send_of(refund: Refund) -> str:
    return f"{_SEND}{refund.pk}"


def _told(receipt: RefundReceipt, at: datetime | None) -> Told:
    return Told(_TOLD[receipt.status], receipt.status, receipt.amount_minor, None, receipt.currency, at)


def _booked(refund: Refund, posting: Posting | None, late: datetime) -> Booked:
    return Booked(
        standing=_BOOKED.get(RefundStatus(refund.status), Standing.MOVING),
        status=refund.status,
        minor=-posting.held_minor if posting else refund.amount_minor,
        fee_minor=posting.fee_minor if posting else 0,
        currency=posting.currency if posting else refund.payment.currency,
        at=posting.event_at if posting else None,
        is_posted=posting is not None,
        is_expected=refund.status in _KNOWN or posting is not None,
        is_under_way=under_way(refund.due_at, late=late),
    )
