"""A dispute was lost: the money is gone, and somebody bears it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.settlement.books import book_dispute_lost, lock_dispute
from fashionistar.settlement.disputes import open_booking, settlements_of
from fashionistar.settlement.models import BookingState, Settlement
from fashionistar.settlement.policies import Cut, cut_to_return, shares
from fashionistar.settlement.releases import is_due, kept, rates_frozen, release_held


@transaction.atomic
def dispute_book_lose(*, dispute_id: UUID, now: datetime) -> None:
    """Book a lost dispute: each part bears its share, from escrow or from its vendor, and we the rest.

    A vendor gives its own share; commission and tax on it are given up by us and the state. What goes beyond the parts
    is our loss. One that is not open is left alone.
    """
    booking = open_booking(dispute_id)
    if booking is None:
        return
    settlements = settlements_of(booking.payment_id)
    borne = shares(booking.amount_minor, {one.pk: one.left_minor for one in settlements})
    lock_dispute(booking, settlements)
    held, earned, commission, tax = {}, {}, 0, 0
    for settlement in settlements:
        minor = borne[settlement.pk]
        if not minor:
            continue
        if settlement.held_minor:
            settlement.charged_back_held_minor += minor
            held[settlement.vendor_order_id] = minor
        else:
            given = _charge_back(settlement, minor)
            earned[settlement.vendor_id] = minor - given.both
            commission, tax = commission + given.commission, tax + given.tax
        settlement.save()
    book_dispute_lost(
        booking,
        held=held,
        earned=earned,
        given_up=Cut(commission, tax),
        loss=booking.amount_minor - sum(borne.values()),
        now=now,
    )
    booking.state = BookingState.LOST
    booking.save(update_fields=["state"])
    for settlement in settlements:
        if is_due(settlement, settlement.vendor_order, now=now):
            release_held(settlement, now=now)


def _charge_back(settlement: Settlement, minor: int) -> Cut:
    given = cut_to_return(
        minor=minor, left=settlement.earned_minor, kept=kept(settlement), rates=rates_frozen(settlement)
    )
    settlement.charged_back_released_minor += minor
    settlement.commission_minor -= given.commission
    settlement.tax_minor -= given.tax
    return given
