"""Profiles as use-cases take them: held for the rest of the transaction, by those who may."""

from uuid import UUID

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.measurements.selectors import kept_profiles, measuring_vendors, visible_profiles
from fashionistar.vendors.models import Vendor


def kept_profile(actor: Actor, profile_id: UUID, *field: str) -> MeasurementProfile:
    """Hold a profile that the actor keeps.

    Raises:
        DomainError: NOT_FOUND, also when it is another's, or only lent to her shop.
    """
    found = kept_profiles(actor).select_for_update(of=("self",), no_key=True).filter(pk=profile_id).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "You keep no such measurement profile.", *field)
    return found


def seen_profile(actor: Actor, profile_id: UUID, *field: str) -> MeasurementProfile:
    """Hold a profile that the actor may see.

    Raises:
        DomainError: NOT_FOUND, also when it is another's.
    """
    found = visible_profiles(actor).select_for_update(of=("self",), no_key=True).filter(pk=profile_id).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "You see no such measurement profile.", *field)
    return found


def measuring_shop(actor: Actor, profile: MeasurementProfile) -> Vendor | None:
    """The shop as whose tailor the actor measures this body; None when she keeps it for herself.

    Raises:
        DomainError: NOT_FOUND: she is no tailor of a shop that has it, any longer.
    """
    if profile.user_id is not None and profile.user_id == actor.user_id:
        return None
    shops = measuring_vendors(actor)
    lent = shops.filter(measurement_shares__profile=profile).order_by("measurement_shares__created_at", "pk")
    found = lent.first() if profile.vendor_id is None else shops.filter(pk=profile.vendor_id).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "You see no such measurement profile.", "profileId")
    return found
