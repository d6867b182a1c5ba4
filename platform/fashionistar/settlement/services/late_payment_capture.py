"""A payment came too late for its order: its money is due to the shopper at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.payments.models import Payment
from fashionistar.settlement.books import book_capture_to_refund
from fashionistar.settlement.selectors import gateway_fee


@transaction.atomic
def late_payment_capture(*, payment_id: UUID, now: datetime) -> None:
    """Capture a payment that is refunded as a whole; a second call changes nothing."""
    payment = Payment.objects.get(pk=payment_id)
    book_capture_to_refund(payment, fee=gateway_fee(payment), now=now)
