"""Reads of vendors; the tenant scope of everything that belongs to a shop."""

from django.db.models import QuerySet

from fashionistar.kernel.actor import Actor
from fashionistar.vendors.models import Vendor, VendorMember


def vendors_of(actor: Actor) -> QuerySet[Vendor]:
    """The shops in which the actor works; none for guests and strangers."""
    if actor.user_id is None:
        return Vendor.objects.none()
    return Vendor.objects.filter(pk__in=VendorMember.objects.filter(user_id=actor.user_id).values("vendor_id"))
