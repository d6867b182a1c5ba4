"""A part arrived, or nobody said otherwise for long: the vendor has earned it."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.settlement.models import Settlement
from fashionistar.settlement.releases import is_due, release_held


@transaction.atomic
def escrow_release(*, vendor_order_id: UUID, now: datetime) -> None:
    """Release what is held for a part that is due; one that is not, or has nothing held, is left alone.

    Raises:
        Settlement.DoesNotExist: It was not captured yet.
    """
    settlement = Settlement.objects.select_for_update(of=("self",)).get(vendor_order=vendor_order_id)
    if settlement.released_minor == 0 and is_due(settlement, settlement.vendor_order, now=now):
        release_held(settlement, now=now)
