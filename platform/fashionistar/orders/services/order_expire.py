"""The hold ran out before the payment came: the order expires."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.events import OrderExpired
from fashionistar.orders.models import Order, OrderStatus, VendorOrder, VendorOrderStatus


@transaction.atomic
def order_expire(*, order_id: UUID) -> None:
    """Make an order that still awaits its payment EXPIRED; any other is left alone."""
    order = Order.objects.select_for_update().filter(pk=order_id, status=OrderStatus.PENDING_PAYMENT).first()
    if order is None:
        return
    order.status = OrderStatus.EXPIRED
    order.save(update_fields=["status"])
    VendorOrder.objects.filter(order=order).update(status=VendorOrderStatus.CANCELLED)
    outbox.record(OrderExpired(order_id=order.pk), actor=SYSTEM)
