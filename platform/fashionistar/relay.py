"""The relay: places facts in the log and delivers each to its handlers, at least once, effects exactly once.

A fact is leased, not locked: a relay that dies loses its lease and another goes on. Each handler runs in its own
transaction with an inbox row `(event_id, handler)`; a second delivery finds the row and does nothing. Facts about the
same aggregate are delivered in order; a fact that fails waits longer each time and is dead after `MAX_ATTEMPTS`.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.db.models import Exists, OuterRef, Q

from fashionistar.kernel import event_log, realtime
from fashionistar.kernel.events import Event, event_class
from fashionistar.kernel.models import OutboxEvent, OutboxStatus
from fashionistar.kernel.request import request_scope
from fashionistar.reactions import REACTIONS, Handler

_log = structlog.get_logger("fashionistar.relay")

BATCH = 50
MAX_ATTEMPTS = 10
_FIRST_RETRY = timedelta(milliseconds=500)
_LONGEST_RETRY = timedelta(minutes=5)
_TAKE = "INSERT INTO kernel_inboxentry (event_id, handler) VALUES (%s, %s) ON CONFLICT DO NOTHING"


def deliver_due(
    *, clock: Callable[[], datetime], reactions: dict[type[Event], tuple[Handler, ...]] | None = None
) -> int:
    """Deliver what is due, one batch.

    Args:
        clock: Tells the time; asked once per fact.
        reactions: Who reacts to what, if not `REACTIONS`.

    Returns:
        How many facts were taken; 0 means that nothing was due.
    """
    table = REACTIONS if reactions is None else reactions
    if event_log.place():
        realtime.push([event_log.WAKE_UP_TOPIC])
    leased = _lease(now=clock())
    unheeded = []
    for row in leased:
        handlers = table.get(event_class(row.type), ()) if _known(row) else None
        if handlers == ():
            unheeded.append(row.pk)
            continue
        with request_scope(row.request_id):
            _deliver(row, handlers, now=clock())
    _delivered(unheeded, now=clock())
    return len(leased)


@transaction.atomic(durable=True)
def _lease(*, now: datetime) -> list[OutboxEvent]:
    lease = timedelta(seconds=settings.RELAY_LEASE_SECONDS)
    # A lease or a wait that is longer than any was given by a clock that has since been set back.
    free = Q(leased_until__isnull=True) | Q(leased_until__lte=now) | Q(leased_until__gt=now + lease)
    due = Q(due_at__lte=now) | Q(due_at__gt=now + _LONGEST_RETRY)
    earlier = OutboxEvent.objects.filter(
        aggregate=OuterRef("aggregate"), position__lt=OuterRef("position"), status=OutboxStatus.PENDING
    )
    rows = list(
        OutboxEvent.objects.filter(free, due, ~Exists(earlier), status=OutboxStatus.PENDING, position__isnull=False)
        .order_by("position")
        .select_for_update(skip_locked=True, of=("self",))[:BATCH]
    )
    OutboxEvent.objects.filter(pk__in=[row.pk for row in rows]).update(leased_until=now + lease)
    return rows


def _known(row: OutboxEvent) -> bool:
    try:
        event_class(row.type)
    except KeyError:
        return False
    return True


def _deliver(row: OutboxEvent, handlers: tuple[Handler, ...] | None, *, now: datetime) -> None:
    if handlers is None:
        _postpone(row, f"no event {row.type} in this version", now=now)
        return
    try:
        event = event_class(row.type).load(row.payload)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        _postpone(row, f"no payload of a {row.type}: {type(error).__name__}: {error}", now=now)
        return
    for handler in handlers:
        try:
            _handle_once(row, handler, event, now=now, last=handler is handlers[-1])
        except Exception as error:  # noqa: BLE001  (a poison event must not stop the others)
            if isinstance(error, DatabaseError):
                transaction.get_connection().close_if_unusable_or_obsolete()
            _postpone(row, f"{handler.__module__}.{handler.__qualname__}: {type(error).__name__}: {error}", now=now)
            return


def _delivered(rows: list[int], *, now: datetime) -> None:
    if rows:
        OutboxEvent.objects.filter(pk__in=rows, status=OutboxStatus.PENDING).update(
            status=OutboxStatus.DELIVERED, delivered_at=now, leased_until=None
        )


@transaction.atomic(durable=True)
def _handle_once(row: OutboxEvent, handler: Handler, event: Event, *, now: datetime, last: bool) -> None:
    """Run a handler unless it ran; with the last one the fact is delivered, in its transaction: one commit, not two."""
    with connection.cursor() as cursor:
        # The insert waits for a delivery of the same fact that is under way elsewhere, then finds its row.
        cursor.execute(_TAKE, [row.event_id, f"{handler.__module__}.{handler.__qualname__}"])
        fresh = cursor.rowcount == 1
    if fresh:
        handler(event, now=now)
    if last:
        _delivered([row.pk], now=now)


def _postpone(row: OutboxEvent, error: str, *, now: datetime) -> None:
    attempts = row.attempts + 1
    dead = attempts >= MAX_ATTEMPTS
    _log.log(
        40 if dead else 30,
        "event dead" if dead else "event postponed",
        type=row.type,
        position=row.position,
        attempts=attempts,
        error=error,
    )
    # A relay that lost its lease meanwhile must not take back what another has delivered.
    OutboxEvent.objects.filter(pk=row.pk, status=OutboxStatus.PENDING).update(
        status=OutboxStatus.DEAD if dead else OutboxStatus.PENDING,
        attempts=attempts,
        due_at=now + min(_FIRST_RETRY * 2**row.attempts, _LONGEST_RETRY),
        leased_until=None,
        last_error=error[:2000],
    )
