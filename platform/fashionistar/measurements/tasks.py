"""Slow and timed work of measurements; only the worker of the queue `measurements` loads what measures."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from fashionistar.kernel.nudge import nudge
from fashionistar.measurements.gateway import get_tools
from fashionistar.measurements.selectors import overdue_estimates
from fashionistar.measurements.services.measurement_estimate_run import measurement_estimate_run
from fashionistar.measurements.services.measurement_estimates_expire import measurement_estimates_expire


@shared_task(expires=60)
def run_estimate(estimate_id: str) -> None:
    """Work on an estimate, if it is due."""
    measurement_estimate_run(estimate_id=UUID(estimate_id), tools=get_tools(), clock=timezone.now)


@shared_task(expires=15)
def sweep_estimates() -> None:
    """Delete photos that are too old, and wake the worker for what no nudge reached or whose worker is gone."""
    now = timezone.now()
    measurement_estimates_expire(now=now)
    for estimate_id in overdue_estimates(now=now).values_list("pk", flat=True)[:100]:
        nudge(run_estimate, str(estimate_id))
