"""Which size fits: by the body and its intervals, by what buyers said; and only for those who may see the body."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fashionistar.fitting.advice import Body, Range, Size, advise, shift_mm
from fashionistar.fitting.models import FitFeedback, FitShift, FitVerdict
from fashionistar.fitting.selectors import fits_of
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.orders.models import OrderLine, VendorOrder, VendorOrderStatus
from fashionistar.products.models import Product
from tests.checkout.shopping import everything, faults, order_of, payload
from tests.factories.catalogue import garment
from tests.fitting.sizing import FIT, chart_of, follows
from tests.measurements.measuring import lent, measured, profile_of, said
from tests.people import People, acting
from tests.wire.client import Wire, gid

ASKED = f"query($product: ID!, $profile: ID!) {{ product(id: $product) {{ {FIT} }} }}"
FITTING = "query($me: ID!) { products(filter: {fitsMe: $me}) { totalCount nodes { name } } }"


@pytest.fixture
def gown(people: People) -> Product:
    """Ada's gown in S, M and L."""
    assert all((people.bisi, people.cleo, people.dami))
    product = garment(people.atelier, "Gown", sizes=("S", "M", "L")).product
    follows(product, chart_of(people))
    return product


def fit(people: People, product: Product, profile: MeasurementProfile, who: str = "dami") -> Any:
    """What somebody is advised."""
    return Wire(getattr(people, who))(ASKED, product=gid(product), profile=gid(profile)).data["product"]["fit"]


def test_a_body_in_the_middle_of_a_size_is_told_that_one(people: People, gown: Product) -> None:
    profile = measured(people.dami, profile_of(people.dami), chest_girth=96, waist_girth=80)
    found = fit(people, gown, profile)
    assert (found["recommended"], found["missing"]) == (["M"], [])
    assert [each["size"] for each in found["sizes"]] == ["S", "M", "L"]
    assert found["sizes"][1]["probability"] > 0.9
    assert sum(each["probability"] for each in found["sizes"]) == pytest.approx(1, abs=0.002)
    assert found["points"] == [
        {"term": term, "verdict": "RIGHT", "by": {"value": "0.0", "unit": "CM"}, "room": {"value": "4.0"}}
        for term in ("CHEST_GIRTH", "WAIST_GIRTH")
    ]


def test_a_body_on_the_edge_is_told_both_sizes(people: People, gown: Product) -> None:
    profile = measured(people.dami, profile_of(people.dami), chest_girth=100, waist_girth=84.1)
    assert fit(people, gown, profile)["recommended"] == ["L", "M"]


def test_it_says_where_the_best_size_is_tight_or_loose_and_by_how_much(people: People, gown: Product) -> None:
    profile = measured(people.dami, profile_of(people.dami, unit="INCH"), chest_girth=112, waist_girth=80)
    points = fit(people, gown, profile)["points"]
    assert fit(people, gown, profile)["recommended"][0] == "L"
    assert points == [
        {
            "term": "CHEST_GIRTH",
            "verdict": "TIGHT",
            "by": {"value": "1.57", "unit": "INCH"},
            "room": {"value": "-1.57"},
        },
        {"term": "WAIST_GIRTH", "verdict": "LOOSE", "by": {"value": "1.57", "unit": "INCH"}, "room": {"value": "4.72"}},
    ]


def test_what_nobody_has_measured_is_named(people: People, gown: Product) -> None:
    profile = measured(people.dami, profile_of(people.dami), chest_girth=96)
    assert fit(people, gown, profile)["missing"] == ["WAIST_GIRTH"]
    empty = profile_of(people.dami, "Tolu", "CHILD")
    assert fit(people, gown, empty) == {
        "recommended": [],
        "sizes": [],
        "points": [],
        "missing": ["CHEST_GIRTH", "WAIST_GIRTH"],
    }


def test_nobody_is_advised_on_a_body_that_she_may_not_see(people: People, gown: Product) -> None:
    profile = measured(people.dami, profile_of(people.dami), chest_girth=96, waist_girth=80)
    assert fit(people, gown, profile, "cleo") is None
    assert Wire()(ASKED, product=gid(gown), profile=gid(profile)).data["product"]["fit"] is None
    assert fit(people, gown, profile, "ada") is None
    assert fit(people, gown, lent(profile, people.atelier), "ada")["recommended"] == ["M"]
    for who in (None, people.cleo):
        assert Wire(who)(FITTING, me=gid(profile)).data["products"]["totalCount"] == 0


