"""Keep a profile."""

from uuid import UUID

from django.db import transaction

from fashionistar.accounts.locked_user import locked_user
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements.models import MeasurementProfile, ProfileRelation
from fashionistar.measurements.policies import MAX_CLIENTS, MAX_NAME, MAX_PROFILES
from fashionistar.measurements.selectors import measuring_vendors
from fashionistar.measurements.units import LengthUnit
from fashionistar.vendors.models import Vendor


@transaction.atomic(durable=True)
def measurement_profile_create(
    *, actor: Actor, name: str, relation: ProfileRelation, unit: LengthUnit, vendor_id: UUID | None
) -> MeasurementProfile:
    """Keep a profile of the actor herself or of somebody she cares for; or, with `vendor_id`, of a client of her shop.

    Raises:
        DomainError: UNAUTHENTICATED; REQUIRED, INVALID; ALREADY_TAKEN (a second SELF); FORBIDDEN (the shop).
    """
    # Her row is held: her first profiles are counted one after the other, and none outlives her account.
    user = locked_user(actor)
    cleaned = cleaned_name(name)
    if (vendor_id is not None) != (relation == ProfileRelation.CLIENT):
        raise refuse(ErrorCode.INVALID, "A client is a shop's: give vendorId with CLIENT, and only then.", "relation")
    if vendor_id is not None:
        return _of_client(_measuring_shop(actor, vendor_id), cleaned, unit)
    hers = MeasurementProfile.objects.filter(user=user)
    if hers.count() >= MAX_PROFILES:
        raise refuse(ErrorCode.INVALID, f"You keep {MAX_PROFILES} profiles already. Delete one first.")
    if relation == ProfileRelation.SELF and hers.filter(relation=relation).exists():
        raise refuse(ErrorCode.ALREADY_TAKEN, "You have a profile of yourself already.", "relation")
    return _made(MeasurementProfile(user=user, relation=relation, name=cleaned, unit=unit))


def cleaned_name(name: str) -> str:
    """A profile's name to store.

    Raises:
        DomainError: REQUIRED, INVALID.
    """
    cleaned = " ".join(name.split())
    if not cleaned:
        raise refuse(ErrorCode.REQUIRED, "Say whose body it is.", "name")
    if len(cleaned) > MAX_NAME:
        raise refuse(ErrorCode.INVALID, f"At most {MAX_NAME} characters.", "name")
    return cleaned


def _measuring_shop(actor: Actor, vendor_id: UUID) -> Vendor:
    found = measuring_vendors(actor).filter(pk=vendor_id).select_for_update(of=("self",), no_key=True).first()
    if found is None:
        raise refuse(ErrorCode.FORBIDDEN, "You do not measure clients of this shop.", "vendorId")
    return found


def _of_client(vendor: Vendor, name: str, unit: LengthUnit) -> MeasurementProfile:
    if MeasurementProfile.objects.filter(vendor=vendor).count() >= MAX_CLIENTS:
        raise refuse(ErrorCode.INVALID, f"The shop keeps {MAX_CLIENTS} clients already. Delete one first.")
    return _made(MeasurementProfile(vendor=vendor, relation=ProfileRelation.CLIENT, name=name, unit=unit))


def _made(profile: MeasurementProfile) -> MeasurementProfile:
    profile.save(force_insert=True)
    return profile
