"""What orders does about facts; one service call each."""

from datetime import datetime

from fashionistar.inventory.events import HoldExpired
from fashionistar.orders.selectors import order_of_payment
from fashionistar.orders.services.order_expire import order_expire
from fashionistar.orders.services.order_pay import order_pay
from fashionistar.orders.services.order_refund import order_refund
from fashionistar.payments.events import PaymentSucceeded, RefundProcessed


def pay_order(event: PaymentSucceeded, *, now: datetime) -> None:
    """The payment's order is paid; a payment may have been for something else."""
    if (order_id := order_of_payment(event.payment_id)) is not None:
        order_pay(order_id=order_id, now=now)


def expire_order(event: HoldExpired, *, now: datetime) -> None:
    """The purchase whose hold expired was an order."""
    order_expire(order_id=event.reference, now=now)


def refund_order(event: RefundProcessed, *, now: datetime) -> None:
    """The payment's order may be refunded as a whole."""
    if (order_id := order_of_payment(event.payment_id)) is not None:
        order_refund(order_id=order_id)
