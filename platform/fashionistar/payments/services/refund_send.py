"""Send a refund to the gateway, exactly once however often this is called."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import Sum

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments import gateway_words as words
from fashionistar.payments.events import RefundFailed, RefundProcessed
from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import GatewayRejected
from fashionistar.payments.gateway_words import RefundReceipt
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import UNAPPLIED, Payment, PaymentStatus, Refund, RefundStatus

#: While one worker talks to the gateway, no other may take the same refund.
_BUSY = timedelta(minutes=3)
_OPEN = (RefundStatus.REQUESTED, RefundStatus.SENDING, RefundStatus.SENT)
_STATUSES = {
    words.RefundStatus.PROCESSED: RefundStatus.PROCESSED,
    words.RefundStatus.FAILED: RefundStatus.FAILED,
    words.RefundStatus.PENDING: RefundStatus.SENT,
}


def refund_send(*, refund_id: UUID, gateways: Gateways, now: datetime) -> Refund:
    """Send a due refund, or look what became of one that was sent.

    The try is counted and committed before the gateway hears of it, and no other refund of the payment is tried
    until the gateway has this one; a try whose answer was lost is found again in the gateway's own list by its note,
    so that the money never goes back twice.

    Raises:
        GatewayError: The gateway gave no usable answer; the refund is due again later.
    """
    asked = Refund.objects.select_related("attempt").get(pk=refund_id)
    gateway = gateways.named(asked.attempt.gateway)
    refund = _take(asked, now=now)
    if refund is None:
        return Refund.objects.get(pk=refund_id)
    receipt = _found_at_gateway(refund, gateway) if refund.attempts > 1 else None
    if receipt is not None:
        return _settle(refund, _STATUSES[receipt.status], gateway_id=receipt.refund_id, now=now)
    if refund.status == RefundStatus.SENT:  # the gateway has it, whatever its list says now
        return _settle(refund, RefundStatus.SENT, now=now)
    try:
        receipt = gateway.refund(
            reference=refund.attempt.reference,
            amount_minor=refund.amount_minor,
            currency=refund.payment.currency,
            note=refund.note,
        )
    except GatewayRejected as error:
        return _settle(refund, RefundStatus.FAILED, message=str(error), now=now)
    return _settle(refund, _STATUSES[receipt.status], gateway_id=receipt.refund_id, now=now)


@transaction.atomic(durable=True)
def _take(asked: Refund, *, now: datetime) -> Refund | None:
    """Count a try; None when it is not due, has ended, or another one of the payment is under way."""
    payment, refund = _locked(asked)
    if refund.status not in _OPEN or refund.due_at is None or refund.due_at > now:
        return None
    if refund.status == RefundStatus.REQUESTED:
        if payment.refunds.filter(status=RefundStatus.SENDING).exists():
            return None
        refund.status = RefundStatus.SENDING
    refund.due_at = now + _BUSY
    refund.attempts += 1
    refund.save(update_fields=["status", "due_at", "attempts"])
    return refund


def _locked(asked: Refund) -> tuple[Payment, Refund]:
    """The payment, locked, and the refund as it is under that lock."""
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=asked.payment_id)
    refund = Refund.objects.select_related("attempt").get(pk=asked.pk)
    refund.payment = payment
    return payment, refund


def _found_at_gateway(refund: Refund, gateway: PaymentGateway) -> RefundReceipt | None:
    """Ours in the gateway's list: by its id, else by its note, else (no note given back) the one we know nothing of."""
    others = Refund.objects.filter(attempt=refund.attempt).exclude(pk=refund.pk).exclude(gateway_id="")
    known = set(others.values_list("gateway_id", flat=True))
    listed = gateway.refunds(reference=refund.attempt.reference)
    if refund.gateway_id:
        return next((receipt for receipt in listed if receipt.refund_id == refund.gateway_id), None)
    candidates = [
        receipt for receipt in listed if receipt.amount_minor == refund.amount_minor and receipt.refund_id not in known
    ]
    noted = (receipt for receipt in candidates if receipt.note == refund.note)
    return next(noted, next((receipt for receipt in candidates if not receipt.note), None))


@transaction.atomic(durable=True)
def _settle(sent: Refund, status: RefundStatus, *, gateway_id: str = "", message: str = "", now: datetime) -> Refund:
    payment, refund = _locked(sent)
    if refund.status not in _OPEN:
        return refund
    refund.status = status
    refund.gateway_id = gateway_id or refund.gateway_id
    refund.message = message[:300]
    refund.due_at = _next_look(refund, now=now) if status == RefundStatus.SENT else None
    refund.save(update_fields=["status", "gateway_id", "message", "due_at"])
    is_unapplied = refund.attempt.status in UNAPPLIED
    if status == RefundStatus.PROCESSED:
        if not is_unapplied:
            _mark_refunded(payment)
        outbox.record(RefundProcessed(payment_id=payment.pk, refund_id=refund.pk), actor=SYSTEM)
    if status == RefundStatus.FAILED:
        if not is_unapplied:
            payment.refunded_minor -= refund.amount_minor
            payment.save(update_fields=["refunded_minor"])
        outbox.record(RefundFailed(payment_id=payment.pk, refund_id=refund.pk), actor=SYSTEM)
    return refund


def _mark_refunded(payment: Payment) -> None:
    done = payment.refunds.filter(status=RefundStatus.PROCESSED).exclude(attempt__status__in=UNAPPLIED)
    whole = done.aggregate(sum=Sum("amount_minor"))["sum"] == payment.amount_minor
    payment.status = PaymentStatus.REFUNDED if whole else PaymentStatus.PARTIALLY_REFUNDED
    payment.save(update_fields=["status"])


def _next_look(refund: Refund, *, now: datetime) -> datetime:
    """Look again after as long as the refund is old, from a minute to six hours: banks may take days."""
    return now + min(max(now - refund.created_at, timedelta(minutes=1)), timedelta(hours=6))
