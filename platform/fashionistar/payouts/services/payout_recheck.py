"""Have the gateway asked about a payout now."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.payouts.models import Payout, PayoutStatus

_TOLD = (PayoutStatus.SENDING, PayoutStatus.SENT, PayoutStatus.SUCCEEDED)


@transaction.atomic
def payout_recheck(*, gateway: str, reference: str, now: datetime) -> UUID | None:
    """Make a payout that the gateway may know due, in the caller's transaction; returns which, or None."""
    rows = Payout.objects.order_by("pk").select_for_update(of=("self",), no_key=True)
    payout: Payout | None = rows.filter(reference=reference, gateway=gateway, status__in=_TOLD).first()
    if payout is None:
        return None
    payout.due_at = now
    payout.save(update_fields=["due_at"])
    return payout.pk
