"""A part was sent: from now on the escrow window runs."""

from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.settlement.models import Settlement


@transaction.atomic
def release_schedule(*, vendor_order_id: UUID) -> None:
    """Note when a part is released though nobody reports its delivery: `ESCROW_WINDOW` after it was sent.

    Raises:
        Settlement.DoesNotExist: It was not captured yet.
    """
    settlement = Settlement.objects.select_for_update(of=("self",)).get(vendor_order=vendor_order_id)
    shipped_at = settlement.vendor_order.shipped_at
    if shipped_at is not None and settlement.release_due_at is None:
        settlement.release_due_at = shipped_at + settings.ESCROW_WINDOW
        settlement.save(update_fields=["release_due_at"])
