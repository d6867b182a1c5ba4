"""A dispute was lost: the money is gone, and somebody bears it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.shares import shares
from fashionistar.settlement.books import book_dispute_lost, lock_dispute
from fashionistar.settlement.disputes import begin_round, correct_fee, locked_booking, settlements_of
from fashionistar.settlement.models import BookingState, Settlement
from fashionistar.settlement.policies import Cut, cut_to_return
from fashionistar.settlement.releases import is_due, kept, rates_frozen, release_held


@transaction.atomic
def dispute_book_lose(*, dispute_id: UUID, now: datetime) -> None:
    """Book a lost dispute: each part bears its share, from escrow or from its vendor, and we the rest.

    The shares are of what the payment has paid: what stored value paid is no bank's to take. A vendor gives its own
    share; commission and tax on it are given up by us and the state. What goes beyond the parts is our loss. One that
    was won, says the gateway now, begins once more; a lost one is left alone.
    """
    booking = locked_booking(dispute_id)
    if booking.state == BookingState.LOST:
        return
    settlements = settlements_of(booking.payment_id)
    left = {one.pk: one.gateway_left_minor for one in settlements}
    borne = shares(min(booking.amount_minor, sum(left.values())), left)
    lock_dispute(booking, settlements)
    if booking.state == BookingState.WON:
        begin_round(booking, now=now)
    held, earned, given = {}, {}, []
    for settlement in settlements:
        from_escrow = min(borne[settlement.pk], settlement.held_minor)
        from_vendor = borne[settlement.pk] - from_escrow
        given.append(_charge_back(settlement, from_escrow, from_vendor))
        held[settlement.vendor_order_id] = from_escrow
        earned[settlement.vendor_id] = from_vendor - given[-1].both
    book_dispute_lost(
        booking,
        held=held,
        earned=earned,
        given_up=Cut(sum(cut.commission for cut in given), sum(cut.tax for cut in given)),
        loss=booking.amount_minor - sum(borne.values()),
        now=now,
    )
    booking.state = BookingState.LOST
    booking.save(update_fields=["state"])
    correct_fee(booking, now=now)
    for settlement in settlements:
        if is_due(settlement, settlement.vendor_order, now=now):
            release_held(settlement, now=now)


def _charge_back(settlement: Settlement, from_escrow: int, from_vendor: int) -> Cut:
    """Take a part's share; returns what of the vendor's is commission and tax, which nobody has any more."""
    given = cut_to_return(
        minor=from_vendor, left=settlement.earned_minor, kept=kept(settlement), rates=rates_frozen(settlement)
    )
    settlement.charged_back_held_minor += from_escrow
    settlement.charged_back_released_minor += from_vendor
    settlement.commission_minor -= given.commission
    settlement.tax_minor -= given.tax
    settlement.save(
        update_fields=["charged_back_held_minor", "charged_back_released_minor", "commission_minor", "tax_minor"]
    )
    return given
