"""Estimate a body anew from what was said of it then, and from the numbers that were read off its photos."""

from datetime import datetime
from enum import Enum
from uuid import UUID

from django.db import transaction

from fashionistar.measurements.estimation.protocols import (
    Estimate,
    MeasurementEstimator,
    PhotoFeatures,
    PhotoRejectedError,
)
from fashionistar.measurements.models import EstimateStatus, MeasurementEstimate
from fashionistar.measurements.services.measurement_estimate import facts_of
from fashionistar.measurements.services.measurement_estimate_lease import held_estimate
from fashionistar.measurements.services.measurement_estimate_settle import succeed


class Remade(Enum):
    """What came of it."""

    DONE = "estimated anew"
    WANTS_PHOTOS = "kept, since their photos are gone and the model that read them is another"
    OVERTAKEN = "overtaken by newer ones"


@transaction.atomic(durable=True)
def measurement_reestimate(*, estimate_id: UUID, estimator: MeasurementEstimator, now: datetime) -> Remade:
    """Add an estimate of the same facts and features with another model; the old one stays in the history.

    One that was made from photos is never made anew without them: it would be worse than what is there.
    """
    old = held_estimate(estimate_id)
    if old is None or old.estimator_id == estimator.model_id or _is_overtaken(old):
        return Remade.OVERTAKEN
    features = features_of(old)
    if old.with_photos and features is None:
        return Remade.WANTS_PHOTOS
    made = _estimated(old, estimator, features)
    if made is None:
        return Remade.WANTS_PHOTOS
    anew = MeasurementEstimate(
        profile=old.profile,
        sex=old.sex,
        height_mm=old.height_mm,
        weight_g=old.weight_g,
        age_years=old.age_years,
        with_photos=old.with_photos,
        started_at=now,
    )
    anew.save(force_insert=True)
    succeed(anew, made, estimator.model_id, features, now=now)
    return Remade.DONE


def _is_overtaken(old: MeasurementEstimate) -> bool:
    newest = MeasurementEstimate.objects.filter(profile=old.profile, status=EstimateStatus.SUCCEEDED)
    return newest.order_by("-created_at", "-pk").values_list("pk", flat=True)[0] != old.pk


def features_of(old: MeasurementEstimate) -> PhotoFeatures | None:
    """What was read off the photos of an estimate, if that is kept."""
    if old.features is None:
        return None
    return PhotoFeatures(old.features["values"], old.features["segmenter_id"])


def _estimated(
    old: MeasurementEstimate, estimator: MeasurementEstimator, features: PhotoFeatures | None
) -> Estimate | None:
    """None when the features are of another segmenter, or the model would not have taken such photos."""
    try:
        return estimator.estimate(facts_of(old), features)
    except (PhotoRejectedError, ValueError):
        if features is None:
            raise
        return None
