"""All of the money has gone back: the order is refunded."""

from uuid import UUID

from django.db import transaction
from django.db.models import Q

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.events import OrderRefunded
from fashionistar.orders.models import Order, OrderStatus
from fashionistar.payments.models import PaymentStatus
from fashionistar.wallets.selectors import is_spent_on

_REFUNDABLE = (OrderStatus.REFUNDING, OrderStatus.PAID, OrderStatus.COMPLETED)


@transaction.atomic
def order_refund(*, order_id: UUID) -> None:
    """Make an order REFUNDED whose payment is, and of whose stored value nothing is spent; any other is left alone."""
    gone = Q(payment__isnull=True) | Q(payment__status=PaymentStatus.REFUNDED)
    order = Order.objects.filter(gone, pk=order_id, status__in=_REFUNDABLE).select_for_update(of=("self",)).first()
    if order is None or is_spent_on(order.pk):
        return
    order.status = OrderStatus.REFUNDED
    order.save(update_fields=["status"])
    outbox.record(OrderRefunded(order_id=order.pk), actor=SYSTEM)
