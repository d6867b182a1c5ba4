"""A job is watched from its request to its end, by whoever keeps the body alone; and our own estimator is at work."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import sync_to_async

from fashionistar.accounts.models import User
from fashionistar.measurements.models import MeasurementEstimate
from fashionistar.measurements.tasks import run_estimate
from schema.lib.context import WireContext
from schema.root import schema
from tests.measurements.measuring import estimate, profile_of
from tests.people import People, acting
from tests.wire.client import gid
from tests.wire.test_subscriptions import Watch, relayed

pytestmark = pytest.mark.django_db(transaction=True)

TEXT = """subscription($id: ID!, $after: String) { measurementEstimateUpdated(jobId: $id, after: $after) {
  cursor event { type } estimate { status stage progress modelId values { term value(unit: CM) { value } } } } }"""
STEPS = [
    ("MeasurementEstimateQueued", "SUCCEEDED"),
    ("MeasurementEstimateProgressed", "SUCCEEDED"),
    ("MeasurementEstimateSucceeded", "SUCCEEDED"),
]


@pytest.fixture
def people(transactional_db: None) -> People:
    found = People()
    assert all((found.cleo, found.dami))
    return found


async def watched(user: User, job: MeasurementEstimate, after: str | None = None) -> Watch:
    context = WireContext(actor=acting(user))
    stream: Any = await schema.subscribe(TEXT, {"id": gid(job), "after": after}, context_value=context)
    return Watch(stream, "measurementEstimateUpdated")


def asked(user: User) -> MeasurementEstimate:
    estimate(user, profile_of(user))
    relayed()
    return MeasurementEstimate.objects.get()


def worked(job: MeasurementEstimate) -> None:
    run_estimate(str(job.pk))
    relayed()


async def test_a_job_is_watched_to_its_end(people: People) -> None:
    job = await sync_to_async(asked)(people.dami)
    dami, cleo = await watched(people.dami, job), await watched(people.cleo, job)
    first = await dami.next()
    assert (first["event"], first["estimate"]["status"], first["estimate"]["progress"]) == (None, "QUEUED", 0)
    assert await cleo.next() is None
    begun = dami.cursor
    await sync_to_async(worked)(job)
    seen = [await dami.next() for _ in range(2)]
    assert [(step["event"]["type"], step["estimate"]["status"]) for step in seen] == STEPS[1:]
    made = seen[-1]["estimate"]
    assert (made["stage"], made["progress"], len(made["values"])) == ("DONE", 100, 29)
    values = {each["term"]: float(each["value"]["value"]) for each in made["values"]}
    assert 80 < values["CHEST_GIRTH"] < 110, "a woman of 170 cm and 70 kg, by the survey"
    assert made["modelId"]
    again = await watched(people.dami, job, after=begun)
    assert (await again.next())["event"]["type"] == "MeasurementEstimateProgressed"
    for each in (dami, again):
        await each.stream.aclose()


def test_a_queued_job_is_nudged_to_the_worker(people: People, relay: Callable[[], int], monkeypatch: Any) -> None:
    woken: list[str] = []
    monkeypatch.setattr("fashionistar.measurements.handlers.nudge", lambda _, row: woken.append(row))
    estimate(people.dami, profile_of(people.dami))
    relay()
    assert woken == [str(MeasurementEstimate.objects.get().pk)]
