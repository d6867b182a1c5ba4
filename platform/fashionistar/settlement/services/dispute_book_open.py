"""A bank wants a payment back: the gateway has taken the money until that is decided."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.payments.models import DisputeStatus, Payment
from fashionistar.settlement.disputes import begin_round
from fashionistar.settlement.models import BookingState, DisputeBooking


@transaction.atomic
def dispute_book_open(
    *, payment_id: UUID, dispute_id: UUID, gateway: str, amount_minor: int, fee_minor: int = 0, now: datetime
) -> None:
    """Book a dispute, and hold the payment's parts; one that is open already, or is over, is left alone.

    Args:
        payment_id: Of an order.
        dispute_id: Of payments.
        gateway: Which has taken the money.
        amount_minor: How much, in minor units of the payment's currency.
        fee_minor: What the gateway charges for it all in all by now.
        now: The time.
    """
    # Whoever refunds the payment waits, and then sees the hold.
    payment = Payment.objects.select_for_update(of=("self",)).get(pk=payment_id)
    booking = DisputeBooking.objects.select_for_update(of=("self",)).filter(dispute=dispute_id).first()
    if booking is not None and (booking.state != BookingState.WON or booking.dispute.status == DisputeStatus.WON):
        return
    if booking is None:
        booking = DisputeBooking(
            dispute_id=dispute_id,
            payment=payment,
            gateway=gateway,
            currency=payment.currency,
            rounds=0,
        )
    booking.amount_minor = amount_minor
    begin_round(booking, fee=max(fee_minor - booking.fee_minor, 0), now=now)
