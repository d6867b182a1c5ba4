"""Charges: what gateways say that shoppers paid, and our payments with their captures."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched, chain
from typing import ClassVar

from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import TransactionNotFound
from fashionistar.payments.gateway_words import GatewayStatus, Verification
from fashionistar.payments.models import UNAPPLIED, AttemptStatus, PaymentAttempt
from fashionistar.reconciliation.captures import captures_of, of_captures, with_cards
from fashionistar.reconciliation.models import Subject
from fashionistar.reconciliation.policies import Booked, Standing, Told
from fashionistar.reconciliation.posted import Posting, postings, postings_between
from fashionistar.reconciliation.things import LONGEST, Thing, orphan, under_way

_STANDINGS = {
    GatewayStatus.SUCCESS: Standing.MOVED,
    # All of it went back, by refunds that are compared for themselves.
    GatewayStatus.REVERSED: Standing.MOVED,
    GatewayStatus.UNKNOWN: Standing.UNKNOWN,
}
_MOVED = (AttemptStatus.SUCCEEDED, *UNAPPLIED)
_KINDS = (
    TransferKind.CAPTURE,
    TransferKind.CAPTURE_TO_REFUND,
    TransferKind.WALLET_TOP_UP,
    TransferKind.GIFT_CARD_SELL,
)
_BATCH = 100


class Charges:
    """The charges of one gateway."""

    subject: ClassVar[Subject] = Subject.CHARGE
    #: As long as payments are asked about (`payments.services.payment_verify.GIVE_UP_AFTER`).
    overlap: ClassVar[timedelta] = timedelta(days=3)

    def __init__(self, gateway: PaymentGateway) -> None:
        """Of this gateway."""
        self._gateway = gateway

    def listed(self, since: datetime, until: datetime) -> Iterator[Thing]:
        """A second charge under one reference is a thing of its own, named by the gateway's id."""
        first: dict[str, str] = {}
        for rows in batched(self._gateway.payments(since=since, until=until), _BATCH, strict=False):
            first |= self._transaction_ids(rows)
            for row in rows:
                told = _told(row)
                if told.standing is Standing.MOVED and row.reference:
                    first.setdefault(row.reference, row.transaction_id)
                is_other = told.standing is Standing.MOVED and first.get(row.reference) != row.transaction_id
                key = row.transaction_id if is_other or not row.reference else row.reference
                yield Thing(key[:LONGEST], told, row.reference[:LONGEST], owner=row.transaction_id)

    def in_books(self, since: datetime, until: datetime) -> Iterator[Thing]:
        """By when it was paid, and by what the ledger has of the span."""
        rows = PaymentAttempt.objects.filter(gateway=self._gateway.name)
        paid = rows.filter(
            status=AttemptStatus.SUCCEEDED, payment__paid_at__gte=since, payment__paid_at__lt=until
        ).order_by("pk")
        for reference in paid.values_list("reference", flat=True).iterator():
            yield Thing(reference, reference=reference)
        captured = postings_between(self._gateway.name, _KINDS, since, until)
        for names in batched(captured, _BATCH, strict=False):
            attempts = with_cards(rows.filter(of_captures(names)))
            known = {name: attempt.reference for attempt in attempts for name in captures_of(attempt)}
            for name in names:
                yield Thing(known.get(name, name), reference=known.get(name, ""))

    def asked(self, thing: Thing) -> Thing:
        """By our reference; what has none, or is a second charge of one, only the list tells of."""
        if thing.key != thing.reference:
            return thing
        try:
            told = self._gateway.verify(reference=thing.reference)
        except TransactionNotFound:
            return thing
        return Thing(thing.key, _told(told), thing.reference, owner=told.transaction_id)

    def booked(self, things: Sequence[Thing], *, late: datetime) -> Mapping[str, Booked]:
        """Of an attempt that was paid the ledger has a capture; a capture of no attempt is an orphan."""
        keys = [thing.key for thing in things]
        rows = PaymentAttempt.objects.filter(gateway=self._gateway.name, reference__in=keys)
        captures = {row: captures_of(row) for row in with_cards(rows)}
        posted = postings(self._gateway.name, [*chain.from_iterable(captures.values()), *keys])
        found = {name: orphan(row, row.held_minor + row.fee_minor) for name, row in posted.items() if name in keys}
        of_attempts = {
            row: next((posted[name] for name in names if name in posted), None) for row, names in captures.items()
        }
        return found | {row.reference: _booked(row, posting, late) for row, posting in of_attempts.items()}

    def _transaction_ids(self, rows: Iterable[Verification]) -> dict[str, str]:
        """By reference, which of the gateway's transactions we hold to have paid it."""
        paid = PaymentAttempt.objects.filter(gateway=self._gateway.name, status=AttemptStatus.SUCCEEDED)
        named = paid.filter(reference__in=[row.reference for row in rows]).exclude(payment__transaction_id="")
        return dict(named.values_list("reference", "payment__transaction_id"))


def _told(word: Verification) -> Told:
    standing = _STANDINGS.get(word.status, Standing.STILL)
    return Told(standing, word.status, word.amount_minor, word.fee_minor, word.currency, word.paid_at)


def _booked(attempt: PaymentAttempt, posting: Posting | None, late: datetime) -> Booked:
    payment, is_paid = attempt.payment, attempt.status in _MOVED
    # The payment's capture is of the attempt that paid it, whatever became of its others.
    posting = posting if is_paid else None
    return Booked(
        standing=Standing.MOVED if is_paid else Standing.STILL,
        status=attempt.status,
        minor=posting.held_minor + posting.fee_minor if posting else payment.amount_minor,
        fee_minor=posting.fee_minor if posting else 0,
        currency=posting.currency if posting else payment.currency,
        at=posting.event_at if posting else payment.paid_at if is_paid else None,
        is_posted=posting is not None,
        is_expected=is_paid,
        is_under_way=under_way(attempt.check_at, late=late),
    )
