"""Free the units of holds that ran out of time."""

from datetime import datetime

from django.db import transaction

from fashionistar.inventory.events import HoldExpired
from fashionistar.inventory.models import Hold, HoldStatus
from fashionistar.inventory.stock_moves import give_back, lock_units
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM


@transaction.atomic(durable=True)
def holds_expire(*, now: datetime, limit: int = 100) -> int:
    """Expire active holds whose time is up at `now`, at most `limit`; returns how many.

    Holds that another transaction is just committing are skipped.
    """
    due = list(
        Hold.objects.filter(status=HoldStatus.ACTIVE, expires_at__lte=now)
        .order_by("expires_at", "pk")
        .select_for_update(skip_locked=True)[:limit]
    )
    lock_units(due)
    for hold in due:
        give_back(hold, status=HoldStatus.EXPIRED)
        outbox.record(HoldExpired(hold_id=hold.pk, reference=hold.reference), actor=SYSTEM)
    return len(due)
