"""The outbox: facts are recorded in the transaction that makes them true, and delivered after it commits."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from django.db import connection, transaction
from django.db.models import Count, Min, QuerySet

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.events import Event
from fashionistar.kernel.models import OutboxEvent, OutboxStatus
from fashionistar.kernel.request import current_request_id

_RECORD = "INSERT INTO kernel_outboxevent (type, aggregate, topics, payload, actor, request_id) VALUES "
_ROW = "(%s, %s, %s, %s, %s, %s)"


class OutsideTransactionError(RuntimeError):
    """A fact was recorded with no transaction around it, so it could be true without being known."""


def record(*events: Event, actor: Actor) -> None:
    """Record facts, in order, in the caller's transaction.

    Raises:
        OutsideTransactionError: No transaction is open.
    """
    if not transaction.get_connection().in_atomic_block:
        raise OutsideTransactionError("outbox.record() needs the transaction of the change it records")
    said = (actor.label, current_request_id())
    values = [
        value
        for event in events
        for value in (
            type(event).__name__,
            event.aggregate,
            list(event.topics),
            orjson.dumps(event.payload()).decode(),
            *said,
        )
    ]
    if values:
        with connection.cursor() as cursor:
            cursor.execute(_RECORD + ", ".join([_ROW] * len(events)), values)


def dead() -> QuerySet[OutboxEvent]:
    """The facts that were given up, in the order of the log."""
    return OutboxEvent.objects.filter(status=OutboxStatus.DEAD).order_by("position")


def replay(positions: Iterable[int | None], *, now: datetime) -> int:
    """Give dead events another life; returns how many. Handlers that did succeed are not run again."""
    return (
        dead()
        .filter(position__in=list(positions))
        .update(status=OutboxStatus.PENDING, attempts=0, due_at=now, leased_until=None)
    )


@dataclass(frozen=True, slots=True)
class Backlog:
    """What has not been delivered: how many facts wait, how long the oldest has, and how many were given up."""

    waiting: int
    oldest: timedelta
    dead: int


def backlog(*, now: datetime) -> Backlog:
    """The state of delivery; `oldest` is zero when nothing waits."""
    waiting = OutboxEvent.objects.filter(status=OutboxStatus.PENDING)
    found = waiting.aggregate(count=Count("pk"), since=Min("occurred_at"))
    oldest = max(now - found["since"], timedelta()) if found["since"] else timedelta()
    return Backlog(waiting=found["count"], oldest=oldest, dead=dead().count())
