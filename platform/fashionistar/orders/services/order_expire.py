"""The hold ran out before the payment came: the order expires."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.events import OrderExpired
from fashionistar.orders.models import Order, OrderStatus, VendorOrder, VendorOrderStatus
from fashionistar.wallets.services.tenders_void import tenders_void


@transaction.atomic
def order_expire(*, order_id: UUID, now: datetime) -> None:
    """Make an order that still awaits its payment EXPIRED; any other is left alone.

    What wallet and gift cards had set aside for it is free again.
    """
    order = Order.objects.select_for_update().filter(pk=order_id, status=OrderStatus.PENDING_PAYMENT).first()
    if order is None:
        return
    order.status = OrderStatus.EXPIRED
    order.save(update_fields=["status"])
    tenders_void(purchase=order.pk, now=now)
    VendorOrder.objects.filter(order=order).update(status=VendorOrderStatus.CANCELLED)
    outbox.record(OrderExpired(order_id=order.pk), actor=SYSTEM)
