"""Lend a profile to a shop."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements.held_profiles import kept_profile
from fashionistar.measurements.models import MeasurementProfile, MeasurementShare
from fashionistar.measurements.policies import MAX_SHARES
from fashionistar.vendors.models import Vendor


@transaction.atomic(durable=True)
def measurement_profile_share(*, actor: Actor, profile_id: UUID, vendor_id: UUID) -> MeasurementProfile:
    """Let a shop's tailors read the actor's own profile and check its values. Safe to repeat.

    Raises:
        DomainError: NOT_FOUND (profile or shop), INVALID (a client's profile is the shop's already; too many shops).
    """
    profile = own_profile(actor, profile_id)
    vendor = Vendor.objects.filter(pk=vendor_id).first()
    if vendor is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such shop.", "vendorId")
    lent = MeasurementShare.objects.filter(profile=profile)
    if lent.filter(vendor=vendor).exists():
        return profile
    if lent.count() >= MAX_SHARES:
        raise refuse(ErrorCode.INVALID, f"It is shared with {MAX_SHARES} shops already. Take it back from one first.")
    MeasurementShare.objects.create(profile=profile, vendor=vendor)
    return profile


def own_profile(actor: Actor, profile_id: UUID) -> MeasurementProfile:
    """Hold a profile that a user keeps, who alone says who sees it.

    Raises:
        DomainError: NOT_FOUND, INVALID.
    """
    profile = kept_profile(actor, profile_id, "profileId")
    if profile.user_id is None:
        raise refuse(ErrorCode.INVALID, "A client's profile stays in its shop.", "profileId")
    return profile
