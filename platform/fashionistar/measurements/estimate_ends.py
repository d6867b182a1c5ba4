"""How an estimate ends: once, and without its photos; the caller holds its row."""

from datetime import datetime

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.measurements.events import (
    MeasurementEstimateEvent,
    MeasurementEstimateFailed,
    MeasurementEstimateRejected,
    MeasurementEstimateSucceeded,
)
from fashionistar.measurements.models import EstimatePhoto, EstimateStage, EstimateStatus, MeasurementEstimate

_FACT_OF: dict[EstimateStatus, type[MeasurementEstimateEvent]] = {
    EstimateStatus.SUCCEEDED: MeasurementEstimateSucceeded,
    EstimateStatus.REJECTED: MeasurementEstimateRejected,
    EstimateStatus.FAILED: MeasurementEstimateFailed,
}


def end(estimate: MeasurementEstimate, status: EstimateStatus, *, actor: Actor, now: datetime) -> None:
    """End a held estimate with what its other fields say; its photos are deleted in the same transaction."""
    EstimatePhoto.objects.filter(estimate=estimate).delete()
    estimate.status, estimate.stage = status, EstimateStage.DONE
    estimate.leased_until, estimate.finished_at = None, now
    estimate.save()
    outbox.record(_FACT_OF[status](estimate_id=estimate.pk, profile_id=estimate.profile_id), actor=actor)


def fail(estimate: MeasurementEstimate, error: str, *, actor: Actor, now: datetime) -> None:
    """End a held estimate as failed, with a sentence for whoever asked for it."""
    estimate.error = error
    end(estimate, EstimateStatus.FAILED, actor=actor, now=now)
