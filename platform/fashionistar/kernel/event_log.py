"""The event log: committed facts in one order, to be read from any position on.

Facts are recorded by many transactions at once, so the order of their ids is not the order in which they commit: who
reads "all after id 7" would miss 6 when it commits later. A fact therefore gets its place afterwards, by whoever holds
the head of the log, one at a time. What is placed is committed, and nothing is ever placed before it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import connection, transaction
from django.db.models import QuerySet

from fashionistar.kernel.events import Event
from fashionistar.kernel.models import LogHead, OutboxEvent, OutboxStatus, TopicEntry

#: Live readers of the log are woken under this topic.
WAKE_UP_TOPIC = "log"

_PLACE = """
WITH fresh AS (
    SELECT id, occurred_at, aggregate, topics,
        row_number() OVER (ORDER BY id) AS nth,
        row_number() OVER (PARTITION BY aggregate ORDER BY id) AS nth_of_aggregate,
        count(*) OVER (PARTITION BY aggregate) AS of_aggregate
    FROM (
        SELECT id, occurred_at, aggregate, topics FROM kernel_outboxevent
        WHERE position IS NULL ORDER BY id LIMIT %(limit)s
    ) AS unplaced
), streams AS (
    INSERT INTO kernel_stream AS stream (aggregate, sequence)
    SELECT DISTINCT aggregate, of_aggregate FROM fresh
    ON CONFLICT (aggregate) DO UPDATE SET sequence = stream.sequence + EXCLUDED.sequence
    RETURNING aggregate, sequence
), placed AS (
    UPDATE kernel_outboxevent AS event
    SET position = %(head)s + fresh.nth, sequence = streams.sequence - fresh.of_aggregate + fresh.nth_of_aggregate
    FROM fresh JOIN streams USING (aggregate)
    WHERE event.id = fresh.id AND event.occurred_at = fresh.occurred_at
), concerned AS (
    INSERT INTO kernel_topicentry (topic, position) SELECT DISTINCT unnest(topics), %(head)s + nth FROM fresh
)
UPDATE kernel_loghead SET position = position + (SELECT count(*) FROM fresh) RETURNING position
"""


@dataclass(frozen=True, slots=True)
class Entry:
    """A fact as the log has it; `position` and `sequence` count from 1."""

    position: int
    event_id: UUID
    type: str
    aggregate: str
    sequence: int
    topics: tuple[str, ...]
    payload: dict[str, str]
    occurred_at: datetime


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far the log goes: the last place taken, and the last whose fact may have been pruned."""

    head: int
    pruned: int


@transaction.atomic(durable=True)
def place(*, limit: int = 500) -> int:
    """Give committed facts their places, at most `limit`; returns how many. Zero while another process does it."""
    if not OutboxEvent.objects.filter(position__isnull=True).exists():
        return 0
    LogHead.objects.get_or_create(pk=1)
    head = LogHead.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=1).first()
    if head is None:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(_PLACE, {"head": head.position, "limit": limit})
        return int(cursor.fetchone()[0]) - head.position


def bounds() -> Bounds:
    """How far the log goes now."""
    head = LogHead.objects.filter(pk=1).first()
    return Bounds(head.position, head.pruned) if head else Bounds(0, 0)


def entries(*, after: int, limit: int) -> list[Entry]:
    """The facts after a position, in order, whomever they concern."""
    return _entries(OutboxEvent.objects.filter(position__gt=after), limit)


def entries_about(topics: Iterable[str], *, after: int, limit: int) -> list[Entry]:
    """The facts after a position that concern one of the topics, in order, each once."""
    concerned = TopicEntry.objects.filter(topic__in=list(topics), position__gt=after).order_by("position")
    places = list(concerned.values_list("position", flat=True).distinct()[:limit])
    return _entries(OutboxEvent.objects.filter(position__in=places), limit) if places else []


def occurred_at(event: Event) -> datetime | None:
    """When a fact happened that is being delivered: of those that say the same, the one that has waited longest."""
    alike = OutboxEvent.objects.filter(
        aggregate=event.aggregate, type=type(event).__name__, payload=event.payload(), status=OutboxStatus.PENDING
    )
    return alike.order_by("position").values_list("occurred_at", flat=True).first()


def _entries(rows: QuerySet[OutboxEvent], limit: int) -> list[Entry]:
    columns = ("position", "event_id", "type", "aggregate", "sequence", "topics", "payload", "occurred_at")
    found = rows.order_by("position").values_list(*columns)[:limit]
    return [
        Entry(position, event_id, type_, aggregate, sequence, tuple(topics), payload, occurred_at)
        for position, event_id, type_, aggregate, sequence, topics, payload, occurred_at in found
    ]
