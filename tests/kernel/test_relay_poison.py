"""Facts that cannot be read, handlers that break the database, relays that were given up too early."""

from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection

from fashionistar.kernel import outbox
from fashionistar.kernel.models import OutboxEvent, OutboxStatus
from fashionistar.products.models import Brand
from fashionistar.relay import BATCH, MAX_ATTEMPTS
from tests.kernel.test_relay import Clock, GarmentPressed, clock, fail, press, run, states, write_brand

__all__ = ["clock"]


def until_dead(clock: Clock, *handlers: Any) -> OutboxEvent:
    """Deliver the only fact until it is given up; every try must be a try."""
    for attempt in range(1, MAX_ATTEMPTS + 1):
        assert run(clock, *handlers) == 1
        row = OutboxEvent.objects.get()
        assert row.attempts == attempt
        clock.now = row.due_at
    return row


@pytest.mark.django_db
@pytest.mark.parametrize(
    "payload", [{}, {"garment_id": "no uuid", "step": "1"}, {"garment_id": str(uuid4())}, [], {"garment_id": 7}]
)
def test_a_fact_that_cannot_be_read_is_poison_of_its_own_alone(clock: Clock, payload: object) -> None:
    press()
    OutboxEvent.objects.update(payload=payload)
    press()
    assert run(clock, write_brand) == 2
    assert (states(), Brand.objects.count()) == (["PENDING", "DELIVERED"], 1)
    poison = OutboxEvent.objects.earliest("position")
    assert (poison.attempts, poison.leased_until) == (1, None)
    assert "GarmentPressed" in poison.last_error


@pytest.mark.django_db
def test_a_fact_that_no_version_knows_is_given_up_and_heeded_again_when_one_does(clock: Clock) -> None:
    press()
    OutboxEvent.objects.update(type="GarmentStarched")
    assert until_dead(clock, write_brand).status == OutboxStatus.DEAD
    OutboxEvent.objects.update(type="GarmentPressed")
    outbox.replay(OutboxEvent.objects.values_list("position", flat=True), now=clock.now)
    assert run(clock, write_brand) == 1
    assert (states(), Brand.objects.count()) == (["DELIVERED"], 1)


@pytest.mark.django_db(transaction=True)
def test_a_statement_that_the_database_refuses_is_undone_and_the_next_fact_goes_on(clock: Clock) -> None:
    torn = press()
    press()

    def break_it(event: GarmentPressed, *, now: Any) -> None:
        write_brand(event, now=now)
        if event.garment_id == torn:
            with connection.cursor() as cursor:
                cursor.execute("SELECT 1 / 0")

    assert run(clock, break_it) == 2
    assert (states(), Brand.objects.count()) == (["PENDING", "DELIVERED"], 1)
    assert "division by zero" in OutboxEvent.objects.earliest("position").last_error


@pytest.mark.django_db
def test_a_dead_fact_lets_the_later_facts_of_its_aggregate_through(clock: Clock) -> None:
    garment = press()
    until_dead(clock, fail)
    press("2", garment)
    clock.forward(seconds=1)
    assert run(clock, write_brand) == 1
    assert states() == ["DEAD", "DELIVERED"]


@pytest.mark.django_db
def test_more_facts_than_a_batch_are_all_delivered(clock: Clock) -> None:
    for _ in range(BATCH + 1):
        press()
    assert [run(clock, write_brand) for _ in range(3)] == [BATCH, 1, 0]
    assert Brand.objects.count() == BATCH + 1


@pytest.mark.django_db
def test_every_handler_of_a_fact_runs_and_one_that_failed_alone_runs_again(clock: Clock) -> None:
    press()
    mended: list[str] = []

    def first(event: GarmentPressed, *, now: Any) -> None:
        mended.append("first")

    def second(event: GarmentPressed, *, now: Any) -> None:
        mended.append("second")
        if mended.count("second") == 1:
            raise ValueError("not yet")

    run(clock, first, second)
    clock.forward(minutes=1)
    run(clock, first, second)
    assert (mended, states()) == (["first", "second", "second"], ["DELIVERED"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("attempts", [0, MAX_ATTEMPTS - 1])
def test_a_relay_whose_lease_ran_out_does_not_undo_what_another_delivered(clock: Clock, attempts: int) -> None:
    press()
    OutboxEvent.objects.update(attempts=attempts)

    def deliver() -> None:
        try:
            OutboxEvent.objects.update(status=OutboxStatus.DELIVERED)
        finally:
            connection.close()

    def overtaken(event: GarmentPressed, *, now: Any) -> None:
        with ThreadPoolExecutor(1) as pool:
            pool.submit(deliver).result()
        raise ValueError("too late")

    run(clock, overtaken)
    assert states() == ["DELIVERED"]
