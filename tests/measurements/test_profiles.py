"""Profiles: kept by a user for herself and hers, by a shop for its clients; values are only ever added."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fashionistar.measurements.models import MeasurementProfile, MeasurementValue
from fashionistar.measurements.policies import MAX_PROFILES
from tests.checkout.shopping import everything, faults, payload
from tests.measurements.measuring import ERRORS, PROFILE, ago, current, lent, measured, profile_of, said
from tests.people import People
from tests.vendors.working import efua
from tests.wire.client import Wire, gid

CREATED = f"measurementProfile {{ {PROFILE} }} {ERRORS}"
ALL = "{ measurementProfiles { totalCount nodes { name } } }"
ONE = f"query($id: ID!) {{ measurementProfile(id: $id) {{ {PROFILE} }} node(id: $id) {{ id }} }}"


def names(user: Any) -> list[str]:
    """Whose bodies somebody sees."""
    return [node["name"] for node in Wire(user)(ALL).data["measurementProfiles"]["nodes"]]


def test_somebody_keeps_herself_her_child_and_others(people: People) -> None:
    for relation, name in (("SELF", " Dami  Odu "), ("CHILD", "Tolu"), ("OTHER", "Mum")):
        made = payload(said(people.dami, "measurementProfileCreate", CREATED, name=name, relation=relation))
        assert made["userErrors"] == []
    assert made["measurementProfile"] == {
        "id": gid(MeasurementProfile.objects.get(name="Mum")),
        "name": "Mum",
        "relation": "OTHER",
        "unit": "CM",
        "vendor": None,
        "values": [],
    }
    assert names(people.dami) == ["Mum", "Tolu", "Dami Odu"]
    assert faults(said(people.dami, "measurementProfileCreate", name="Me", relation="SELF")) == [
        ("ALREADY_TAKEN", ["relation"])
    ]
    assert (names(people.cleo), names(people.ada)) == ([], [])


def test_a_client_is_the_shops(people: People) -> None:
    given = {"name": "Chief Obi", "relation": "CLIENT", "vendorId": gid(people.atelier)}
    made = payload(said(people.ada, "measurementProfileCreate", CREATED, **given, unit="INCH"))["measurementProfile"]
    assert (made["vendor"], made["unit"]) == ({"name": "Ada's Atelier"}, "INCH")
    assert (names(people.ada), names(people.bisi), names(people.dami)) == (["Chief Obi"], [], [])
    tailor = efua(people, "STAFF", "MEASUREMENTS_MANAGE")
    assert names(tailor) == ["Chief Obi"]
    for stranger in (people.bisi, people.cleo, people.dami):
        before = everything()
        assert faults(said(stranger, "measurementProfileCreate", **given)) == [("FORBIDDEN", ["vendorId"])]
        assert everything() == before


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ({"name": " "}, ("REQUIRED", ["name"])),
        ({"name": "x" * 121}, ("INVALID", ["name"])),
        ({"relation": "CLIENT"}, ("INVALID", ["relation"])),
        ({"vendorId": "of the shop"}, ("INVALID", ["relation"])),
    ],
)
def test_a_profile_that_cannot_be_is_refused(
    people: People, given: dict[str, str], fault: tuple[str, list[str]]
) -> None:
    given = {key: gid(people.atelier) if key == "vendorId" else value for key, value in given.items()}
    before = everything()
    assert faults(said(people.ada, "measurementProfileCreate", **{"name": "A", "relation": "SELF"} | given)) == [fault]
    assert everything() == before


def test_she_keeps_50_at_most(people: People) -> None:
    made = [MeasurementProfile(user=people.dami, relation="OTHER", name=str(n)) for n in range(MAX_PROFILES)]
    MeasurementProfile.objects.bulk_create(made)
    assert faults(said(people.dami, "measurementProfileCreate", name="A", relation="CHILD")) == [("INVALID", None)]
    assert MeasurementProfile.objects.count() == MAX_PROFILES


def test_a_profile_is_renamed_and_forgotten_with_its_history(people: People) -> None:
    profile = measured(people.dami, profile_of(people.dami), waist_girth=80)
    made = payload(said(people.dami, "measurementProfileUpdate", CREATED, id=gid(profile), name="D", unit="INCH"))
    assert (made["measurementProfile"]["name"], made["measurementProfile"]["unit"]) == ("D", "INCH")
    assert made["measurementProfile"]["values"][0]["value"] == {"value": "31.50", "unit": "INCH"}
    gone = payload(said(people.dami, "measurementProfileDelete", f"deletedId {ERRORS}", id=gid(profile)))
    assert gone == {"deletedId": gid(profile), "userErrors": []}
    assert MeasurementValue.objects.count() == 0


def test_what_is_typed_counts_until_something_newer_does(people: People) -> None:
    profile = profile_of(people.dami)
    record = {
        "profileId": gid(profile),
        "values": [
            {"term": "WAIST_GIRTH", "length": {"value": "32.125", "unit": "INCH"}},
            {"term": "WRIST_GIRTH", "length": {"value": "16", "unit": "CM"}},
        ],
    }
    made = payload(said(people.dami, "measurementValuesRecord", CREATED, **record))["measurementProfile"]["values"]
    waist, wrist = made
    assert waist["value"] == {"value": "81.6", "unit": "CM"}
    assert [waist["low"]["value"], waist["high"]["value"]] == ["79.8", "83.4"], "twice ISO 20685-1's 9 mm"
    assert [wrist["low"]["value"], wrist["high"]["value"]] == ["15.2", "16.8"], "twice 4 mm"
    assert (waist["source"], waist["modelId"], waist["vendor"]) == ("TYPED", None, None)
    measured(people.dami, profile, waist_girth=83)
    assert current(profile)["WAIST_GIRTH"][1] == 830
    history = "query($id: ID!) { measurementProfile(id: $id) { history(term: WAIST_GIRTH) { totalCount } } }"
    assert Wire(people.dami)(history, id=gid(profile)).data["measurementProfile"]["history"]["totalCount"] == 2


def test_every_value_can_be_asked_for_in_either_unit(people: People) -> None:
    profile = measured(people.dami, profile_of(people.dami, unit="INCH"), waist_girth=80)
    asked = (
        "query($id: ID!) { measurementProfile(id: $id) "
        "{ values { own: value { value unit } cm: value(unit: CM) { value unit } } } }"
    )
    (value,) = Wire(people.dami)(asked, id=gid(profile)).data["measurementProfile"]["values"]
    assert value == {"own": {"value": "31.50", "unit": "INCH"}, "cm": {"value": "80.0", "unit": "CM"}}


@pytest.mark.parametrize(
    ("values", "found"),
    [
        ([], [("REQUIRED", ["values"])]),
        ([("WAIST_GIRTH", "80"), ("WAIST_GIRTH", "81")], [("INVALID", ["values", "1", "term"])]),
        ([("WAIST_GIRTH", "1.9")], [("INVALID", ["values", "0", "length"])]),
        ([("WAIST_GIRTH", "300.1"), ("HIP_GIRTH", "-3")], [("INVALID", ["values", str(n), "length"]) for n in (0, 1)]),
        ([("WAIST_GIRTH", "NaN")], [("INVALID", ["values", "0", "length"])]),
        ([("WAIST_GIRTH", "1e99")], [("INVALID", ["values", "0", "length"])]),
    ],
)
def test_what_no_body_measures_is_refused(people: People, values: list[tuple[str, str]], found: list[Any]) -> None:
    profile = profile_of(people.dami)
    given = [{"term": term, "length": {"value": value, "unit": "CM"}} for term, value in values]
    before = everything()
    assert faults(said(people.dami, "measurementValuesRecord", profileId=gid(profile), values=given)) == found
    assert everything() == before


def test_nobody_measures_in_the_future(people: People) -> None:
    profile = profile_of(people.dami)
    given = {"values": [{"term": "HIP_GIRTH", "length": {"value": "90", "unit": "CM"}}], "profileId": gid(profile)}
    late = said(people.dami, "measurementValuesRecord", **given, measuredAt=ago(hours=-1).isoformat())
    assert faults(late) == [("INVALID", ["measuredAt"])]
    assert faults(said(people.dami, "measurementValuesRecord", **given, measuredAt=ago(days=9).isoformat())) == []


def test_the_database_lets_nobody_change_a_value(people: People) -> None:
    measured(people.dami, profile_of(people.dami), waist_girth=80)
    with pytest.raises(IntegrityError, match="never changed"), transaction.atomic():
        MeasurementValue.objects.update(value_mm=1)


def test_only_the_tailors_of_a_shop_that_borrows_it_see_a_body(people: People) -> None:
    profile = measured(people.dami, profile_of(people.dami), waist_girth=80)
    value = MeasurementValue.objects.get()
    lent(profile, people.atelier)
    for stranger in (None, people.cleo, people.bisi):
        for row in (profile, value):
            assert Wire(stranger)("query($id: ID!) { node(id: $id) { id } }", id=gid(row)).data == {"node": None}
    seen = Wire(people.ada)(ONE, id=gid(profile)).data
    assert (seen["measurementProfile"]["values"][0]["id"], seen["node"]) == (gid(value), {"id": gid(profile)})


def test_the_catalogue_says_what_is_measured_and_what_a_garment_needs(people: People) -> None:
    asked = "{ measurementTerms { term name kind how } garmentMeasurements(garment: TROUSERS) { term } }"
    found = Wire()(asked).data
    assert len(found["measurementTerms"]) == 29
    assert found["measurementTerms"][5]["name"] == "Waist"
    assert [each["term"] for each in found["garmentMeasurements"]][:2] == ["WAIST_GIRTH", "HIP_GIRTH"]
