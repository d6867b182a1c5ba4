"""`cartMadeToMeasureAdd` freezes a body and a choice; nothing changes them afterwards."""

from typing import Any

import pytest
from django.db import IntegrityError, transaction

from fashionistar.checkout.models import Cart, CartLine
from fashionistar.tailoring.models import Specification
from tests.checkout.shopping import cart_of, everything, faults, line, payload
from tests.factories.catalogue import garment
from tests.measurements.measuring import lent, measured, profile_of
from tests.people import People
from tests.tailoring.sewing import ADD, CART, STYLE, add, agbada, body, line_of
from tests.wire.client import LINES_ADD, LINES_REMOVE, LINES_UPDATE, Wire, gid, key


def test_a_line_has_the_body_and_the_choice_as_they_are_now(people: People) -> None:
    made = payload(add(people.dami, agbada(people), body(people.dami), note=" Left-handed ", quantity=2))
    assert (made["userErrors"], made["cart"]["problems"]) == ([], [])
    assert made["cart"]["total"] == {"amount": "140000.00", "currency": "NGN"}
    (found,) = made["cart"]["lines"]
    assert (found["unitPrice"], found["quantity"]) == ({"amount": "70000.00"}, 2)
    specified = found["madeToMeasure"]
    assert specified["measurements"][0].pop("measuredAt")
    chest, waist = specified.pop("measurements")
    assert chest == {
        "term": "CHEST_GIRTH",
        "value": {"value": "100.0", "unit": "CM"},
        "low": {"value": "98.2"},
        "high": {"value": "101.8"},
        "source": "TYPED",
        "modelId": None,
    }
    assert (waist["term"], waist["value"]["value"]) == ("WAIST_GIRTH", "84.0")
    assert specified == {
        "profileName": "Dami",
        "leadTimeDays": 21,
        "dueOn": None,
        "note": "Left-handed",
        "erasedAt": None,
        "surcharge": {"amount": "25000.00", "currency": "NGN"},
        "agreedPrice": None,
        "options": [{"option": "Collar", "choice": "Embroidered", "surcharge": {"amount": "5000.00"}}],
        "fabric": {"name": "Swiss lace", "description": "", "surcharge": {"amount": "20000.00"}},
    }


def test_nothing_that_happens_to_the_profile_changes_it(people: People) -> None:
    profile = body(people.dami)
    specified = line_of(people.dami, agbada(people), profile).specification
    assert specified is not None
    before = Specification.objects.filter(pk=specified.pk).values().get()
    measured(people.dami, profile, chest_girth=120)
    profile.delete()
    assert Specification.objects.filter(pk=specified.pk).values().get() == before
    for change in ({"measurements": []}, {"note": "Other"}, {"surcharge_minor": 0}, {"agreed_price_minor": 1}):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            Specification.objects.filter(pk=specified.pk).update(**change)
    specified.variant.delete()
    assert Specification.objects.get(pk=specified.pk).variant is None


REFUSED: list[tuple[dict[str, Any], list[tuple[str, list[str]]]]] = [
    ({"options": []}, [("REQUIRED", ["options"])]),
    ({"fabric": None}, [("REQUIRED", ["fabric"])]),
    ({"fabric": "Silk"}, [("INVALID", ["fabric"])]),
    ({"fabric": "Aso oke"}, [("VARIANT_UNAVAILABLE", ["fabric"])]),
    ({"options": [{"option": "Collar", "choice": "Square"}]}, [("INVALID", ["options"])]),
    ({"options": [*STYLE["options"], {"option": "Hem", "choice": "Long"}]}, [("INVALID", ["options"])]),
    ({"options": STYLE["options"] * 2}, [("INVALID", ["options"])]),
    ({"quantity": 0}, [("INVALID", ["quantity"])]),
    ({"note": "a" * 501}, [("INVALID", ["note"])]),
    ({"variantId": "UHJvZHVjdDo="}, [("VARIANT_UNAVAILABLE", ["variantId"])]),
]


