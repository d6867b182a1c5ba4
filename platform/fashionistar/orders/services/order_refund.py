"""All of the money has gone back: the order is refunded."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.events import OrderRefunded
from fashionistar.orders.models import Order, OrderStatus
from fashionistar.payments.models import PaymentStatus


@transaction.atomic
def order_refund(*, payment_id: UUID) -> None:
    """Make the REFUNDING order of a REFUNDED payment REFUNDED; any other is left alone."""
    refunding = Order.objects.filter(
        payment_id=payment_id, payment__status=PaymentStatus.REFUNDED, status=OrderStatus.REFUNDING
    )
    order = refunding.select_for_update(of=("self",)).first()
    if order is None:
        return
    order.status = OrderStatus.REFUNDED
    order.save(update_fields=["status"])
    outbox.record(OrderRefunded(order_id=order.pk), actor=SYSTEM)
