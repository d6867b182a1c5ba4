"""Learn from what tailors' tapes said of estimates."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction

from fashionistar.measurements.estimation.corrections import Corrections
from fashionistar.measurements.estimation.fitting.tapes import Learnt, Taped, corrections_of, gather, learn
from fashionistar.measurements.estimation.protocols import MeasurementEstimator, Mode
from fashionistar.measurements.estimation.terms import CATALOGUE, Term
from fashionistar.measurements.models import EstimatorCorrection, MeasurementEstimate, MeasurementValue
from fashionistar.measurements.selectors import calibration_pairs
from fashionistar.measurements.services.measurement_estimate import facts_of
from fashionistar.measurements.services.measurement_reestimate import features_of


@dataclass(frozen=True, slots=True)
class Refit:
    """What came of a fit.

    Attributes:
        learnt: by mode and term, in the order of the catalogue.
        lost: tapes that could not be set against an estimate, since what was read off the photos is gone or another's.
        corrections: what is done to estimates from now on; none when nothing would help.
    """

    learnt: dict[tuple[Mode, Term], Learnt]
    lost: int
    corrections: Corrections | None


@transaction.atomic(durable=True)
def measurement_estimator_refit(*, estimator: MeasurementEstimator, install: bool) -> Refit:
    """Fit corrections of a plain estimator on everybody who consents now, and apply them from the next estimate on.

    Nothing is kept when no term would be better off on shops that it was not fitted on, nor when `install` is false.
    """
    taped, gone = _taped()
    pairs, lost = gather(taped, estimator)
    order = list(CATALOGUE)
    keys = sorted(pairs, key=lambda key: (key[0], order.index(key[1])))
    learnt = {key: learn(pairs[key]) for key in keys}
    corrections = corrections_of(learnt, estimator.model_id)
    if not corrections.of:
        return Refit(learnt, gone + lost, None)
    if install:
        row: dict[str, Any] = {"model_id": corrections.model_id, "corrections": corrections.dumps()}
        EstimatorCorrection(base_id=estimator.model_id, **row).save(force_insert=True)
    return Refit(learnt, gone + lost, corrections)


def _taped() -> tuple[list[Taped], int]:
    """Everybody who consents, the oldest tape first, and how many tapes are of photos of which nothing is left."""
    found, gone = [], 0
    for tape in calibration_pairs().iterator():
        job = _job_of(tape)
        features = features_of(job)
        if job.with_photos and features is None:
            gone += 1
            continue
        cm = float(tape.value_mm / 10)
        found.append(Taped(str(tape.profile_id), str(tape.vendor_id), facts_of(job), features, Term(tape.term), cm))
    return found, gone


def _job_of(tape: MeasurementValue) -> MeasurementEstimate:
    """The estimate that a tape was set against."""
    if tape.checks is None or tape.checks.estimate is None:
        raise ValueError("a tape of no estimate")
    return tape.checks.estimate
