"""Give back what an attempt brought that pays for nothing: it was never ours to keep."""

from datetime import datetime

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments.events import RefundRequested
from fashionistar.payments.models import PaymentAttempt, Refund


def unapplied_refund(*, attempt: PaymentAttempt, amount_minor: int, reason: str, now: datetime) -> Refund:
    """Record in the caller's transaction, which holds the payment's lock, that all of it is to go back.

    It counts against nothing: the payment stays what it is.
    """
    refund = Refund.objects.create(
        payment=attempt.payment,
        attempt=attempt,
        amount_minor=amount_minor,
        cause=f"unapplied:{attempt.pk}",
        reason=reason,
        due_at=now,
    )
    outbox.record(RefundRequested(payment_id=attempt.payment_id, refund_id=refund.pk), actor=SYSTEM)
    return refund
