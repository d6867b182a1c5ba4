"""What becomes of a payout by the gateway's word: row, ledger and facts move together, once for each word."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments.gateway_words import TransferReceipt, TransferStatus
from fashionistar.payouts import books
from fashionistar.payouts.events import (
    PayoutCancelled,
    PayoutEvent,
    PayoutFailed,
    PayoutReversed,
    PayoutSent,
    PayoutSucceeded,
)
from fashionistar.payouts.messages import payout_not_arrived_message
from fashionistar.payouts.models import Payout, PayoutStatus
from fashionistar.payouts.notices import tell_owners
from fashionistar.payouts.policies import REVERSAL_WATCH
from fashionistar.payouts.transitions import may_become

_log = structlog.get_logger("fashionistar.payouts")

#: A gateway that knows the transfer has taken it, whatever it calls where that stands.
_MEANS: Mapping[TransferStatus, PayoutStatus] = {
    TransferStatus.PENDING: PayoutStatus.SENT,
    TransferStatus.UNKNOWN: PayoutStatus.SENT,
    TransferStatus.SUCCESS: PayoutStatus.SUCCEEDED,
    TransferStatus.FAILED: PayoutStatus.FAILED,
    TransferStatus.REVERSED: PayoutStatus.REVERSED,
}
_FACTS: Mapping[PayoutStatus, type[PayoutEvent]] = {
    PayoutStatus.SENT: PayoutSent,
    PayoutStatus.SUCCEEDED: PayoutSucceeded,
    PayoutStatus.FAILED: PayoutFailed,
    PayoutStatus.REVERSED: PayoutReversed,
}
_NOT_ARRIVED = (PayoutStatus.FAILED, PayoutStatus.REVERSED)
_SOONEST, _LATEST, _ODD, _DAY = (
    timedelta(minutes=1),
    timedelta(hours=1),
    timedelta(hours=1),
    timedelta(days=1),
)


@transaction.atomic(durable=True)
def settle(payout_id: UUID, receipt: TransferReceipt, *, now: datetime) -> Payout:
    """Move the payout by the gateway's word; a word that comes twice changes nothing but when to ask again."""
    payout = _held(payout_id)
    odd = _discrepancy(payout, receipt)
    if odd:
        _log.error("payout does not match", reference=payout.reference, difference=odd)
        payout.message, payout.due_at = odd, None if payout.due_at is None else now + _ODD
        payout.save(update_fields=["message", "due_at"])
        return payout
    wanted = _MEANS[receipt.status]
    if payout.status == PayoutStatus.SUCCEEDED and wanted is PayoutStatus.FAILED:
        wanted = PayoutStatus.REVERSED
    payout.transfer_code = receipt.transfer_code[:60]
    if wanted is PayoutStatus.SUCCEEDED and payout.status != PayoutStatus.SUCCEEDED:
        payout.fee_minor = receipt.fee_minor
    _move(payout, wanted, receipt.message, now=now)
    return payout


@transaction.atomic(durable=True)
def refused(payout_id: UUID, message: str, *, now: datetime) -> Payout:
    """The gateway has refused it, and nothing was sent."""
    payout = _held(payout_id)
    if payout.status == PayoutStatus.SENDING:
        _move(payout, PayoutStatus.FAILED, message, now=now)
    return payout


def drop(payout: Payout, message: str, *, now: datetime) -> None:
    """Cancel a REQUESTED payout whose row the caller holds."""
    books.free(payout, actor=SYSTEM, now=now)
    payout.status, payout.due_at, payout.ended_at = PayoutStatus.CANCELLED, None, now
    payout.message = message
    payout.save(update_fields=["status", "due_at", "ended_at", "message"])
    outbox.record(PayoutCancelled(payout_id=payout.pk, vendor_id=payout.vendor_id), actor=SYSTEM)


@transaction.atomic
def postpone(payout_id: UUID, *, until: datetime) -> Payout:
    """Look at a payout that is not to be sent yet later on."""
    payout = _held(payout_id)
    if payout.due_at is not None:
        payout.due_at = until
        payout.save(update_fields=["due_at"])
    return payout


def _held(payout_id: UUID) -> Payout:
    rows = Payout.objects.select_related("account", "vendor").order_by("pk")
    return rows.select_for_update(of=("self",), no_key=True).get(pk=payout_id)


def _move(payout: Payout, wanted: PayoutStatus, message: str, *, now: datetime) -> None:
    before = PayoutStatus(payout.status)
    payout.message = message[:300]
    if may_become(before, wanted):
        books.lock_all(payout)
        _book(payout, before, wanted, now=now)
        _stamp(payout, wanted, now=now)
        fact = _FACTS[wanted](payout_id=payout.pk, vendor_id=payout.vendor_id)
        outbox.record(fact, actor=SYSTEM)
        if wanted in _NOT_ARRIVED:
            tell_owners(payout.vendor_id, payout_not_arrived_message(payout), now=now)
    payout.due_at = _next_look(payout, now=now)
    payout.save()


def _book(payout: Payout, before: PayoutStatus, after: PayoutStatus, *, now: datetime) -> None:
    if before is PayoutStatus.SENDING and after in _NOT_ARRIVED:
        books.free(payout, actor=SYSTEM, now=now)
        return
    if before is PayoutStatus.SENDING:
        books.take(payout, now=now)
    if after is PayoutStatus.SUCCEEDED:
        books.arrive(payout, now=now)
    if after in _NOT_ARRIVED and before is PayoutStatus.SENT:
        books.fail(payout, now=now)
    if before is PayoutStatus.SUCCEEDED:
        books.come_back(payout, now=now)


def _stamp(payout: Payout, after: PayoutStatus, *, now: datetime) -> None:
    payout.status = after
    if after in {PayoutStatus.SENT, PayoutStatus.SUCCEEDED}:
        payout.sent_at = payout.sent_at or now
    if after is PayoutStatus.SUCCEEDED:
        payout.arrived_at = now
    if after in _NOT_ARRIVED:
        payout.ended_at = now


def _next_look(payout: Payout, *, now: datetime) -> datetime | None:
    """Ask again after as long as it has been under way, from a minute to an hour; later once a day for reversals."""
    if payout.ended_at is not None:
        return None
    if payout.arrived_at is None:
        return now + min(max(now - payout.created_at, _SOONEST), _LATEST)
    return now + _DAY if now - payout.arrived_at < REVERSAL_WATCH else None


def _discrepancy(payout: Payout, receipt: TransferReceipt) -> str:
    """What the gateway says otherwise than we asked, or ""."""
    if receipt.reference != payout.reference:
        return "the gateway answers about another reference"
    if receipt.currency != payout.currency:
        return f"the gateway says {receipt.currency} instead of {payout.currency}"
    if receipt.amount_minor != payout.amount_minor:
        return f"the gateway says {receipt.amount_minor} instead of {payout.amount_minor}"
    return ""
