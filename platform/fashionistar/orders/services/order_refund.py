"""The money has gone back: the order is refunded."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.events import OrderRefunded
from fashionistar.orders.models import Order, OrderStatus


@transaction.atomic
def order_refund(*, payment_id: UUID) -> None:
    """Make the payment's REFUNDING order REFUNDED; any other is left alone."""
    order = Order.objects.select_for_update().filter(payment_id=payment_id, status=OrderStatus.REFUNDING).first()
    if order is None:
        return
    order.status = OrderStatus.REFUNDED
    order.save(update_fields=["status"])
    outbox.record(OrderRefunded(order_id=order.pk), actor=SYSTEM)
