"""What became of the money of the market's orders, in every state."""

from collections.abc import Sequence
from datetime import datetime

from fashionistar.orders.models import VendorOrder
from fashionistar.payments.models import PaymentAttempt, Refund
from fashionistar.settlement.models import PartRefund, PartRefundStatus, Settlement


def settle(part: VendorOrder, texts: Sequence[str], noon: datetime) -> None:
    """Held, released or refunded, in turn; with no refund of it, or one or two."""
    number, amount = Settlement.objects.count(), part.total_minor
    released = amount if number % 3 == 1 else 0
    Settlement.objects.create(
        vendor_order=part,
        vendor_id=part.vendor_id,
        payment_id=part.order.payment_id,
        currency=part.order.currency,
        amount_minor=amount,
        commission_bp=1_000,
        tax_bp=750,
        released_minor=released,
        commission_minor=released // 10,
        released_at=noon if released else None,
        release_due_at=part.shipped_at,
        refunded_held_minor=amount if number % 3 == 2 else 0,
        charged_back_released_minor=1 if released else 0,
    )
    for one in range(number % 3):
        _refund(part, one, texts[(number + one) % len(texts)], noon)


def _refund(part: VendorOrder, number: int, reason: str, noon: datetime) -> None:
    attempt = PaymentAttempt.objects.get(payment=part.order.payment_id)
    sent = None
    if number:
        cause = f"part:{part.pk}:{number}"
        sent = Refund.objects.create(
            payment_id=attempt.payment_id, attempt=attempt, amount_minor=1, cause=cause, reason="-"
        )
    PartRefund.objects.create(
        settlement=part.settlement,
        refund=sent,
        amount_minor=1 + number,
        stored_minor=1,
        from_escrow=True,
        reason=reason,
        status=PartRefundStatus.values[number % 3],
        requested_by="system",
        requested_at=noon,
    )
