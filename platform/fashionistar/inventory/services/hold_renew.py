"""Hold the units of an ended hold again and sell them, if they are still there."""

from uuid import UUID

from django.db import transaction

from fashionistar.inventory.models import Hold, HoldStatus
from fashionistar.inventory.stock_moves import lines_of, reserve, take_out


@transaction.atomic
def hold_renew(*, reference: UUID) -> None:
    """Reserve and sell the units of a purchase whose hold had expired or was released.

    Raises:
        InsufficientStockError: The units are gone; nothing has changed.
    """
    hold = Hold.objects.select_for_update().get(reference=reference)
    if hold.status == HoldStatus.COMMITTED:
        return
    if hold.status != HoldStatus.ACTIVE:
        reserve(lines_of(hold))
    take_out(hold)