def test_a_product_without_a_chart_says_nothing(people: People) -> None:
    profile = measured(people.dami, profile_of(people.dami), chest_girth=96)
    assert fit(people, garment(people.atelier).product, profile) is None


def test_the_list_keeps_what_fits(people: People, gown: Product) -> None:
    tiny = garment(people.atelier, "Tiny").product
    follows(tiny, chart_of(people, "Girls", chest_girth=[("60", "66"), ("66", "72")]))
    hips = garment(people.atelier, "Skirt").product
    follows(hips, chart_of(people, "Skirts", hip_girth=[("90", "98")]))
    garment(people.atelier, "Without a chart")
    profile = measured(people.dami, profile_of(people.dami), chest_girth=96, waist_girth=80)
    wire = Wire(people.dami)
    assert wire(FITTING, me=gid(profile)).data["products"] == {"totalCount": 1, "nodes": [{"name": "Gown"}]}
    measured(people.dami, profile, hip_girth=95)
    assert wire(FITTING, me=gid(profile)).data["products"]["totalCount"] == 2
    measured(people.dami, profile, chest_girth=130)
    assert [node["name"] for node in wire(FITTING, me=gid(profile)).data["products"]["nodes"]] == ["Skirt"]
    for none in (gid(gown), "garbage", ""):
        assert wire(FITTING, me=none).data["products"]["totalCount"] == 0


def test_advice_for_many_products_takes_as_few_statements(people: People, gown: Product) -> None:
    profile = measured(people.dami, profile_of(people.dami), chest_girth=96, waist_girth=80)
    listed = f"query($profile: ID!) {{ products {{ nodes {{ {FIT} }} }} }}"
    counts = []
    for number in range(2):
        wire = Wire(people.dami)
        answer = wire(listed, profile=gid(profile))
        assert len(answer.data["products"]["nodes"]) == 1 + number * 3
        counts.append(answer.statements)
        for name in "abc":
            follows(garment(people.atelier, name).product, gown.sizing.chart)
    assert counts[0] == counts[1]


# --- feedback --------------------------------------------------------------------------------------


def bought(people: People, product: Product, size: str = "M", status: str = VendorOrderStatus.DELIVERED) -> OrderLine:
    """Dami has bought a size, and it stands there."""
    order = order_of(people.dami, (product.variants.get(name=size), 1))
    VendorOrder.objects.filter(order=order).update(status=status)
    return OrderLine.objects.get(vendor_order__order=order)


def test_feedback_moves_what_others_are_advised(people: People, gown: Product) -> None:
    profile = measured(people.dami, profile_of(people.dami), chest_girth=99, waist_girth=83)
    assert fit(people, gown, profile)["recommended"] == ["M"]
    for _ in range(5):
        line = bought(people, gown)
        made = said(
            people.dami,
            "fitFeedbackSubmit",
            "fitFeedback { size places { term verdict } } userErrors { code field }",
            orderLineId=gid(line),
            verdict="TIGHT",
            places=[{"term": "WAIST_GIRTH", "verdict": "RIGHT"}],
        )
        assert payload(made)["userErrors"] == []
    assert payload(made)["fitFeedback"] == {
        "size": "M",
        "places": [{"term": "CHEST_GIRTH", "verdict": "TIGHT"}, {"term": "WAIST_GIRTH", "verdict": "RIGHT"}],
    }
    shifts = {each.term: (each.count, each.total_mm) for each in FitShift.objects.all()}
    assert shifts == {"CHEST_GIRTH": (5, -200), "WAIST_GIRTH": (5, 0)}
    assert shift_mm(5, -200) == -20
    shown = "query($id: ID!) { product(id: $id) { fitShifts { term voices runs shift { value unit } } } }"
    for who in (None, people.ada):
        assert Wire(who)(shown, id=gid(gown)).data["product"]["fitShifts"] == [
            {"term": "CHEST_GIRTH", "voices": 5, "runs": "TIGHT", "shift": {"value": "-2.0", "unit": "CM"}},
            {"term": "WAIST_GIRTH", "voices": 5, "runs": "RIGHT", "shift": {"value": "0.0", "unit": "CM"}},
        ]
    assert sorted(fit(people, gown, profile)["recommended"]) == ["L", "M"], "its chest runs small by 2 cm"


