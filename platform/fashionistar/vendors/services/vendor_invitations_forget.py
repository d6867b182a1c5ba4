"""Forget the invitations to somebody's addresses."""

from collections.abc import Sequence

from django.db import transaction

from fashionistar.vendors.models import VendorInvitation


@transaction.atomic
def vendor_invitations_forget(*, addresses: Sequence[str]) -> int:
    """Remove them, in the caller's transaction; returns how many."""
    return VendorInvitation.objects.filter(address__in=addresses).delete()[0]
