"""Runs and differences as they stand in the database."""

from typing import Any

from django.utils import timezone

from fashionistar.reconciliation.models import ReconciliationDifference, ReconciliationRun


def run_of(gateway: str = "paystack") -> ReconciliationRun:
    """A run of today that was completed."""
    now = timezone.now()
    return ReconciliationRun.objects.create(
        gateway=gateway, day=now.date(), until=now, status="COMPLETED", started_at=now, ended_at=now
    )


def difference_of(run: ReconciliationRun, **changes: Any) -> ReconciliationDifference:
    """A difference that a run has filed: a charge of 30,000,000 naira that only the gateway has."""
    given: dict[str, Any] = {
        "gateway": run.gateway,
        "subject": "CHARGE",
        "kind": "MISSING_IN_BOOKS",
        "reference": "FS-1",
        "gateway_minor": 3_000_000_000,
        "gateway_currency": "NGN",
        "gateway_status": "SUCCESS",
        "first_seen_at": run.started_at,
        "last_seen_at": run.started_at,
    }
    return ReconciliationDifference.objects.create(**given | changes, first_run=run, last_run=run)