def test_feedback_is_given_once_and_safe_to_repeat(people: People, gown: Product) -> None:
    line = bought(people, gown)
    given_ = {"orderLineId": gid(line), "verdict": "LOOSE"}
    for _ in "ab":
        assert faults(said(people.dami, "fitFeedbackSubmit", **given_)) == []
    before = everything()
    otherwise = said(people.dami, "fitFeedbackSubmit", orderLineId=gid(line), verdict="TIGHT")
    assert faults(otherwise) == [("STATUS_CONFLICT", ["orderLineId"])]
    assert everything() == before
    assert (FitFeedback.objects.count(), FitShift.objects.get(term="CHEST_GIRTH").total_mm) == (1, 40)


def test_feedback_is_the_buyers_about_what_arrived(people: People, gown: Product) -> None:
    shipped, arrived = bought(people, gown, status=VendorOrderStatus.SHIPPED), bought(people, gown)
    plain = bought(people, garment(people.atelier).product)
    before = everything()
    given_ = {"verdict": "RIGHT"}
    assert faults(said(people.dami, "fitFeedbackSubmit", orderLineId=gid(shipped), **given_)) == [
        ("NOT_FOUND", ["orderLineId"])
    ]
    for who in (people.ada, people.cleo):
        assert faults(said(who, "fitFeedbackSubmit", orderLineId=gid(arrived), **given_)) == [
            ("NOT_FOUND", ["orderLineId"])
        ]
    assert faults(said(people.dami, "fitFeedbackSubmit", orderLineId=gid(plain), **given_)) == [
        ("INVALID", ["orderLineId"])
    ]
    places = [{"term": "HIP_GIRTH", "verdict": "TIGHT"}]
    assert faults(said(people.dami, "fitFeedbackSubmit", orderLineId=gid(arrived), places=places, **given_)) == [
        ("INVALID", ["verdicts"])
    ]
    assert everything() == before


# --- the rule --------------------------------------------------------------------------------------

BODIES = st.tuples(st.integers(780, 1150), st.integers(620, 1000))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(BODIES, st.integers(-300, 300))
def test_the_list_and_the_advice_say_the_same(people: People, gown: Product, body: tuple[int, int], shift: int) -> None:
    profile = MeasurementProfile.objects.filter(user=people.dami).first() or profile_of(people.dami)
    chest, waist = (value / 10 for value in body)
    measured(people.dami, profile, chest_girth=chest, waist_girth=waist)
    FitShift.objects.update_or_create(sizing=gown.sizing, term="CHEST_GIRTH", defaults={"count": 5, "total_mm": shift})
    listed = Wire(people.dami)(FITTING, me=gid(profile)).data["products"]["totalCount"]
    moved, tolerance = shift / 10, 10
    some = any(
        840 + 80 * at + moved - tolerance <= body[0] <= 920 + 80 * at + moved + tolerance
        and 680 + 80 * at - tolerance <= body[1] <= 760 + 80 * at + tolerance
        for at in range(3)
    )
    assert listed == some
    (advice,) = (each.advice for each in fits_of(acting(people.dami), [(gown.pk, profile.pk)]).values())
    if all(point.verdict == FitVerdict.RIGHT for point in advice.points):
        assert listed == 1


@given(st.integers(500, 1500), st.integers(1, 200), st.integers(-100, 100))
def test_probabilities_add_up_whatever_the_body(value: int, doubt: int, shift: int) -> None:
    sizes = [
        Size(label, {Term.CHEST_GIRTH: Range(800.0 + 80 * at, 880.0 + 80 * at, 40.0)})
        for at, label in enumerate(("S", "M", "L"))
    ]
    body = {Term.CHEST_GIRTH: Body(value, value - doubt, value + doubt)}
    advice = advise(sizes, body, {Term.CHEST_GIRTH: float(shift)})
    assert sum(advice.probabilities.values()) == pytest.approx(1)
    assert 1 <= len(advice.recommended) <= 2
    if value > 1040 + shift:
        assert advice.recommended[0] == "L"
    if value < 800 + shift:
        assert advice.recommended[0] == "S"


def test_a_draft_shows_what_was_learnt_of_it_to_its_shop_alone(people: People, gown: Product) -> None:
    shift = FitShift.objects.create(sizing=gown.sizing, term="CHEST_GIRTH", count=1, total_mm=40)
    Product.objects.update(status="DRAFT")
    asked = "query($id: ID!) { node(id: $id) { ... on FitShift { voices runs shift(unit: INCH) { value } } } }"
    assert Wire(people.ada)(asked, id=gid(shift)).data["node"] == {
        "voices": 1,
        "runs": "LOOSE",
        "shift": {"value": "0.26"},
    }
    for who in (None, people.cleo):
        assert Wire(who)(asked, id=gid(shift)).data["node"] is None
