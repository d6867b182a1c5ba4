"""The months of the event log: partitions made ahead of time, and dropped when their facts are old and delivered."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg import sql

from fashionistar.kernel.models import InboxEntry, LogHead, OutboxEvent, OutboxStatus, TopicEntry

_TABLE = "kernel_outboxevent"
MONTHS_AHEAD = 2
_MOVE = """
WITH moved AS (
    DELETE FROM kernel_outboxevent_default WHERE occurred_at >= {start} AND occurred_at < {end} RETURNING *
) INSERT INTO {name} SELECT * FROM moved
"""
KEEP = timedelta(days=30)


def ensure_partitions(connection: BaseDatabaseWrapper, *, now: datetime | None = None) -> list[str]:
    """Make the partitions of this month and the next ones; returns the names of those that were missing.

    A fact outside every partition lands in the default one, and moves when the partition of its month is made.
    """
    month = (now or datetime.now(UTC)).astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    made = []
    for _ in range(MONTHS_AHEAD + 1):
        following = (month + timedelta(days=32)).replace(day=1)
        if _make(connection, month, following):
            made.append(_name(month))
        month = following
    return made


def prune(*, now: datetime, keep: timedelta = KEEP) -> int:
    """Forget facts that are older than `keep` and delivered, and what hangs on them; returns how many.

    A month whose facts are all old and delivered is dropped as a whole; facts that wait or are dead stay.
    """
    with transaction.atomic():
        LogHead.objects.get_or_create(pk=1)
        head = LogHead.objects.select_for_update().get(pk=1)
        old = OutboxEvent.objects.filter(occurred_at__lt=now - keep)
        delivered = old.filter(status=OutboxStatus.DELIVERED)
        last = delivered.order_by("-position").values_list("position", flat=True).first()
        if last is None:
            return 0
        count = delivered.count()
        events = delivered.values("event_id")
        InboxEntry.objects.filter(event_id__in=events).delete()
        for name in _wholly_before(now - keep):
            _execute(transaction.get_connection(), sql.SQL("DROP TABLE {}").format(sql.Identifier(name)))
        delivered.delete()
        head.pruned = max(head.pruned, last)
        head.save(update_fields=["pruned"])
        TopicEntry.objects.filter(position__lte=head.pruned).delete()
    return count


def _name(month: datetime) -> str:
    return f"{_TABLE}_{month:%Y_%m}"


def _make(connection: BaseDatabaseWrapper, start: datetime, end: datetime) -> bool:
    name = sql.Identifier(_name(start))
    with transaction.atomic(using=connection.alias), connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [_name(start)])
        if cursor.fetchone()[0]:
            return False
        bounds = {"name": name, "start": sql.Literal(start.isoformat()), "end": sql.Literal(end.isoformat())}
        for statement in (
            f"CREATE TABLE {{name}} (LIKE {_TABLE} INCLUDING DEFAULTS INCLUDING CONSTRAINTS)",
            _MOVE,
            f"ALTER TABLE {_TABLE} ATTACH PARTITION {{name}} FOR VALUES FROM ({{start}}) TO ({{end}})",
        ):
            _execute(connection, sql.SQL(statement).format(**bounds))
    return True


def _execute(connection: Any, statement: sql.Composed) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def _wholly_before(cut: datetime) -> list[str]:
    """Partitions all of whose facts are before a time and delivered."""
    found = []
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SELECT inhrelid::regclass::text FROM pg_inherits WHERE inhparent = %s::regclass", [_TABLE])
        names = sorted(name for (name,) in cursor.fetchall() if not name.endswith("_default"))
    for name in names:
        year, month = name.removeprefix(f"{_TABLE}_").split("_")
        start = datetime(int(year), int(month), 1, tzinfo=UTC)
        end = (start + timedelta(days=32)).replace(day=1)
        within = OutboxEvent.objects.filter(occurred_at__gte=start, occurred_at__lt=end)
        if end <= cut and not within.exclude(status=OutboxStatus.DELIVERED).exists():
            found.append(name)
    return found
