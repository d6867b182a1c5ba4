"""Forget a profile."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.measurements.held_profiles import kept_profile


@transaction.atomic(durable=True)
def measurement_profile_delete(*, actor: Actor, profile_id: UUID) -> UUID:
    """Forget a profile that the actor keeps, with its history, its estimates and their photos; returns its key.

    Raises:
        DomainError: NOT_FOUND.
    """
    profile = kept_profile(actor, profile_id, "id")
    profile.delete()
    return profile_id
