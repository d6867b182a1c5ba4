"""Take an estimate to work on, so that no other worker does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.measurements.estimate_ends import fail
from fashionistar.measurements.estimation.protocols import View
from fashionistar.measurements.events import MeasurementEstimateProgressed
from fashionistar.measurements.models import (
    EstimatePhoto,
    EstimateStage,
    EstimateStatus,
    MeasurementEstimate,
    MeasurementProfile,
)
from fashionistar.measurements.policies import ESTIMATE_LEASE, ESTIMATE_TRIES


@dataclass(frozen=True, slots=True)
class Leased:
    """An estimate that is this worker's until its lease is over, and its encrypted photos."""

    estimate: MeasurementEstimate
    photos: dict[View, bytes]


@transaction.atomic(durable=True)
def measurement_estimate_lease(*, estimate_id: UUID, now: datetime) -> Leased | None:
    """Lease an estimate that waits, or whose worker is gone; one whose every try ended a worker has failed.

    Returns:
        None when there is nothing to do.
    """
    estimate = held_estimate(estimate_id)
    if estimate is None or not _is_due(estimate, now=now):
        return None
    if estimate.attempts >= ESTIMATE_TRIES:
        fail(estimate, "No try came to an end.", actor=SYSTEM, now=now)
        return None
    estimate.status, estimate.attempts = EstimateStatus.RUNNING, estimate.attempts + 1
    estimate.started_at, estimate.leased_until = now, now + ESTIMATE_LEASE
    estimate.save(update_fields=["status", "attempts", "started_at", "leased_until"])
    photos = EstimatePhoto.objects.filter(estimate=estimate)
    return Leased(estimate, {View(photo.view): bytes(photo.content) for photo in photos})


@transaction.atomic(durable=True)
def measurement_estimate_advance(*, leased: Leased, stage: EstimateStage, now: datetime) -> bool:
    """Say what is done next, and lease the estimate anew; False when it is this worker's no longer."""
    estimate = held_estimate(leased.estimate.pk)
    if estimate is None or not is_leased(estimate, leased):
        return False
    leased.estimate.leased_until = estimate.leased_until = now + ESTIMATE_LEASE
    estimate.stage = stage
    estimate.save(update_fields=["stage", "leased_until"])
    outbox.record(MeasurementEstimateProgressed(estimate_id=estimate.pk, profile_id=estimate.profile_id), actor=SYSTEM)
    return True


def held_estimate(estimate_id: UUID) -> MeasurementEstimate | None:
    """Hold an estimate and, before it, its profile: the order in which everybody does."""
    seen = MeasurementEstimate.objects.filter(pk=estimate_id).values_list("profile", flat=True).first()
    profiles = MeasurementProfile.objects.select_for_update(of=("self",), no_key=True)
    held = None if seen is None else profiles.filter(pk=seen).first()
    if held is None:
        return None
    found = MeasurementEstimate.objects.select_for_update(of=("self",)).filter(pk=estimate_id).first()
    if found is not None:
        found.profile = held
    return found


def is_leased(estimate: MeasurementEstimate, leased: Leased) -> bool:
    """Whether a held estimate still runs on this lease."""
    return estimate.status == EstimateStatus.RUNNING and estimate.leased_until == leased.estimate.leased_until


def _is_due(estimate: MeasurementEstimate, *, now: datetime) -> bool:
    if estimate.status == EstimateStatus.RUNNING:
        return estimate.leased_until is not None and estimate.leased_until <= now
    return estimate.status == EstimateStatus.QUEUED
