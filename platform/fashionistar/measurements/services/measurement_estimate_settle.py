"""An estimate has been worked on: keep what came of it, and let the photos go."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction

from fashionistar.kernel.actor import SYSTEM
from fashionistar.measurements.estimate_ends import end, fail
from fashionistar.measurements.estimation.protocols import Estimate, PhotoFeatures, PhotoRejectedError
from fashionistar.measurements.history import add_values
from fashionistar.measurements.models import (
    ConsentPurpose,
    EstimateStatus,
    MeasurementEstimate,
    MeasurementValue,
    ValueSource,
)
from fashionistar.measurements.selectors import has_consent
from fashionistar.measurements.services.measurement_estimate_lease import Leased, held_estimate, is_leased
from fashionistar.measurements.units import mm_of_cm


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try: an estimate, photos that cannot be measured, or an error.

    Attributes:
        made: The estimate, if there is one.
        estimator_id: Its coefficients.
        features: What was read off the photos, if any.
        rejected: Why the photos cannot be measured.
        error: A sentence for whoever asked.
    """

    made: Estimate | None = None
    estimator_id: str = ""
    features: PhotoFeatures | None = None
    rejected: PhotoRejectedError | None = None
    error: str = ""


@transaction.atomic(durable=True)
def measurement_estimate_settle(*, leased: Leased, outcome: Outcome, now: datetime) -> EstimateStatus | None:
    """Record the outcome; a worker whose lease another has taken over, or that was called off, changes nothing.

    Returns:
        Where the estimate stands now; None if it is gone.
    """
    estimate = held_estimate(leased.estimate.pk)
    if estimate is None:
        return None
    if not is_leased(estimate, leased):
        return EstimateStatus(estimate.status)
    if outcome.made is not None:
        succeed(estimate, outcome.made, outcome.estimator_id, outcome.features, now=now)
    elif outcome.rejected is not None:
        estimate.rejections = [asdict(each) for each in outcome.rejected.rejections]
        end(estimate, EstimateStatus.REJECTED, actor=SYSTEM, now=now)
    else:
        fail(estimate, outcome.error, actor=SYSTEM, now=now)
    return EstimateStatus(estimate.status)


def succeed(
    estimate: MeasurementEstimate, made: Estimate, estimator_id: str, features: PhotoFeatures | None, *, now: datetime
) -> None:
    """End a held estimate with its values, which join the history; numbers off photos are kept while she consents."""
    estimate.estimator_id, estimate.model_id = estimator_id, made.model_id
    estimate.flags = sorted(made.flags)
    if features is not None and has_consent(estimate.profile_id, ConsentPurpose.PHOTO_ESTIMATION):
        estimate.features = {"values": dict(features.values), "segmenter_id": features.segmenter_id}
    end(estimate, EstimateStatus.SUCCEEDED, actor=SYSTEM, now=now)
    add_values(
        estimate.profile,
        [
            MeasurementValue(
                profile=estimate.profile,
                term=each.term,
                value_mm=mm_of_cm(each.value),
                low_mm=mm_of_cm(each.low),
                high_mm=mm_of_cm(each.high),
                source=ValueSource.ESTIMATED,
                measured_at=now,
                model_id=made.model_id,
                estimate=estimate,
            )
            for each in made.values
        ],
    )
