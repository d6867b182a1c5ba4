"""Measurements of the market: bodies that are kept, lent and a shop's; every source; jobs in every state."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from fashionistar.accounts.models import User
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.history import add_values
from fashionistar.measurements.models import (
    MeasurementConsent,
    MeasurementEstimate,
    MeasurementProfile,
    MeasurementShare,
    MeasurementValue,
)
from tests.people import People
from tests.projection.market_fitting import size_up


def take_measure(people: People, texts: Sequence[str], noon: datetime) -> None:
    """Put up everything that the wire shows of bodies, and of sizes that fit them."""
    size_up(people, texts)
    hers = _profile(people.dami, texts[1], "SELF", unit="INCH")
    child = _profile(people.dami, texts[4], "CHILD")
    _profile(people.cleo, texts[5] or "Me", "SELF")
    client = MeasurementProfile.objects.create(vendor=people.atelier, relation="CLIENT", name=texts[2])
    MeasurementShare.objects.create(profile=hers, vendor=people.atelier)
    MeasurementShare.objects.create(profile=child, vendor=people.boutique)
    for purpose, withdrawn in (("CALIBRATION", None), ("PHOTO_ESTIMATION", noon), ("PHOTO_ESTIMATION", None)):
        MeasurementConsent.objects.create(profile=hers, purpose=purpose, granted_by=people.dami, withdrawn_at=withdrawn)
    for number, profile in enumerate((hers, child, client)):
        job = _job(profile, number, texts, noon)
        typed = _value(profile, Term.WAIST_GIRTH, "812.8", noon, source="TYPED")
        guessed = _value(profile, Term.HIP_GIRTH, "999.9", noon, source="ESTIMATED", estimate=job, model_id="m-1")
        add_values(profile, [typed, guessed])
        taped = _value(profile, Term.WAIST_GIRTH, "815.0", noon, source="TAPE", vendor=people.atelier, checks=typed)
        add_values(profile, [taped])


def _profile(user: User, name: str, relation: str, *, unit: str = "CM") -> MeasurementProfile:
    return MeasurementProfile.objects.create(user=user, name=name, relation=relation, unit=unit)


def _value(profile: MeasurementProfile, term: Term, mm: str, noon: datetime, **given: object) -> MeasurementValue:
    return MeasurementValue(
        profile=profile, term=term, value_mm=mm, low_mm="700.1", high_mm="1000.0", measured_at=noon, **given
    )


def _job(profile: MeasurementProfile, number: int, texts: Sequence[str], noon: datetime) -> MeasurementEstimate:
    facts = {"sex": "FEMALE", "height_mm": "1700.5", "weight_g": 70_123, "age_years": 30 + number}
    told = [{"view": "SIDE", "reason": "WRONG_YAW", "hint": texts[number + 1]}]
    MeasurementEstimate.objects.create(profile=profile, **facts)
    MeasurementEstimate.objects.create(
        profile=profile, status="RUNNING", stage="SIDE_PHOTO", leased_until=noon, started_at=noon, **facts
    )
    MeasurementEstimate.objects.create(
        profile=profile, status="REJECTED", stage="DONE", finished_at=noon, rejections=told, with_photos=True, **facts
    )
    MeasurementEstimate.objects.create(
        profile=profile, status="FAILED", stage="DONE", finished_at=noon, error=texts[number + 2], **facts
    )
    return MeasurementEstimate.objects.create(
        profile=profile,
        status="SUCCEEDED",
        stage="DONE",
        started_at=noon,
        finished_at=noon + timedelta(seconds=1),
        flags=["LEVEL_NOT_SEEN", "OUTSIDE_SURVEY"][: number + 1],
        estimator_id="m",
        model_id="m-1",
        **facts,
    )
