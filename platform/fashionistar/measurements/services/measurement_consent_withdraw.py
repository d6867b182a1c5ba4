"""Take a consent back."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.measurements.estimate_ends import fail
from fashionistar.measurements.held_profiles import kept_profile
from fashionistar.measurements.models import (
    ConsentPurpose,
    EstimateStatus,
    MeasurementConsent,
    MeasurementEstimate,
    MeasurementProfile,
)

_WITHDRAWN = "The consent to measure photos was withdrawn."


@transaction.atomic(durable=True)
def measurement_consent_withdraw(
    *, actor: Actor, profile_id: UUID, purpose: ConsentPurpose, now: datetime
) -> MeasurementProfile:
    """Take a consent back, from now on. Safe to repeat.

    Without PHOTO_ESTIMATION photos on their way go at once, their estimates fail, and what was read off earlier photos
    is forgotten; the values stay, since she may still want them. Without CALIBRATION nothing more is learnt from them.

    Raises:
        DomainError: NOT_FOUND.
    """
    profile = kept_profile(actor, profile_id, "profileId")
    standing = MeasurementConsent.objects.filter(profile=profile, purpose=purpose, withdrawn_at__isnull=True)
    if standing.update(withdrawn_at=now) and purpose == ConsentPurpose.PHOTO_ESTIMATION:
        _forget_photos(profile, actor=actor, now=now)
    return profile


def _forget_photos(profile: MeasurementProfile, *, actor: Actor, now: datetime) -> None:
    shown = MeasurementEstimate.objects.filter(profile=profile, with_photos=True)
    going = (EstimateStatus.QUEUED, EstimateStatus.RUNNING)
    for estimate in shown.filter(status__in=going).order_by("pk").select_for_update(of=("self",)):
        fail(estimate, _WITHDRAWN, actor=actor, now=now)
    shown.update(features=None)
