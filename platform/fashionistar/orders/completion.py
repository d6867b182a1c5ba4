"""When an order is done: the meeting point of its parts."""

from uuid import UUID

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.orders.events import OrderCompleted
from fashionistar.orders.models import Order, OrderStatus, VendorOrder, VendorOrderStatus
from fashionistar.orders.transitions import check_order

_DONE = (VendorOrderStatus.DELIVERED, VendorOrderStatus.CANCELLED)


def complete_if_last(order_id: UUID, *, actor: Actor) -> None:
    """Complete a paid order whose parts were all delivered or cancelled, at least one of them delivered."""
    # The order's row is the meeting point of two last parts that are delivered at the same time.
    order = Order.objects.select_for_update().get(pk=order_id)
    parts = VendorOrder.objects.filter(order=order)
    if order.status == OrderStatus.REFUNDED or parts.exclude(status__in=_DONE).exists():
        return
    if not parts.filter(status=VendorOrderStatus.DELIVERED).exists():
        return
    check_order(order.status, OrderStatus.COMPLETED)
    order.status = OrderStatus.COMPLETED
    order.save(update_fields=["status"])
    outbox.record(OrderCompleted(order_id=order.pk), actor=actor)
