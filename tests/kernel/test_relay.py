"""The relay: at least once, effects exactly once, in order per aggregate, poison aside."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from django.db import connection, transaction
from django.utils import timezone

from fashionistar.kernel import outbox, realtime
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.events import _REGISTRY, Event
from fashionistar.kernel.models import InboxEntry, OutboxEvent, OutboxStatus
from fashionistar.kernel.request import request_scope
from fashionistar.orders.events import OrderPaid, OrderPlaced
from fashionistar.products.models import Brand
from fashionistar.reactions import REACTIONS
from fashionistar.relay import MAX_ATTEMPTS, deliver_due


@dataclass(frozen=True, slots=True)
class GarmentPressed(Event):
    """A fact of these tests alone."""

    topic: ClassVar[str] = "garment"
    garment_id: UUID
    step: str


@dataclass
class Clock:
    """A clock that moves when told."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **span: float) -> None:
        self.now += timedelta(**span)


@pytest.fixture
def clock() -> Clock:
    return Clock(timezone.now() + timedelta(seconds=1))


def press(step: str = "1", garment: UUID | None = None) -> UUID:
    """Record one fact; returns what it is about."""
    garment = garment or uuid4()
    with transaction.atomic():
        outbox.record(GarmentPressed(garment_id=garment, step=step), actor=SYSTEM)
    return garment


def write_brand(event: GarmentPressed, *, now: datetime) -> None:
    """An effect that can be counted: a second time it would be a second row."""
    serial = Brand.objects.count()
    Brand.objects.create(slug=f"b-{event.garment_id.hex[:8]}-{event.step}-{serial}", name=now.isoformat())


def fail(event: GarmentPressed, *, now: datetime) -> None:
    """Poison."""
    raise ValueError(f"cannot press {event.step}")


def fail_after_writing(event: GarmentPressed, *, now: datetime) -> None:
    """An effect, and then poison."""
    write_brand(event, now=now)
    raise ValueError("torn")


def run(clock: Callable[[], datetime], *handlers: Any) -> int:
    return deliver_due(clock=clock, reactions={GarmentPressed: handlers})


def states() -> list[str]:
    return list(OutboxEvent.objects.values_list("status", flat=True))


@pytest.mark.django_db
def test_a_fact_is_delivered_once(clock: Clock) -> None:
    press()
    assert [run(clock, write_brand), run(clock, write_brand)] == [1, 0]
    assert (Brand.objects.count(), InboxEntry.objects.count(), states()) == (1, 1, ["DELIVERED"])


@pytest.mark.django_db
def test_a_second_delivery_after_a_crash_repeats_no_effect(clock: Clock) -> None:
    press()
    run(clock, write_brand)
    OutboxEvent.objects.update(status=OutboxStatus.PENDING, leased_until=clock.now + timedelta(seconds=5))
    assert run(clock, write_brand) == 0, "the dead relay's lease has not run out"
    clock.forward(seconds=5)
    assert run(clock, write_brand) == 1
    assert (Brand.objects.count(), states()) == (1, ["DELIVERED"])


@pytest.mark.django_db
def test_an_effect_and_its_inbox_row_live_and_die_together(clock: Clock) -> None:
    press()
    run(clock, fail_after_writing)
    assert (Brand.objects.count(), InboxEntry.objects.count(), states()) == (0, 0, ["PENDING"])


@pytest.mark.django_db
def test_poison_waits_longer_each_time_and_dies_with_its_error_kept(clock: Clock) -> None:
    press()
    waits = []
    for _ in range(MAX_ATTEMPTS):
        assert run(clock, fail) == 1
        row = OutboxEvent.objects.get()
        waits.append(row.due_at - clock.now)
        assert run(clock, fail) == 0, "it must not be tried before its time"
        clock.now = row.due_at
    assert waits == sorted(waits)
    assert waits[0] < waits[-1]
    assert (row.status, row.attempts) == (OutboxStatus.DEAD, MAX_ATTEMPTS)
    assert "cannot press 1" in row.last_error
    clock.forward(days=30)
    assert run(clock, fail) == 0


