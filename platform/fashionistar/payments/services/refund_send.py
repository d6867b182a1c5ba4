"""Send a refund to the gateway, exactly once however often this is called."""

from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments import gateway as gateways
from fashionistar.payments.events import RefundFailed, RefundProcessed
from fashionistar.payments.gateway import GatewayRejected, PaymentGateway, RefundReceipt
from fashionistar.payments.models import Payment, PaymentStatus, Refund, RefundStatus

#: While one worker talks to the gateway, no other may take the same refund.
_BUSY = timedelta(minutes=3)
_LOOK_AGAIN = timedelta(minutes=1)
_OPEN = (RefundStatus.REQUESTED, RefundStatus.SENT)


def refund_send(*, refund_id: UUID, gateway: PaymentGateway, now: datetime) -> Refund:
    """Send a due refund, or look what became of one that was sent.

    The try is counted and committed before the gateway hears of it; a try whose answer was lost is found again in
    the gateway's own list, so that the money never goes back twice.

    Raises:
        GatewayError: The gateway gave no usable answer; the refund is due again later.
    """
    refund = _take(refund_id, now=now)
    if refund is None:
        return Refund.objects.get(pk=refund_id)
    receipt = _found_at_gateway(refund, gateway) if refund.attempts > 1 else None
    if receipt is None:
        try:
            receipt = gateway.refund(
                reference=refund.payment.reference,
                amount_minor=refund.amount_minor,
                currency=refund.payment.currency,
                note=refund.reason,
            )
        except GatewayRejected as error:
            return _settle(refund.pk, RefundStatus.FAILED, gateway_id="", message=str(error), now=now)
    status = {
        gateways.RefundStatus.PROCESSED: RefundStatus.PROCESSED,
        gateways.RefundStatus.FAILED: RefundStatus.FAILED,
    }.get(receipt.status, RefundStatus.SENT)
    return _settle(refund.pk, status, gateway_id=receipt.refund_id, message="", now=now)


@transaction.atomic(durable=True)
def _take(refund_id: UUID, *, now: datetime) -> Refund | None:
    taken = Refund.objects.filter(pk=refund_id, status__in=_OPEN, due_at__lte=now).update(
        due_at=now + _BUSY, attempts=F("attempts") + 1
    )
    return Refund.objects.select_related("payment").get(pk=refund_id) if taken else None


def _found_at_gateway(refund: Refund, gateway: PaymentGateway) -> RefundReceipt | None:
    for receipt in gateway.refunds(reference=refund.payment.reference):
        if refund.gateway_id in ("", receipt.refund_id) and receipt.amount_minor == refund.amount_minor:
            return receipt
    return None


@transaction.atomic(durable=True)
def _settle(refund_id: UUID, status: RefundStatus, *, gateway_id: str, message: str, now: datetime) -> Refund:
    refund = Refund.objects.select_for_update().get(pk=refund_id)
    if refund.status not in _OPEN:
        return refund
    refund.status = status
    refund.gateway_id = gateway_id or refund.gateway_id
    refund.message = message[:300]
    refund.due_at = now + _LOOK_AGAIN if status == RefundStatus.SENT else None
    refund.save(update_fields=["status", "gateway_id", "message", "due_at"])
    if status == RefundStatus.PROCESSED:
        Payment.objects.filter(pk=refund.payment_id).update(status=PaymentStatus.REFUNDED)
        outbox.record(RefundProcessed(payment_id=refund.payment_id, refund_id=refund.pk), actor=SYSTEM)
    if status == RefundStatus.FAILED:
        outbox.record(RefundFailed(payment_id=refund.payment_id, refund_id=refund.pk), actor=SYSTEM)
    return refund
