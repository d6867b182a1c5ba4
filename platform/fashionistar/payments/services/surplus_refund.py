"""Give back what a second success of one payment brought: it was never ours to keep."""

from datetime import datetime

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.payments.events import RefundRequested
from fashionistar.payments.models import PaymentAttempt, Refund


def surplus_refund(*, attempt: PaymentAttempt, amount_minor: int, now: datetime) -> Refund:
    """Record in the caller's transaction, which holds the payment's lock, that all of it is to go back.

    It counts against nothing: the payment itself stays paid.
    """
    refund = Refund.objects.create(
        payment=attempt.payment,
        attempt=attempt,
        amount_minor=amount_minor,
        cause=f"surplus:{attempt.pk}",
        reason="The payment was paid twice.",
        due_at=now,
    )
    outbox.record(RefundRequested(payment_id=attempt.payment_id, refund_id=refund.pk), actor=SYSTEM)
    return refund
