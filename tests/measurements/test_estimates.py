"""Estimates are jobs: queued once for a key, worked on by one worker, ended once, told of in the log."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.kernel.models import OutboxEvent
from fashionistar.measurements.models import MeasurementEstimate, MeasurementValue
from fashionistar.measurements.selectors import calibration_pairs
from fashionistar.measurements.tasks import run_estimate, sweep_estimates
from tests.checkout.shopping import everything, faults, payload
from tests.measurements.measuring import JOB, consented, current, estimate, job_of, lent, measured, profile_of, said
from tests.people import People
from tests.wire.client import Wire, gid

READ = f"query($id: ID!) {{ node(id: $id) {{ ... on MeasurementEstimate {{ {JOB} }} }} }}"
type Work = Callable[[], int]


def told() -> list[str]:
    """What happened, in order."""
    return list(OutboxEvent.objects.order_by("id").values_list("type", flat=True))


def test_without_photos_a_body_is_estimated_at_once(people: People, work: Work) -> None:
    profile = profile_of(people.dami)
    made = payload(estimate(people.dami, profile))
    assert made["userErrors"] == []
    job = made["estimate"]
    assert (job["status"], job["progress"], job["modelId"], job["values"]) == ("QUEUED", 0, None, [])
    assert work() == 1
    done = Wire(people.dami)(READ, id=job["id"]).data["node"]
    assert (done["status"], done["stage"], done["progress"]) == ("SUCCEEDED", "DONE", 100)
    assert (done["modelId"], done["flags"], done["rejections"], done["error"]) == ("ruler-1", [], [], None)
    assert (done["height"], done["age"], done["sex"]) == ({"value": "170.0", "unit": "CM"}, 30, "FEMALE")
    assert len(done["values"]) == 29
    assert done["values"][0]["low"] == {"value": "76.5"}
    assert told() == [
        "MeasurementEstimateQueued",
        "MeasurementEstimateProgressed",
        "MeasurementEstimateSucceeded",
    ]
    assert {value.model_id for value in MeasurementValue.objects.all()} == {"ruler-1"}


def test_an_estimate_takes_no_place_of_what_a_person_measured(people: People, work: Work) -> None:
    profile = measured(people.dami, profile_of(people.dami), waist_girth=80)
    for _ in "ab":
        estimate(people.dami, profile)
    assert work() == 2
    found = current(profile)
    assert (found["WAIST_GIRTH"], found["HIP_GIRTH"]) == (("TYPED", 800), ("ESTIMATED", 850))
    assert (len(found), MeasurementValue.objects.count()) == (29, 59)
    newest = MeasurementValue.objects.get(current__profile=profile, term="HIP_GIRTH")
    assert newest.estimate == job_of(profile)


def test_a_key_stands_for_one_job(people: People, tools: Settings) -> None:
    profile = profile_of(people.dami)
    first, again = (payload(estimate(people.dami, profile, k="one"))["estimate"]["id"] for _ in "ab")
    assert first == again
    assert faults(estimate(people.dami, profile, k="one", age=31)) == [("IDEMPOTENCY_KEY_MISMATCH", None)]
    query = "mutation($i: MeasurementEstimateInput!) { measurementEstimate(input: $i) { userErrors { code field } } }"
    facts = {
        "height": {"value": "170", "unit": "CM"},
        "weight": {"value": "70", "unit": "KG"},
        "age": 30,
        "sex": "MALE",
    }
    assert faults(Wire(people.dami)(query, i=facts | {"profileId": gid(profile)})) == [
        ("IDEMPOTENCY_KEY_REQUIRED", None)
    ]
    assert MeasurementEstimate.objects.count() == 1


def test_facts_come_in_any_unit(people: People, work: Work) -> None:
    profile = profile_of(people.dami)
    estimate(people.dami, profile, height={"value": "66.93", "unit": "INCH"}, weight={"value": "154.32", "unit": "LB"})
    job = MeasurementEstimate.objects.get()
    assert (str(job.height_mm), job.weight_g) == ("1700.0", 69998)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"height": {"value": "129.9", "unit": "CM"}}, "height"),
        ({"height": {"value": "0", "unit": "CM"}}, "height"),
        ({"weight": {"value": "201", "unit": "KG"}}, "weight"),
        ({"weight": {"value": "-1", "unit": "KG"}}, "weight"),
        ({"age": 15}, "age"),
        ({"age": -1}, "age"),
        ({"age": 2**31 - 1}, "age"),
    ],
)
def test_facts_that_nobody_was_measured_at_are_refused(
    people: People, tools: Settings, given: dict[str, object], field: str
) -> None:
    profile = profile_of(people.dami)
    before = everything()
    assert faults(estimate(people.dami, profile, **given)) == [("INVALID", [field])]
    assert everything() == before


def test_only_its_keeper_has_a_body_estimated_and_sees_the_job(people: People, tools: Settings) -> None:
    profile = lent(profile_of(people.dami), people.atelier)
    before = everything()
    for who in (people.ada, people.cleo):
        assert faults(estimate(who, profile)) == [("NOT_FOUND", ["profileId"])]
    assert everything() == before
    job = payload(estimate(people.dami, profile))["estimate"]["id"]
    for who in (None, people.ada, people.cleo):
        assert Wire(who)(READ, id=job).data["node"] is None


def test_so_many_estimates_an_hour(people: People, tools: Settings) -> None:
    tools.THROTTLES = tools.THROTTLES | {"measurement-estimate-account": "2/hour"}
    profile = profile_of(people.dami)
    codes = [faults(estimate(people.dami, profile)) for _ in range(3)]
    assert codes == [[], [], [("RATE_LIMITED", None)]]
    assert MeasurementEstimate.objects.count() == 2


def test_a_job_that_has_a_worker_is_not_given_to_another(people: People, work: Work) -> None:
    estimate(people.dami, profile_of(people.dami))
    job = MeasurementEstimate.objects.get()
    soon = timezone.now() + timedelta(minutes=1)
    MeasurementEstimate.objects.update(status="RUNNING", leased_until=soon, attempts=1)
    before = everything()
    run_estimate(str(job.pk))
    assert everything() == before
    MeasurementEstimate.objects.update(leased_until=timezone.now())
    run_estimate(str(job.pk))
    job.refresh_from_db()
    assert (job.status, job.attempts, job.leased_until) == ("SUCCEEDED", 2, None)


def test_a_job_whose_every_worker_died_has_failed(people: People, work: Work) -> None:
    profile = profile_of(people.dami)
    estimate(people.dami, profile)
    MeasurementEstimate.objects.update(status="RUNNING", leased_until=timezone.now(), attempts=3)
    job = job_of(profile)
    run_estimate(str(job.pk))
    job.refresh_from_db()
    assert (job.status, job.error) == ("FAILED", "No try came to an end.")
    assert told()[-1] == "MeasurementEstimateFailed"
    assert MeasurementValue.objects.count() == 0


def test_the_sweep_wakes_the_worker_for_what_no_nudge_reached(
    people: People, tools: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = profile_of(people.dami)
    for _ in range(4):
        estimate(people.dami, profile)
    fresh, waiting, stalled, running = MeasurementEstimate.objects.order_by("pk")
    old = timezone.now() - timedelta(minutes=2)
    MeasurementEstimate.objects.exclude(pk=fresh.pk).update(created_at=old)
    going = {"status": "RUNNING", "attempts": 1}
    MeasurementEstimate.objects.filter(pk=stalled.pk).update(leased_until=old, **going)
    MeasurementEstimate.objects.filter(pk=running.pk).update(
        leased_until=timezone.now() + timedelta(minutes=1), **going
    )
    woken: list[str] = []
    monkeypatch.setattr("fashionistar.measurements.tasks.nudge", lambda _, row: woken.append(row))
    sweep_estimates()
    assert sorted(woken) == sorted([str(waiting.pk), str(stalled.pk)])


def test_what_a_tape_says_of_an_estimate_is_learnt_from_while_she_consents(people: People, work: Work) -> None:
    profile = lent(profile_of(people.dami), people.atelier)
    estimate(people.dami, profile)
    work()
    waist = MeasurementValue.objects.get(term="WAIST_GIRTH")
    length = {"value": "84", "unit": "CM"}
    assert faults(said(people.ada, "measurementValueCorrect", id=gid(waist), length=length)) == []
    assert calibration_pairs().count() == 0
    consented(profile, "CALIBRATION")
    (pair,) = calibration_pairs()
    assert (pair.value_mm, pair.checks and pair.checks.value_mm) == (840, 850)
    given = {"profileId": gid(profile), "purpose": "CALIBRATION"}
    assert faults(said(people.dami, "measurementConsentWithdraw", **given)) == []
    assert calibration_pairs().count() == 0
