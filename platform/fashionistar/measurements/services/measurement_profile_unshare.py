"""Take a profile back from a shop."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.measurements.models import MeasurementProfile, MeasurementShare
from fashionistar.measurements.services.measurement_profile_share import own_profile


@transaction.atomic(durable=True)
def measurement_profile_unshare(*, actor: Actor, profile_id: UUID, vendor_id: UUID) -> MeasurementProfile:
    """Let a shop see the profile no longer; what its tailors measured stays in the history. Safe to repeat.

    Raises:
        DomainError: NOT_FOUND, INVALID.
    """
    profile = own_profile(actor, profile_id)
    MeasurementShare.objects.filter(profile=profile, vendor=vendor_id).delete()
    return profile
