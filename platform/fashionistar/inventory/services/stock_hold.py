"""Set units aside for a purchase, all of them or none."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fashionistar.inventory.models import Hold, HoldLine
from fashionistar.inventory.stock_moves import reserve


def stock_hold(*, reference: UUID, quantities: Mapping[UUID, int], expires_at: datetime) -> Hold:
    """Create a hold in the caller's transaction.

    Args:
        reference: Of the purchase.
        quantities: Units by variant, each at least 1.
        expires_at: When the units are free again, unless they are sold.

    Raises:
        InsufficientStockError: Some variant has too few units left.
    """
    reserve(quantities)
    hold = Hold.objects.create(reference=reference, expires_at=expires_at)
    HoldLine.objects.bulk_create(
        HoldLine(hold=hold, variant_id=variant_id, quantity=quantity)
        for variant_id, quantity in sorted(quantities.items())
    )
    return hold
