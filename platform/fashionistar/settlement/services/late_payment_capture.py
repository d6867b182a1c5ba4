"""A payment came too late for its order: its money is due to the shopper at once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.orders.models import Order
from fashionistar.settlement.books import book_capture_to_refund
from fashionistar.settlement.selectors import gateway_fee


@transaction.atomic
def late_payment_capture(*, order_id: UUID, now: datetime) -> None:
    """Capture the payment of an order that is refunded as a whole; a second call changes nothing."""
    payment = Order.objects.select_related("payment").get(pk=order_id).payment
    book_capture_to_refund(payment, fee=gateway_fee(payment), now=now)
