"""Sell what a hold set aside."""

from uuid import UUID

from django.db import transaction

from fashionistar.inventory.models import Hold, HoldStatus
from fashionistar.inventory.stock_moves import take_out


@transaction.atomic
def hold_commit(*, reference: UUID) -> bool:
    """Take the units of the purchase's active hold out of stock.

    Returns:
        True if they are (now or already) sold, False if the hold had ended otherwise: see `hold_renew`.
    """
    hold = Hold.objects.select_for_update().get(reference=reference)
    if hold.status == HoldStatus.ACTIVE:
        take_out(hold)
        return True
    return hold.status == HoldStatus.COMMITTED
