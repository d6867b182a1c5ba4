"""Ask for an estimate of a body."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import idempotency, outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.throttle import throttle
from fashionistar.measurements.estimation.protocols import FactsRefusedError, PersonFacts, Sex, View
from fashionistar.measurements.events import MeasurementEstimateQueued
from fashionistar.measurements.gateway import photos_can_be_measured
from fashionistar.measurements.held_profiles import kept_profile
from fashionistar.measurements.models import ConsentPurpose, EstimatePhoto, MeasurementEstimate
from fashionistar.measurements.photos import sealed_photo
from fashionistar.measurements.selectors import has_consent, kept_profiles
from fashionistar.measurements.units import Length, Mass, in_g, in_mm

_FIELD_OF = {"height_cm": "height", "weight_kg": "weight", "age_years": "age"}
_PHOTO_OF = {View.FRONT: "frontPhoto", View.SIDE: "sidePhoto"}


@dataclass(frozen=True, slots=True)
class StatedFacts:
    """What is said of a person, in the units in which it was said."""

    sex: Sex
    height: Length
    weight: Mass
    age: int


def measurement_estimate(
    *, actor: Actor, profile_id: UUID, facts: StatedFacts, photos: Mapping[View, bytes], once: Once
) -> MeasurementEstimate:
    """Queue an estimate of a body from what is said of it and, with consent, a front and a side photo.

    Raises:
        DomainError: RATE_LIMITED, NOT_FOUND; INVALID (facts outside what can be estimated, no picture, too large),
            REQUIRED (one photo without the other), CONSENT_REQUIRED, MODEL_NOT_READY; or an idempotency fault.
    """
    throttle("measurement-estimate-account", actor.label)
    if not kept_profiles(actor).filter(pk=profile_id).exists():
        raise refuse(ErrorCode.NOT_FOUND, "You keep no such measurement profile.", "profileId")
    job = _job(facts)
    sealed = _sealed(photos)
    return _queued(actor, profile_id, job, sealed, once)


@transaction.atomic(durable=True)
def _queued(
    actor: Actor,
    profile_id: UUID,
    job: MeasurementEstimate,
    sealed: Mapping[View, bytes],
    once: Once,
) -> MeasurementEstimate:
    if (done := idempotency.claim(once)) is not None:
        return MeasurementEstimate.objects.get(pk=done)
    profile = kept_profile(actor, profile_id, "profileId")
    if sealed and not has_consent(profile.pk, ConsentPurpose.PHOTO_ESTIMATION):
        message = "Nobody has consented to measuring photos of this person: measurementConsentGrant comes first."
        raise refuse(ErrorCode.CONSENT_REQUIRED, message, "profileId")
    job.profile, job.with_photos = profile, bool(sealed)
    job.save(force_insert=True)
    EstimatePhoto.objects.bulk_create(
        EstimatePhoto(estimate=job, view=view, content=content) for view, content in sealed.items()
    )
    outbox.record(MeasurementEstimateQueued(estimate_id=job.pk, profile_id=profile.pk), actor=actor)
    idempotency.settle(once, result=job.pk)
    return job


def _job(facts: StatedFacts) -> MeasurementEstimate:
    height_mm, weight_g = in_mm(facts.height, "height"), in_g(facts.weight, "weight")
    job = MeasurementEstimate(sex=facts.sex, height_mm=height_mm, weight_g=weight_g, age_years=max(facts.age, 0))
    try:
        facts_of(job)
    except FactsRefusedError as error:
        raise refuse(ErrorCode.INVALID, str(error), _FIELD_OF[error.field]) from None
    return job


def facts_of(job: MeasurementEstimate) -> PersonFacts:
    """What a job says of a person, as estimators take it.

    Raises:
        FactsRefusedError: It lies outside what can be estimated.
    """
    return PersonFacts(
        sex=Sex(job.sex),
        height_cm=float(Decimal(job.height_mm) / 10),
        weight_kg=job.weight_g / 1000,
        age_years=float(job.age_years),
    )


def _sealed(photos: Mapping[View, bytes]) -> dict[View, bytes]:
    if not photos:
        return {}
    for view, field in _PHOTO_OF.items():
        if view not in photos:
            raise refuse(ErrorCode.REQUIRED, "Send a front and a side photo, or none.", field)
    if not photos_can_be_measured():
        message = "The model that measures photos is not installed yet. Try again in a few minutes, or without photos."
        raise refuse(ErrorCode.MODEL_NOT_READY, message, "frontPhoto")
    return {view: sealed_photo(photos[view], field) for view, field in _PHOTO_OF.items()}
