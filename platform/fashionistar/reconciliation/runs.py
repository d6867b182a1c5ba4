"""A run's turn: one worker of a gateway at a time, and what is done stays done when it dies."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.db import connection, transaction

from fashionistar.reconciliation.models import (
    ReconciliationDifference,
    ReconciliationRun,
    ReconciliationTotal,
    RunStatus,
)

#: Longer than a page of a gateway, and a hundred questions about what differs on it, may take.
LEASE = timedelta(minutes=10)


class ReconciliationBusyError(Exception):
    """Another worker is at this gateway."""


class ReconciliationOvertakenError(Exception):
    """This worker was slower than its lease, and another has taken the run up: what it found is not filed."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One worker's turn at a run.

    Attributes:
        run_id: The run.
        number: Which turn: whoever has a later one has taken the run up.
        gateway: Of the run.
        begin: The day's.
        until: The day's end, or how far of it there is.
        steps_done: Where the last turn got to.
        started_at: When its first step was begun.
    """

    run_id: UUID
    number: int
    gateway: str
    begin: datetime
    until: datetime
    steps_done: int
    started_at: datetime


@transaction.atomic(durable=True)
def take(gateway: str, day: date, *, again: bool, now: datetime) -> Turn | None:
    """Begin a day's run, or take it up where it stopped.

    Returns:
        None when the whole day was compared already, unless it is to be done `again`.

    Raises:
        ReconciliationBusyError: Another worker is at this gateway.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 3))", [f"reconciliation:{gateway}"])
    begin = datetime.combine(day, time.min, UTC)
    until = min(begin + timedelta(days=1), now)
    _leave_the_dead(gateway, now=now)
    runs = ReconciliationRun.objects.select_for_update(of=("self",))
    run = runs.filter(gateway=gateway, day=day).first()
    if run is None:
        run = ReconciliationRun(gateway=gateway, day=day, until=until, attempts=0, started_at=now)
    is_done = run.status == RunStatus.COMPLETED
    if is_done and run.until == until and not again:
        return None
    if run.attempts == 0 or is_done or again or run.until != until:
        run.steps_done, run.examined, run.started_at, run.until = 0, 0, now, until
        ReconciliationTotal.objects.filter(run=run.pk).delete()
    run.status, run.message, run.ended_at = RunStatus.RUNNING, "", None
    run.leased_until = now + LEASE
    run.attempts += 1
    run.save()
    return Turn(run.pk, run.attempts, gateway, begin, until, run.steps_done, run.started_at)


def _leave_the_dead(gateway: str, *, now: datetime) -> None:
    """End a run whose worker is dead.

    Raises:
        ReconciliationBusyError: It is alive.
    """
    running = ReconciliationRun.objects.select_for_update(of=("self",)).filter(
        gateway=gateway, status=RunStatus.RUNNING
    )
    for run in running.order_by("pk"):
        if run.leased_until is not None and run.leased_until > now:
            raise ReconciliationBusyError(f"{gateway} is being reconciled, for {run.day}.")
        _end(run, RunStatus.FAILED, "Its worker died.", now=now)


def hold(turn: Turn, *, now: datetime) -> ReconciliationRun:
    """Lock the run in the caller's transaction and show that its worker is alive.

    Raises:
        ReconciliationOvertakenError: Another has taken it up.
    """
    run = ReconciliationRun.objects.select_for_update(of=("self",)).get(pk=turn.run_id)
    if run.attempts != turn.number or run.status != RunStatus.RUNNING:
        raise ReconciliationOvertakenError(f"{run.gateway} for {run.day}: another worker has taken it up.")
    run.leased_until = now + LEASE
    run.save(update_fields=["leased_until"])
    return run


@transaction.atomic(durable=True)
def step_done(turn: Turn, *, totals: Collection[ReconciliationTotal], examined: int, now: datetime) -> None:
    """Keep what a step has counted; it is not done again."""
    run = hold(turn, now=now)
    ReconciliationTotal.objects.bulk_create(totals)
    run.steps_done += 1
    run.examined += examined
    run.save(update_fields=["steps_done", "examined"])


@transaction.atomic(durable=True)
def complete(turn: Turn, *, now: datetime) -> ReconciliationRun:
    """All was compared."""
    run = hold(turn, now=now)
    seen = ReconciliationDifference.objects.filter(last_run=run)
    run.found = seen.filter(gone_at__isnull=True).count()
    run.gone = seen.filter(gone_at__isnull=False).count()
    run.filed = ReconciliationDifference.objects.filter(first_run=run).count()
    return _end(run, RunStatus.COMPLETED, "", now=now)


@transaction.atomic(durable=True)
def fail(turn: Turn, message: str, *, now: datetime) -> ReconciliationRun:
    """It stopped on the way."""
    return _end(hold(turn, now=now), RunStatus.FAILED, message[:300], now=now)


def _end(run: ReconciliationRun, status: RunStatus, message: str, *, now: datetime) -> ReconciliationRun:
    run.status, run.message, run.leased_until, run.ended_at = status, message, None, now
    run.save()
    return run
