"""Change how a profile is called and shown."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.measurements.held_profiles import kept_profile
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.measurements.services.measurement_profile_create import cleaned_name
from fashionistar.measurements.units import LengthUnit


@transaction.atomic(durable=True)
def measurement_profile_update(
    *, actor: Actor, profile_id: UUID, name: str | None, unit: LengthUnit | None
) -> MeasurementProfile:
    """Change a profile that the actor keeps; what is None stays as it is.

    Raises:
        DomainError: NOT_FOUND, REQUIRED, INVALID.
    """
    profile = kept_profile(actor, profile_id, "id")
    profile.name = profile.name if name is None else cleaned_name(name)
    profile.unit = profile.unit if unit is None else unit
    profile.save(update_fields=["name", "unit"])
    return profile
