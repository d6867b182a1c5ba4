"""Forget invitations that nobody accepted, with the addresses in them."""

from datetime import datetime

from django.db import transaction

from fashionistar.vendors.models import VendorInvitation


@transaction.atomic(durable=True)
def vendor_invitations_prune(*, now: datetime, limit: int = 500) -> int:
    """Delete invitations that have expired, at most `limit`; returns how many."""
    old = VendorInvitation.objects.filter(expires_at__lte=now)
    chosen = list(old.order_by("expires_at").values_list("pk", flat=True)[:limit])
    # One that was sent again meanwhile is not old any longer.
    return old.filter(pk__in=chosen).delete()[0]
