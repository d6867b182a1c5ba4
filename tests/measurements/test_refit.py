"""What tailors' tapes say is learnt from those who consent, applied from the next estimate on, and taken back."""

from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from fashionistar.measurements.estimation.estimator import SurveyEstimator
from fashionistar.measurements.estimation.protocols import Sex
from fashionistar.measurements.gateway import get_tools
from fashionistar.measurements.models import (
    EstimatorCorrection,
    MeasurementConsent,
    MeasurementEstimate,
    MeasurementProfile,
    MeasurementValue,
)
from fashionistar.measurements.services.measurement_estimate import facts_of
from fashionistar.measurements.tasks import run_estimate
from fashionistar.measurements.units import mm_of_cm
from fashionistar.vendors.models import Vendor
from tests.checkout.shopping import everything, faults
from tests.measurements.measuring import current, estimate, profile_of, said
from tests.people import People
from tests.wire.client import gid

PLAIN = SurveyEstimator()


def fitted(*words: str) -> str:
    """What the command says."""
    out = StringIO()
    call_command("measurement_fit", *words, stdout=out)
    return out.getvalue()


def job_of(number: int, profile: MeasurementProfile) -> MeasurementEstimate:
    """An estimate without photos of somebody of a height and weight of her own."""
    facts = {"sex": Sex.FEMALE, "height_mm": 1550 + 7 * number, "weight_g": 55_000 + 900 * number, "age_years": 30}
    model = {"status": "SUCCEEDED", "finished_at": timezone.now(), "estimator_id": "earlier", "model_id": "earlier"}
    return MeasurementEstimate(profile=profile, **facts, **model)


@pytest.fixture
def clients(people: People) -> list[MeasurementProfile]:
    """36 clients of three shops who consent, whose tailors measure 2 cm more around the waist, give or take 1 cm."""
    third = Vendor.objects.create(slug="third", name="T", city="Aba", country="NG", currency="NGN", currencies=["NGN"])
    shops = (people.atelier, people.boutique, third)
    clients = [
        MeasurementProfile(vendor=shops[number % 3], relation="CLIENT", name=f"Client {number}") for number in range(36)
    ]
    MeasurementProfile.objects.bulk_create(clients)
    jobs = MeasurementEstimate.objects.bulk_create(job_of(number, each) for number, each in enumerate(clients))
    common = {"term": "WAIST_GIRTH", "measured_at": timezone.now()}
    said_then = {"value_mm": 900, "low_mm": 800, "high_mm": 1000, "source": "ESTIMATED", "model_id": "earlier"}
    estimates = MeasurementValue.objects.bulk_create(
        MeasurementValue(profile=job.profile, estimate=job, **common, **said_then) for job in jobs
    )
    tapes = []
    for number, (job, checked) in enumerate(zip(jobs, estimates, strict=True)):
        waist = next(each.value for each in PLAIN.estimate(facts_of(job)).values if each.term == "WAIST_GIRTH")
        mm = mm_of_cm(waist + 2 + (number % 5 - 2) / 2)
        own = {"value_mm": mm, "low_mm": mm - 9, "high_mm": mm + 9, "source": "TAPE", "vendor": job.profile.vendor}
        tapes.append(MeasurementValue(profile=job.profile, checks=checked, **common, **own))
    MeasurementValue.objects.bulk_create(tapes)
    MeasurementConsent.objects.bulk_create(
        MeasurementConsent(profile=profile, purpose="CALIBRATION", granted_by=people.ada) for profile in clients
    )
    return clients


def waist_of(people: People, name: str) -> tuple[Decimal, str]:
    """Somebody new is estimated: her waist in millimetres, and by which model."""
    profile = profile_of(people.dami, name, "OTHER")
    estimate(people.dami, profile)
    run_estimate(str(profile.estimates.get().pk))
    return current(profile)["WAIST_GIRTH"][1], profile.estimates.get().model_id


def test_tapes_are_learnt_from_and_bodies_estimated_anew(people: People, clients: list[MeasurementProfile]) -> None:
    before, plain = waist_of(people, "Tolu")
    assert plain == PLAIN.model_id
    written = fitted("--corrections")
    row = EstimatorCorrection.objects.get()
    assert "| waist, facts | 36 | 3 | 1.97 | 0." in written
    assert f"Model {row.model_id} is at work" in written
    after, model = waist_of(people, "Ife")
    assert (model, float(after - before)) == (row.model_id, pytest.approx(20, abs=1.5))
    out = StringIO()
    call_command("measurement_reestimate", stdout=out)
    assert out.getvalue().startswith(f"Model {row.model_id}: 37 estimated anew")
    tolu = MeasurementProfile.objects.get(name="Tolu")
    assert current(tolu)["WAIST_GIRTH"] == ("ESTIMATED", after)
    assert current(clients[0])["WAIST_GIRTH"][0] == "ESTIMATED"
    assert "it was" not in fitted("--corrections"), "the same people, the same corrections"
    assert set(EstimatorCorrection.objects.values_list("model_id", flat=True)) == {row.model_id}


def test_it_can_be_tried_without_being_applied(people: People, clients: list[MeasurementProfile]) -> None:
    before = everything()
    assert "Apply it with --corrections" in fitted("--try-corrections")
    assert everything() == before
    assert get_tools().estimator.model_id == PLAIN.model_id


def test_whoever_withdraws_her_consent_is_in_no_later_fit(people: People, clients: list[MeasurementProfile]) -> None:
    hers = clients[0]
    given = {"profileId": gid(hers), "purpose": "CALIBRATION"}
    assert faults(said(people.ada, "measurementConsentWithdraw", **given)) == []
    assert "| waist, facts | 35 | 3 |" in fitted("--corrections")
    gone = MeasurementConsent.objects.filter(profile__in=clients[:7])
    gone.update(withdrawn_at=timezone.now())
    before = everything()
    with pytest.raises(CommandError, match="no correction would help"):
        fitted("--corrections")
    assert everything() == before
    assert get_tools().estimator.model_id.startswith(f"{PLAIN.model_id}+tapes-")
    assert fitted("--forget-corrections") == "Forgot 1 corrections.\n"
    assert get_tools().estimator.model_id == PLAIN.model_id


def test_corrections_of_another_model_are_not_applied(people: People) -> None:
    EstimatorCorrection.objects.create(base_id="earlier", model_id="earlier+tapes-1", corrections="unread")
    assert get_tools().estimator.model_id == PLAIN.model_id


def test_what_was_read_off_photos_must_still_be_there(people: People, clients: list[MeasurementProfile]) -> None:
    MeasurementEstimate.objects.filter(profile=clients[0]).update(with_photos=True, features=None)
    strange = {"values": {"crotch": 0.4}, "segmenter_id": "another"}
    MeasurementEstimate.objects.filter(profile=clients[1]).update(with_photos=True, features=strange)
    written = fitted("--try-corrections")
    assert "| waist, facts | 34 | 3 |" in written
    assert "2 tapes were left out" in written


def test_the_command_wants_to_know_from_what() -> None:
    with pytest.raises(CommandError, match="--ansur and --bodies, or --corrections"):
        fitted()
