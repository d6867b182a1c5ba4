"""All of an order is paid: sell the units, or give the money back when they are gone."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.inventory.services.hold_commit import hold_commit
from fashionistar.inventory.services.hold_renew import hold_renew
from fashionistar.inventory.stock_moves import InsufficientStockError
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.money import Money
from fashionistar.ledger.locked_accounts import InsufficientFundsError
from fashionistar.orders.events import OrderPaid, OrderRefunding, VendorOrderPaid
from fashionistar.orders.models import Order, OrderStatus, VendorOrder, VendorOrderStatus
from fashionistar.orders.selectors import is_forgotten
from fashionistar.orders.transitions import check_order
from fashionistar.payments.services.refund_request import refund_request
from fashionistar.wallets.services.tenders_post import tenders_post
from fashionistar.wallets.services.tenders_void import tenders_void

_UNPAID = (OrderStatus.PENDING_PAYMENT, OrderStatus.EXPIRED)


@transaction.atomic
def order_pay(*, order_id: UUID, now: datetime) -> Order:
    """Make an order PAID whose payment has succeeded or that stored value pays alone.

    What wallet and gift cards pay is posted with it. If the hold had ended, the units are held again, and what had been
    free again is taken again; where either is gone, the payment goes back (REFUNDING) and stored value stays free, as
    when nobody knows any longer what was to be made to measure. An order that is past this is left alone.
    """
    order = Order.objects.select_for_update(of=("self",)).select_related("payment").get(pk=order_id)
    if order.status not in _UNPAID:
        return order
    if not is_forgotten(order.pk) and _sold(order, now=now):
        return _mark_paid(order, now=now)
    return _give_back(order, now=now)


def _sold(order: Order, *, now: datetime) -> bool:
    """Post stored value and sell the units: both, or neither."""
    try:
        with transaction.atomic():
            tenders_post(purchase=order.pk, now=now)
            if not hold_commit(reference=order.pk):
                hold_renew(reference=order.pk)
    except (InsufficientStockError, InsufficientFundsError):
        return False
    return True


def _give_back(order: Order, *, now: datetime) -> Order:
    if order.payment is None:
        raise RuntimeError("an order that stored value pays alone is paid in the transaction that places it")
    check_order(order.status, OrderStatus.REFUNDING)
    tenders_void(purchase=order.pk, now=now)
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


def _mark_paid(order: Order, *, now: datetime) -> Order:
    check_order(order.status, OrderStatus.PAID)
    order.status = OrderStatus.PAID
    order.paid_at = now if order.payment is None else order.payment.paid_at or now
    order.save(update_fields=["status", "paid_at"])
    VendorOrder.objects.filter(order=order).update(status=VendorOrderStatus.PAID)
    parts = VendorOrder.objects.filter(order=order).order_by("position", "pk").values_list("pk", "vendor_id")
    outbox.record(
        OrderPaid(order_id=order.pk),
        *(VendorOrderPaid(order_id=order.pk, vendor_order_id=part, vendor_id=vendor) for part, vendor in parts),
        actor=SYSTEM,
    )
    return order
