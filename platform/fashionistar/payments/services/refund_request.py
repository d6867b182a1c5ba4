"""Decide that money goes back; sending it is `refund_send`."""

from datetime import datetime

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.payments.events import RefundRequested
from fashionistar.payments.models import Payment, Refund


def refund_request(*, payment: Payment, reason: str, actor: Actor, now: datetime) -> Refund:
    """Record in the caller's transaction that the whole payment is to be refunded; once per payment."""
    existing = Refund.objects.select_for_update().filter(payment=payment).first()
    if existing is not None:
        return existing
    refund = Refund.objects.create(payment=payment, amount_minor=payment.amount_minor, reason=reason, due_at=now)
    outbox.record(RefundRequested(payment_id=payment.pk, refund_id=refund.pk), actor=actor)
    return refund
