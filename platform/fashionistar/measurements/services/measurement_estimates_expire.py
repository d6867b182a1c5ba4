"""Let photos go that nobody measured."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import SYSTEM
from fashionistar.measurements.estimate_ends import fail
from fashionistar.measurements.models import EstimateStatus
from fashionistar.measurements.selectors import expired_estimates
from fashionistar.measurements.services.measurement_estimate_lease import held_estimate

_LATE = "The photos were not measured in time and are deleted. Send them again."


def measurement_estimates_expire(*, now: datetime) -> int:
    """Fail the estimates whose photos have been kept for too long, each by itself; returns how many."""
    return sum(_expired(found, now=now) for found in list(expired_estimates(now=now).values_list("pk", flat=True)))


@transaction.atomic(durable=True)
def _expired(estimate_id: UUID, *, now: datetime) -> bool:
    estimate = held_estimate(estimate_id)
    if estimate is None or estimate.status not in {EstimateStatus.QUEUED, EstimateStatus.RUNNING}:
        return False
    fail(estimate, _LATE, actor=SYSTEM, now=now)
    return True