@pytest.mark.django_db
def test_poison_holds_up_its_own_aggregate_and_no_other(clock: Clock) -> None:
    torn = press("1")
    press("2", torn)
    press("1")

    def picky(event: GarmentPressed, *, now: datetime) -> None:
        if event.garment_id == torn and event.step == "1":
            raise ValueError("torn")
        write_brand(event, now=now)

    run(clock, picky)
    clock.forward(milliseconds=1)
    assert run(clock, picky) == 0
    assert states() == ["PENDING", "PENDING", "DELIVERED"]


@pytest.mark.django_db
def test_facts_about_one_thing_are_delivered_in_their_order(clock: Clock) -> None:
    garment = press("1")
    for step in "23456":
        press(step, garment)
    seen: list[str] = []

    def note(event: GarmentPressed, *, now: datetime) -> None:
        seen.append(event.step)

    while run(clock, note):
        pass
    assert seen == list("123456")


@pytest.mark.django_db
def test_a_dead_fact_gets_another_life_and_runs_only_what_had_failed(clock: Clock) -> None:
    press()
    for _ in range(MAX_ATTEMPTS):
        run(clock, write_brand, fail)
        clock.forward(minutes=10)
    assert states() == ["DEAD"]
    assert outbox.replay(OutboxEvent.objects.values_list("position", flat=True), now=clock.now) == 1
    assert run(clock, write_brand) == 1
    assert (Brand.objects.count(), states()) == (1, ["DELIVERED"])
    assert outbox.replay([OutboxEvent.objects.get().position], now=clock.now) == 0


@pytest.mark.django_db
def test_a_fact_that_this_version_does_not_know_waits(clock: Clock) -> None:
    press()
    OutboxEvent.objects.update(type="GarmentStarched")
    run(clock, write_brand)
    row = OutboxEvent.objects.get()
    assert (row.status, row.attempts, Brand.objects.count()) == (OutboxStatus.PENDING, 1, 0)
    assert "GarmentStarched" in row.last_error


@pytest.mark.django_db
def test_a_delivery_does_not_need_the_channel_layer(clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: Any) -> None:
        raise ConnectionRefusedError

    monkeypatch.setattr(realtime, "async_to_sync", lambda _: broken)
    press()
    run(clock, write_brand)
    assert states() == ["DELIVERED"]


@pytest.mark.django_db(transaction=True)
def test_two_relays_at_once_double_nothing(clock: Clock) -> None:
    for _ in range(100):
        press()

    def work(_: int) -> None:
        try:
            while deliver_due(clock=clock, reactions={GarmentPressed: (write_brand,)}):
                pass
        finally:
            connection.close()

    with ThreadPoolExecutor(3) as pool:
        list(pool.map(work, range(3)))
    assert (Brand.objects.count(), InboxEntry.objects.count()) == (100, 100)
    assert set(states()) == {"DELIVERED"}


@pytest.mark.django_db(transaction=True)
def test_a_fact_cannot_be_recorded_outside_a_transaction() -> None:
    with pytest.raises(outbox.OutsideTransactionError):
        outbox.record(OrderPlaced(order_id=uuid4()), actor=SYSTEM)
    assert OutboxEvent.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_a_fact_goes_with_the_change_that_is_rolled_back() -> None:
    def change() -> None:
        with transaction.atomic():
            outbox.record(OrderPaid(order_id=uuid4()), actor=SYSTEM)
            raise ValueError("undo")

    with pytest.raises(ValueError, match="undo"):
        change()
    assert OutboxEvent.objects.count() == 0


@pytest.mark.django_db
def test_a_fact_tells_who_did_it_in_which_request() -> None:
    with request_scope("request-12345678"):
        press()
    row = OutboxEvent.objects.get()
    assert (row.actor, row.request_id, row.aggregate) == (
        "system",
        "request-12345678",
        f"garment:{row.payload['garment_id']}",
    )


def test_every_fact_of_the_platform_is_on_the_page_of_reactions() -> None:
    ours = [kind for kind in _REGISTRY.values() if kind.__module__.startswith("fashionistar.")]
    assert {kind.__name__ for kind in ours if not kind.__subclasses__()} == {kind.__name__ for kind in REACTIONS}


@pytest.mark.parametrize("kind", sorted(REACTIONS, key=lambda kind: kind.__name__))
def test_a_fact_survives_the_log(kind: type[Event]) -> None:
    fact = kind(**{field.name: uuid4() if field.type is UUID else "FS-1" for field in fields(kind)})
    assert kind.load(fact.payload()) == fact
