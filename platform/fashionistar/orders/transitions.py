"""Which status may follow which: the whole state machine of orders, on one page."""

from collections.abc import Mapping

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.orders.models import OrderStatus, VendorOrderStatus

ORDER: Mapping[OrderStatus, frozenset[OrderStatus]] = {
    OrderStatus.PENDING_PAYMENT: frozenset({OrderStatus.PAID, OrderStatus.EXPIRED, OrderStatus.REFUNDING}),
    OrderStatus.EXPIRED: frozenset({OrderStatus.PAID, OrderStatus.REFUNDING}),
    OrderStatus.PAID: frozenset({OrderStatus.COMPLETED, OrderStatus.REFUNDED}),
    OrderStatus.REFUNDING: frozenset({OrderStatus.REFUNDED}),
    OrderStatus.REFUNDED: frozenset(),
    OrderStatus.COMPLETED: frozenset({OrderStatus.REFUNDED}),
}

VENDOR_ORDER: Mapping[VendorOrderStatus, frozenset[VendorOrderStatus]] = {
    VendorOrderStatus.PENDING_PAYMENT: frozenset({VendorOrderStatus.PAID, VendorOrderStatus.CANCELLED}),
    VendorOrderStatus.CANCELLED: frozenset({VendorOrderStatus.PAID}),
    VendorOrderStatus.PAID: frozenset({VendorOrderStatus.SHIPPED, VendorOrderStatus.CANCELLED}),
    VendorOrderStatus.SHIPPED: frozenset({VendorOrderStatus.DELIVERED}),
    VendorOrderStatus.DELIVERED: frozenset(),
}


def check_order(current: str, wanted: OrderStatus) -> None:
    """Refuse a change that the table does not have.

    Raises:
        DomainError: STATUS_CONFLICT.
    """
    if wanted not in ORDER[OrderStatus(current)]:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"An order that is {current} cannot become {wanted}.")


def check_vendor_order(current: str, wanted: VendorOrderStatus) -> None:
    """Refuse a change that the table does not have.

    Raises:
        DomainError: STATUS_CONFLICT.
    """
    if wanted not in VENDOR_ORDER[VendorOrderStatus(current)]:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"A vendor order that is {current} cannot become {wanted}.", "id")
