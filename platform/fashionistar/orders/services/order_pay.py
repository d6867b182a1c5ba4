"""A payment succeeded: sell the units, or give the money back when they are gone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.inventory.services.hold_commit import hold_commit
from fashionistar.inventory.services.hold_renew import hold_renew
from fashionistar.inventory.stock_moves import InsufficientStockError
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.money import Money
from fashionistar.orders.events import OrderPaid, OrderRefunding, VendorOrderPaid
from fashionistar.orders.models import Order, OrderStatus, VendorOrder, VendorOrderStatus
from fashionistar.orders.transitions import check_order
from fashionistar.payments.services.refund_request import refund_request

_UNPAID = (OrderStatus.PENDING_PAYMENT, OrderStatus.EXPIRED)


@transaction.atomic
def order_pay(*, payment_id: UUID, now: datetime) -> Order:
    """Make the payment's order PAID; if its hold had ended, hold again, or else refund (REFUNDING).

    An order that is past this is left alone.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("payment").get(payment_id=payment_id)
    if order.status not in _UNPAID:
        return order
    if _units_sold(order):
        return _mark_paid(order, now=now)
    check_order(order.status, OrderStatus.REFUNDING)
    order.status = OrderStatus.REFUNDING
    order.save(update_fields=["status"])
    VendorOrder.objects.filter(order=order).update(status=VendorOrderStatus.CANCELLED)
    refund_request(
        payment=order.payment,
        amount=Money(order.payment.amount_minor, order.payment.currency),
        reason="The payment arrived after the items were sold.",
        cause=f"order:{order.pk}",
        actor=SYSTEM,
        now=now,
    )
    outbox.record(OrderRefunding(order_id=order.pk), actor=SYSTEM)
    return order


def _units_sold(order: Order) -> bool:
    if hold_commit(reference=order.pk):
        return True
    try:
        hold_renew(reference=order.pk)
    except InsufficientStockError:
        return False
    return True


def _mark_paid(order: Order, *, now: datetime) -> Order:
    check_order(order.status, OrderStatus.PAID)
    order.status = OrderStatus.PAID
    order.paid_at = order.payment.paid_at or now
    order.save(update_fields=["status", "paid_at"])
    VendorOrder.objects.filter(order=order).update(status=VendorOrderStatus.PAID)
    parts = VendorOrder.objects.filter(order=order).order_by("position", "pk").values_list("pk", "vendor_id")
    outbox.record(
        OrderPaid(order_id=order.pk),
        *(VendorOrderPaid(order_id=order.pk, vendor_order_id=part, vendor_id=vendor) for part, vendor in parts),
        actor=SYSTEM,
    )
    return order
