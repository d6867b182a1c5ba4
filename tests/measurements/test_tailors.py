"""A tailor to whom a profile is lent confirms and corrects its values; when it is taken back she sees it no longer."""

import pytest

from fashionistar.measurements.models import MeasurementShare, MeasurementValue
from fashionistar.measurements.policies import MAX_SHARES
from fashionistar.measurements.selectors import calibration_pairs
from fashionistar.vendors.models import Vendor
from tests.checkout.shopping import everything, faults, payload
from tests.measurements.measuring import ERRORS, consented, current, lent, measured, profile_of, said
from tests.people import People
from tests.wire.client import gid

CHECKED = f"measurementValue {{ source value {{ value }} low {{ value }} vendor {{ name }} checks {{ id }} }} {ERRORS}"
LENGTH = {"value": "84", "unit": "CM"}


@pytest.fixture
def value(people: People) -> MeasurementValue:
    """Dami's waist as she typed it, lent to Ada's shop."""
    profile = measured(people.dami, profile_of(people.dami), waist_girth=80)
    lent(profile, people.atelier)
    return MeasurementValue.objects.get()


def test_a_tailor_confirms(people: People, value: MeasurementValue) -> None:
    made = payload(said(people.ada, "measurementValueConfirm", CHECKED, id=gid(value)))
    assert made["measurementValue"] == {
        "source": "TAPE",
        "value": {"value": "80.0"},
        "low": {"value": "79.1"},
        "vendor": {"name": "Ada's Atelier"},
        "checks": {"id": gid(value)},
    }
    assert current(value.profile) == {"WAIST_GIRTH": ("TAPE", 800)}


def test_a_tailor_corrects_and_the_history_keeps_both(people: People, value: MeasurementValue) -> None:
    assert faults(said(people.ada, "measurementValueCorrect", id=gid(value), length=LENGTH)) == []
    assert current(value.profile) == {"WAIST_GIRTH": ("TAPE", 840)}
    assert MeasurementValue.objects.count() == 2
    before = everything()
    stale = said(people.ada, "measurementValueCorrect", id=gid(value), length=LENGTH)
    assert faults(stale) == [("STATUS_CONFLICT", ["id"])]
    assert everything() == before


def test_a_tailor_records_what_her_tape_says(people: People, value: MeasurementValue) -> None:
    measured(people.ada, value.profile, hip_girth=99)
    assert current(value.profile) == {"WAIST_GIRTH": ("TYPED", 800), "HIP_GIRTH": ("TAPE", 990)}


def test_whoever_keeps_a_profile_is_no_tailor_of_it(people: People, value: MeasurementValue) -> None:
    before = everything()
    for mutation, given in (("Confirm", {}), ("Correct", {"length": LENGTH})):
        refused = said(people.dami, f"measurementValue{mutation}", id=gid(value), **given)
        assert faults(refused) == [("FORBIDDEN", ["id"])]
    assert everything() == before


def test_a_profile_that_is_taken_back_is_seen_no_longer(people: People, value: MeasurementValue) -> None:
    said(people.ada, "measurementValueConfirm", id=gid(value))
    given = {"profileId": gid(value.profile), "vendorId": gid(people.atelier)}
    for _ in "ab":
        assert faults(said(people.dami, "measurementProfileUnshare", **given)) == []
    assert MeasurementShare.objects.count() == 0
    before = everything()
    tape = MeasurementValue.objects.get(source="TAPE")
    assert faults(said(people.ada, "measurementValueConfirm", id=gid(tape))) == [("NOT_FOUND", ["id"])]
    assert everything() == before
    assert current(value.profile) == {"WAIST_GIRTH": ("TAPE", 800)}


def test_only_its_keeper_lends_a_profile(people: People, value: MeasurementValue) -> None:
    given = {"profileId": gid(value.profile), "vendorId": gid(people.boutique)}
    before = everything()
    for who in (people.ada, people.cleo):
        assert faults(said(who, "measurementProfileShare", **given)) == [("NOT_FOUND", ["profileId"])]
    none = given | {"vendorId": gid(people.dami)}
    assert faults(said(people.dami, "measurementProfileShare", **none)) == [("NOT_FOUND", ["vendorId"])]
    assert everything() == before
    client = profile_of(people.ada, "Chief", "CLIENT", shop=people.atelier)
    given = {"profileId": gid(client), "vendorId": gid(people.boutique)}
    assert faults(said(people.ada, "measurementProfileShare", **given)) == [("INVALID", ["profileId"])]


def test_a_profile_is_lent_to_20_shops_at_most(people: People, value: MeasurementValue) -> None:
    shops = [
        Vendor(slug=f"s{n}", name="S", city="Aba", country="NG", currency="NGN", currencies=["NGN"])
        for n in range(MAX_SHARES)
    ]
    for shop in Vendor.objects.bulk_create(shops)[1:]:
        MeasurementShare.objects.create(profile=value.profile, vendor=shop)
    last = {"profileId": gid(value.profile), "vendorId": gid(shops[0])}
    assert faults(said(people.dami, "measurementProfileShare", **last)) == [("INVALID", None)]
    assert MeasurementShare.objects.count() == MAX_SHARES


def test_the_estimator_learns_only_from_checked_estimates_of_those_who_consent(
    people: People, value: MeasurementValue
) -> None:
    said(people.ada, "measurementValueConfirm", id=gid(value))
    consented(value.profile, "CALIBRATION")
    assert list(calibration_pairs()) == [], "what was checked had been typed"
