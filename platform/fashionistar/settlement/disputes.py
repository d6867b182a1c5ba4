"""What a dispute is about, locked."""

from uuid import UUID

from fashionistar.orders.models import Order, OrderStatus
from fashionistar.settlement.models import BookingState, DisputeBooking, Settlement


class NotCapturedError(Exception):
    """The payment of a dispute is not booked yet; it is once its own facts are delivered."""


def open_booking(dispute_id: UUID) -> DisputeBooking | None:
    """A dispute that is open in the books; None when it has ended.

    Raises:
        DisputeBooking.DoesNotExist: The books do not know it.
    """
    booking = DisputeBooking.objects.select_for_update(of=("self",)).get(dispute=dispute_id)
    return booking if booking.state == BookingState.OPEN else None


def settlements_of(payment_id: UUID) -> list[Settlement]:
    """The parts of a payment, locked in the order of their keys.

    Raises:
        NotCapturedError: The order is paid and not captured yet.
    """
    rows = Settlement.objects.filter(payment=payment_id).select_related("vendor_order")
    settlements = list(rows.order_by("pk").select_for_update(of=("self",)))
    paid = (OrderStatus.PAID, OrderStatus.COMPLETED)
    if not settlements and Order.objects.filter(payment=payment_id, status__in=paid).exists():
        raise NotCapturedError(str(payment_id))
    return settlements
