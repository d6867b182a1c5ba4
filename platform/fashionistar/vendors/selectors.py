"""Reads of vendors; the tenant scope of everything that belongs to a shop."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db.models import Q, QuerySet

from fashionistar.kernel.actor import Actor
from fashionistar.vendors.models import ApiKey, Vendor, VendorMember, VendorPermission, VendorRole
from fashionistar.vendors.policies import OF_ROLE


def vendors_of(actor: Actor) -> QuerySet[Vendor]:
    """The shops in which the actor works, whatever she may do there; none for guests and strangers."""
    if actor.vendor_id is not None:
        return Vendor.objects.filter(pk=actor.vendor_id)
    return _where_she_works(actor, Q())


def vendors_where(actor: Actor, permission: VendorPermission) -> QuerySet[Vendor]:
    """The shops in which the actor may do this: by her role, by name, or by the scopes of an API key."""
    if actor.vendor_id is not None:
        return Vendor.objects.filter(pk=actor.vendor_id) if permission in actor.scopes else Vendor.objects.none()
    by_role = [role for role, permissions in OF_ROLE.items() if permission in permissions]
    by_name = Q(role=VendorRole.STAFF, permissions__contains=[permission])
    return _where_she_works(actor, Q(role__in=by_role) | by_name)


def shops_left_without_owner(user_id: UUID) -> list[Vendor]:
    """The shops of which she is the last owner who can act, by name, held for the rest of the transaction."""
    hers = VendorMember.objects.filter(user=user_id, role=VendorRole.OWNER).values("vendor")
    shops = Vendor.objects.filter(pk__in=hers).order_by("pk").select_for_update(of=("self",), no_key=True)
    held = sorted(shops, key=lambda shop: shop.name)
    owned = set(other_owners([shop.pk for shop in held], user_id).values_list("vendor", flat=True))
    return [shop for shop in held if shop.pk not in owned]


def other_owners(vendor_ids: Iterable[UUID], user_id: UUID) -> QuerySet[VendorMember]:
    """The owners of these shops besides her who can act."""
    owners = VendorMember.objects.filter(vendor__in=list(vendor_ids), role=VendorRole.OWNER, user__is_active=True)
    return owners.exclude(user=user_id)


def live_keys(*, now: datetime) -> QuerySet[ApiKey]:
    """The keys that open something."""
    return ApiKey.objects.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)


def _where_she_works(actor: Actor, where: Q) -> QuerySet[Vendor]:
    if actor.user_id is None:
        return Vendor.objects.none()
    mine = VendorMember.objects.filter(where, user_id=actor.user_id)
    return Vendor.objects.filter(pk__in=mine.values("vendor_id"))
