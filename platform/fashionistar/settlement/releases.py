"""Releasing what is held for a part, whatever was the occasion. Callers have locked the settlement."""

from datetime import datetime

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.orders.models import VendorOrder, VendorOrderStatus
from fashionistar.settlement.books import book_owed, book_release, lock_vendor
from fashionistar.settlement.events import EscrowReleased
from fashionistar.settlement.models import Settlement
from fashionistar.settlement.policies import Cut, Rates, cut_to_take
from fashionistar.settlement.selectors import is_disputed


def rates_frozen(settlement: Settlement) -> Rates:
    """The rates at which a part was captured."""
    return Rates(settlement.commission_bp, settlement.tax_bp)


def kept(settlement: Settlement) -> Cut:
    """What we and the state have of a part."""
    return Cut(settlement.commission_minor, settlement.tax_minor)


def is_due(settlement: Settlement, part: VendorOrder, *, now: datetime) -> bool:
    """Whether a part's money is the vendor's: it arrived, or nobody said so within the window, and no bank wants it."""
    if settlement.held_minor == 0 or is_disputed(settlement.payment_id):
        return False
    if settlement.released_minor or part.status == VendorOrderStatus.DELIVERED:
        return True
    due = settlement.release_due_at
    return part.status == VendorOrderStatus.SHIPPED and due is not None and due <= now


def release_held(settlement: Settlement, *, now: datetime) -> None:
    """Give the vendor all that is held, less commission and tax; what it owes us is paid of it.

    Args:
        settlement: Locked, with something in escrow.
        now: The time.
    """
    minor = settlement.held_minor
    # One more, where a refund failed after the first: what was released by then tells them apart.
    again = f":{settlement.released_minor}" if settlement.released_minor else ""
    reference = f"release:{settlement.vendor_order_id}{again}"
    taken = cut_to_take(
        minor=minor, left=settlement.earned_minor, kept=kept(settlement), rates=rates_frozen(settlement)
    )
    lock_vendor(settlement)
    book_release(settlement, minor=minor, taken=taken, reference=reference, now=now)
    book_owed(settlement, reference=reference, now=now)
    settlement.released_minor += minor
    settlement.commission_minor += taken.commission
    settlement.tax_minor += taken.tax
    settlement.released_at = settlement.released_at or now
    settlement.save(update_fields=["released_minor", "commission_minor", "tax_minor", "released_at"])
    outbox.record(
        EscrowReleased(
            settlement_id=settlement.pk,
            vendor_order_id=settlement.vendor_order_id,
            vendor_id=settlement.vendor_id,
        ),
        actor=SYSTEM,
    )