def test_what_is_not_offered_is_refused(people: People) -> None:
    variant, profile, cart = agbada(people), body(people.dami), cart_of(people.dami)
    wire, before = Wire(people.dami), everything()
    for changes, expected in REFUSED:
        given = {"cartId": gid(cart), "variantId": gid(variant), "profileId": gid(profile)} | STYLE | changes
        assert faults(wire(ADD, i=given, k=key())) == expected
    assert everything() == before


def test_what_nobody_has_measured_is_named(people: People) -> None:
    profile = measured(people.dami, profile_of(people.dami), chest_girth=100)
    variant, cart = agbada(people), cart_of(people.dami)
    before = everything()
    (error,) = payload(add(people.dami, variant, profile, cart=cart))["userErrors"]
    assert (error["code"], error["field"]) == ("REQUIRED", ["profileId"])
    assert error["message"] == "Measure first: Waist (WAIST_GIRTH)."
    assert everything() == before


def test_it_is_for_those_who_are_signed_in_and_may_see_the_body(people: People) -> None:
    variant, profile = agbada(people), body(people.dami)
    hers, guests, dollars = cart_of(people.cleo), cart_of(None), cart_of(people.dami, currency="GHS")
    plain = garment(people.atelier)
    lent(profile, people.atelier)
    before = everything()
    assert add(None, variant, profile, cart=guests)["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert faults(add(people.dami, variant, profile, cart=guests)) == [("INVALID", ["cartId"])]
    assert faults(add(people.cleo, variant, profile, cart=hers)) == [("NOT_FOUND", ["profileId"])]
    assert faults(add(people.dami, variant, profile, cart=hers)) == [("NOT_FOUND", ["cartId"])]
    assert faults(add(people.dami, variant, profile, cart=dollars)) == [("CURRENCY_NOT_SOLD", ["variantId"])]
    assert everything() == before
    assert faults(add(people.dami, plain, profile)) == [("VARIANT_UNAVAILABLE", ["variantId"])]
    assert Specification.objects.count() == 0


def test_each_is_a_line_of_its_own_beside_the_ready_made_one(people: People) -> None:
    variant, profile = agbada(people, sizes=("M",)), body(people.dami)
    cart, wire, k = cart_of(people.dami), Wire(people.dami), key()
    for _ in "ab":
        assert faults(add(people.dami, variant, profile, cart=cart, k=k)) == []
    assert CartLine.objects.count() == 1, "the same key again adds nothing"
    add(people.dami, variant, profile, cart=cart)
    for _ in "ab":
        assert faults(wire(LINES_ADD, input={"cartId": gid(cart), "lines": [line(variant, 2)]})) == []
    kinds = [(found.specification_id is None, found.quantity) for found in CartLine.objects.order_by("pk")]
    assert kinds == [(False, 1), (False, 1), (True, 4)]
    specified = CartLine.objects.filter(specification__isnull=False).first()
    assert specified is not None
    change = {"cartId": gid(cart), "lines": [{"lineId": gid(specified), "quantity": 3}]}
    assert faults(wire(LINES_UPDATE, input=change)) == []
    assert CartLine.objects.get(pk=specified.pk).quantity == 3
    assert Specification.objects.count() == 2, "nothing had changed"
    assert faults(wire(LINES_REMOVE, input={"cartId": gid(cart), "lineIds": [gid(specified)]})) == []
    assert Specification.objects.count() == 1, "what nobody buys is forgotten"


def test_a_guests_cart_flows_into_one_with_it(people: People) -> None:
    variant = agbada(people)
    line_of(people.dami, variant, body(people.dami))
    guests = cart_of(None, (variant, 1))
    merged = Wire(people.dami)(
        f"mutation($i: CartMergeInput!) {{ cartMerge(input: $i) {{ {CART} }} }}", i={"cartId": gid(guests)}
    )
    lines = payload(merged)["cart"]["lines"]
    assert [found["madeToMeasure"] is None for found in lines] == [False, True]
    assert Cart.objects.get(pk=guests.pk).status == "MERGED"
