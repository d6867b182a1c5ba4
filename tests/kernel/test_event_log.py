"""The log: committed facts have places without gaps, in an order that no reader can be overtaken in."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Event as Signal
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fashionistar.kernel import event_log, outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.event_partitions import ensure_partitions, prune
from fashionistar.kernel.models import InboxEntry, LogHead, OutboxEvent, OutboxStatus, Stream, TopicEntry
from tests.kernel.test_relay import Clock, GarmentPressed, clock, press, run, write_brand

__all__ = ["clock"]


def log() -> list[tuple[int, int, str]]:
    """Place, place among its own, and step of every fact."""
    return [(each.position, each.sequence, each.payload["step"]) for each in event_log.entries(after=0, limit=1000)]


@pytest.mark.django_db
def test_a_fact_is_in_the_log_once_it_is_placed() -> None:
    garment = press("1")
    press("2", garment)
    assert (log(), event_log.bounds()) == ([], event_log.Bounds(head=0, pruned=0))
    assert [event_log.place(), event_log.place()] == [2, 0]
    assert log() == [(1, 1, "1"), (2, 2, "2")]
    press("3", garment)
    press("1")
    assert event_log.place() == 2
    assert log() == [(1, 1, "1"), (2, 2, "2"), (3, 3, "3"), (4, 1, "1")]
    assert (event_log.bounds().head, LogHead.objects.count(), Stream.objects.count()) == (4, 1, 2)


@pytest.mark.django_db
def test_facts_are_found_by_whom_they_concern_from_a_place_on() -> None:
    first, second = press("1"), press("2")
    for step in "345":
        press(step, first)
    event_log.place(limit=3)
    event_log.place()

    def found(*garments: UUID, after: int = 0, limit: int = 10) -> list[int]:
        topics = [f"garment:{garment}" for garment in garments]
        return [each.position for each in event_log.entries_about(topics, after=after, limit=limit)]

    assert (found(first), found(second), found(first, second)) == ([1, 3, 4, 5], [2], [1, 2, 3, 4, 5])
    assert (found(first, after=3), found(first, limit=2), found(uuid4())) == ([4, 5], [1, 3], [])


@pytest.mark.django_db(transaction=True)
def test_a_fact_that_commits_late_comes_after_those_that_were_read() -> None:
    """Its id is the lower one; a reader that had gone by ids would never see it."""
    recorded, go = Signal(), Signal()

    def slowly() -> None:
        try:
            with transaction.atomic():
                outbox.record(GarmentPressed(garment_id=uuid4(), step="late"), actor=SYSTEM)
                recorded.set()
                assert go.wait(20)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        slow = pool.submit(slowly)
        assert recorded.wait(20)
        press("quick")
        event_log.place()
        assert [step for *_, step in log()] == ["quick"]
        go.set()
        slow.result()
    event_log.place()
    assert [step for *_, step in log()] == ["quick", "late"]
    assert OutboxEvent.objects.order_by("id").values_list("payload__step", flat=True)[0] == "late"


@pytest.mark.django_db(transaction=True)
def test_many_who_record_and_many_who_place_leave_no_gap_and_no_double() -> None:
    garments = [uuid4() for _ in range(4)]

    def work(number: int) -> None:
        try:
            for step in range(10):
                press(str(step), garments[(number + step) % 4])
                event_log.place(limit=3)
        finally:
            connection.close()

    with ThreadPoolExecutor(6) as pool:
        list(pool.map(work, range(6)))
    while event_log.place():
        pass
    found = event_log.entries(after=0, limit=1000)
    assert [each.position for each in found] == list(range(1, 61))
    for garment in garments:
        about = event_log.entries_about([f"garment:{garment}"], after=0, limit=1000)
        assert [each.sequence for each in about] == list(range(1, len(about) + 1))
    assert TopicEntry.objects.count() == 60


@pytest.mark.django_db
@settings(max_examples=20, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(st.tuples(st.integers(0, 2), st.integers(0, 4)), max_size=12))
def test_whatever_is_recorded_and_placed_the_log_has_all_of_it_in_order(moves: list[tuple[int, int]]) -> None:
    for table in (OutboxEvent, LogHead, Stream, TopicEntry):
        table.objects.all().delete()
    garments, steps = [uuid4() for _ in range(3)], 0
    for garment, limit in moves:
        press(str(steps), garments[garment])
        steps += 1
        if limit:
            event_log.place(limit=limit)
    while event_log.place():
        pass
    assert log() == [(at + 1, sequence_of(moves, at), str(at)) for at in range(steps)]


def sequence_of(moves: list[tuple[int, int]], at: int) -> int:
    """How many facts about the same garment there are up to one."""
    return [garment for garment, _ in moves[: at + 1]].count(moves[at][0])


@pytest.mark.django_db
def test_a_clock_that_is_set_back_holds_nothing_up(clock: Clock) -> None:
    press()
    event_log.place()
    OutboxEvent.objects.update(leased_until=clock.now + timedelta(days=3), due_at=clock.now + timedelta(days=3))
    assert run(clock, write_brand) == 1


@pytest.mark.django_db
def test_old_facts_are_forgotten_once_they_are_delivered(clock: Clock) -> None:
    old, torn, fresh = press("old"), press("torn"), press("fresh")
    run(clock, write_brand)
    month_ago = clock.now - timedelta(days=31)
    OutboxEvent.objects.exclude(aggregate=f"garment:{fresh}").update(occurred_at=month_ago)
    OutboxEvent.objects.filter(aggregate=f"garment:{torn}").update(status=OutboxStatus.DEAD)
    assert prune(now=clock.now) == 1
    assert [step for *_, step in log()] == ["torn", "fresh"]
    assert event_log.bounds() == event_log.Bounds(head=3, pruned=1)
    assert event_log.entries_about([f"garment:{old}"], after=0, limit=9) == []
    assert (InboxEntry.objects.count(), prune(now=clock.now)) == (2, 0)


@pytest.mark.django_db
def test_a_month_of_old_facts_goes_as_a_whole_and_the_next_ones_are_ready(clock: Clock) -> None:
    long_ago = datetime(2020, 5, 7, tzinfo=UTC)
    press("ancient")
    run(clock, write_brand)
    OutboxEvent.objects.update(occurred_at=long_ago)
    names = ensure_partitions(connection, now=long_ago)
    assert names == ["kernel_outboxevent_2020_05", "kernel_outboxevent_2020_06", "kernel_outboxevent_2020_07"]
    assert ensure_partitions(connection, now=long_ago) == []

    def rows_of(name: str) -> int:
        with connection.cursor() as cursor:
            cursor.execute(f"SELECT count(*) FROM {name}")
            return int(cursor.fetchone()[0])

    assert (rows_of(names[0]), rows_of("kernel_outboxevent_default"), log()) == (1, 0, [(1, 1, "ancient")])
    assert prune(now=timezone.now()) == 1
    assert log() == []
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regclass(%s)", [names[0]])
        assert cursor.fetchone() == (None,)
