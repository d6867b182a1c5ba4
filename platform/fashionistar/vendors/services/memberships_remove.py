"""Take somebody's places in shops away."""

from uuid import UUID

from django.db import transaction

from fashionistar.vendors.models import VendorMember


@transaction.atomic
def memberships_remove(*, user_id: UUID) -> int:
    """Remove her from every shop, in the caller's transaction; returns from how many."""
    return VendorMember.objects.filter(user=user_id).delete()[0]
