"""A dispute was won: the money is there again, and what was held back for it is released."""

from datetime import datetime
from uuid import UUID

import structlog
from django.db import transaction

from fashionistar.settlement.books import book_dispute_regained, book_dispute_won, lock_dispute
from fashionistar.settlement.disputes import correct_fee, locked_booking, settlements_of
from fashionistar.settlement.models import BookingState
from fashionistar.settlement.releases import is_due, release_held

_log = structlog.get_logger("fashionistar.settlement")


@transaction.atomic
def dispute_book_win(*, dispute_id: UUID, now: datetime) -> None:
    """Book a won dispute, and release the parts that are due by now; one that was won already is left alone.

    Of one that was lost before, each has borne its share: what comes back makes up for the platform's losses until a
    person has decided whose it is.
    """
    booking = locked_booking(dispute_id)
    if booking.state == BookingState.WON:
        return
    settlements = settlements_of(booking.payment_id)
    lock_dispute(booking, settlements)
    if booking.state == BookingState.LOST:
        _log.error("a lost dispute was won: its money belongs to somebody", dispute_id=str(dispute_id))
        booking.rounds += 1
        book_dispute_regained(booking, now=now)
    else:
        book_dispute_won(booking, now=now)
    booking.state = BookingState.WON
    booking.save(update_fields=["state", "rounds"])
    correct_fee(booking, now=now)
    for settlement in settlements:
        if is_due(settlement, settlement.vendor_order, now=now):
            release_held(settlement, now=now)
