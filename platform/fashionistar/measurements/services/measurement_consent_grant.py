"""Consent to what a profile is used for."""

from uuid import UUID

from django.db import transaction

from fashionistar.accounts.models import User
from fashionistar.kernel.actor import Actor
from fashionistar.measurements.held_profiles import kept_profile
from fashionistar.measurements.models import ConsentPurpose, MeasurementConsent, MeasurementProfile
from fashionistar.measurements.selectors import has_consent


@transaction.atomic(durable=True)
def measurement_consent_grant(*, actor: Actor, profile_id: UUID, purpose: ConsentPurpose) -> MeasurementProfile:
    """Say that a profile may be used for this; a shop's tailor says it for a client who told her so. Safe to repeat.

    Raises:
        DomainError: NOT_FOUND.
    """
    profile = kept_profile(actor, profile_id, "profileId")
    if not has_consent(profile.pk, purpose):
        by = User.objects.get(pk=actor.user_id)
        MeasurementConsent.objects.create(profile=profile, purpose=purpose, granted_by=by)
    return profile
