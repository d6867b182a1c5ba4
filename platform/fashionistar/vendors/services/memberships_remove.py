"""Take somebody's places in shops away."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import SYSTEM
from fashionistar.vendors.models import Vendor, VendorMember
from fashionistar.vendors.places import leave


@transaction.atomic
def memberships_remove(*, user_id: UUID, now: datetime) -> int:
    """Remove her from every shop, in the caller's transaction; returns from how many."""
    shops = Vendor.objects.filter(members__user=user_id).order_by("pk")
    list(shops.select_for_update(of=("self",), no_key=True))
    hers = list(VendorMember.objects.filter(user=user_id).order_by("pk"))
    for member in hers:
        leave(member, actor=SYSTEM, now=now)
    return len(hers)
