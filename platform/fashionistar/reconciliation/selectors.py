"""Reads of reconciliation: what is due, what is open, and who may see it."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db.models import Count, Max, QuerySet

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.reconciliation.models import (
    DifferenceState,
    ReconciliationDifference,
    ReconciliationRun,
    RunStatus,
)

#: Runs that stopped are taken up for so long; older days are somebody's to run by hand.
_TAKEN_UP = timedelta(days=7)


def visible_runs(actor: Actor, queryset: QuerySet[ReconciliationRun] | None = None) -> QuerySet[ReconciliationRun]:
    """All for staff who reconcile, none for anybody else."""
    runs = ReconciliationRun.objects.all() if queryset is None else queryset
    return runs if actor.may(StaffPermission.DIFFERENCES_MANAGE) else runs.none()


def visible_differences(
    actor: Actor, queryset: QuerySet[ReconciliationDifference] | None = None
) -> QuerySet[ReconciliationDifference]:
    """All for staff who reconcile, none for anybody else."""
    rows = ReconciliationDifference.objects.all() if queryset is None else queryset
    return rows if actor.may(StaffPermission.DIFFERENCES_MANAGE) else rows.none()


def due_days(gateway: str, *, now: datetime) -> list[date]:
    """Yesterday, unless it was compared whole, and the days before it whose runs stopped, oldest first."""
    yesterday = now.date() - timedelta(days=1)
    runs = ReconciliationRun.objects.filter(gateway=gateway)
    stopped = runs.filter(day__lte=yesterday, day__gt=yesterday - _TAKEN_UP).exclude(status=RunStatus.COMPLETED)
    return sorted({yesterday, *stopped.values_list("day", flat=True)})


def unseen_differences(gateway: str, *, since: datetime) -> QuerySet[ReconciliationDifference]:
    """Open differences of a gateway that nobody has seen since a time, oldest first."""
    rows = ReconciliationDifference.objects.filter(gateway=gateway, gone_at__isnull=True, resolved_at__isnull=True)
    return rows.filter(last_seen_at__lt=since).order_by("pk")


def open_counts() -> Mapping[tuple[str, str], int]:
    """How many differences are open, by gateway and kind."""
    rows = ReconciliationDifference.objects.filter(state=DifferenceState.OPEN).order_by("gateway", "kind")
    counted = rows.values("gateway", "kind").annotate(count=Count("pk"))
    return {(row["gateway"], row["kind"]): row["count"] for row in counted}


def reconciled_until() -> Mapping[str, datetime]:
    """How far each gateway was compared, by its name."""
    rows = ReconciliationRun.objects.filter(status=RunStatus.COMPLETED).order_by("gateway")
    return dict(rows.values_list("gateway").annotate(until=Max("until")))
