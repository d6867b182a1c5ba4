"""What a dispute is about, locked."""

from datetime import datetime
from uuid import UUID

from fashionistar.orders.models import Order, OrderStatus
from fashionistar.settlement.books import book_dispute_fee, book_dispute_open
from fashionistar.settlement.models import BookingState, DisputeBooking, Settlement


class NotCapturedError(Exception):
    """The payment of a dispute is not booked yet; it is once its own facts are delivered."""


def locked_booking(dispute_id: UUID) -> DisputeBooking:
    """A dispute as the books know it, locked.

    Raises:
        DisputeBooking.DoesNotExist: They do not know it.
    """
    return DisputeBooking.objects.select_for_update(of=("self",)).get(dispute=dispute_id)


def begin_round(booking: DisputeBooking, *, fee: int = 0, now: datetime) -> None:
    """Book that the gateway has taken the money, for the first time or once more, and `fee` minor units for that."""
    booking.state = BookingState.OPEN
    booking.rounds += 1
    booking.fee_minor += fee
    booking.save()
    book_dispute_open(booking, fee=fee, now=now)


def correct_fee(booking: DisputeBooking, *, now: datetime) -> None:
    """Book what the gateway's fee has come to, where it says another than the books do. The accounts are locked."""
    told = booking.dispute.fee_minor
    if told is not None and told != booking.fee_minor:
        book_dispute_fee(booking, minor=told - booking.fee_minor, now=now)
        booking.fee_minor = told
        booking.save(update_fields=["fee_minor"])


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
