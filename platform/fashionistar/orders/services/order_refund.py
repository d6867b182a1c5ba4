"""All of the money has gone back: the order is refunded."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.events import OrderRefunded
from fashionistar.orders.models import Order, OrderStatus
from fashionistar.payments.models import PaymentStatus

_REFUNDABLE = (OrderStatus.REFUNDING, OrderStatus.PAID, OrderStatus.COMPLETED)


@transaction.atomic
def order_refund(*, payment_id: UUID) -> None:
    """Make the order of a payment that is REFUNDED as a whole REFUNDED; an unpaid or refunded one is left alone."""
    paid = Order.objects.filter(payment_id=payment_id, payment__status=PaymentStatus.REFUNDED, status__in=_REFUNDABLE)
    order = paid.select_for_update(of=("self",)).first()
    if order is None:
        return
    order.status = OrderStatus.REFUNDED
    order.save(update_fields=["status"])
    outbox.record(OrderRefunded(order_id=order.pk), actor=SYSTEM)
