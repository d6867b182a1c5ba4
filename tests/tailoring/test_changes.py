"""What a shop changes after something was specified: a problem of the cart, accepted by updating the line."""

from dataclasses import replace
from typing import Any

import pytest

from fashionistar.checkout.models import CartLine
from fashionistar.measurements.estimation.terms import Term
from fashionistar.products.models import VariantPrice
from fashionistar.tailoring.models import Specification
from tests.checkout.shopping import faults, order_from, payload
from tests.people import People
from tests.tailoring.sewing import CART, COTTON, LACE, OFFERING, agbada, body, line_of, offered
from tests.wire.client import CHECKOUT, Wire, checkout_input, gid, key

READ = "query($id: ID!) { cart(id: $id) { problems { code lineId } } }"
UPDATE = f"mutation($i: CartLinesUpdateInput!) {{ cartLinesUpdate(input: $i) {{ {CART} }} }}"


@pytest.fixture
def hers(people: People) -> CartLine:
    """An agbada in Dami's cart."""
    return line_of(people.dami, agbada(people), body(people.dami))


def problems(wire: Wire, line: CartLine) -> list[str]:
    """The codes of the cart's problems."""
    found = wire(READ, id=gid(line.cart)).data["cart"]["problems"]
    assert all(problem["lineId"] == gid(line) for problem in found)
    return [problem["code"] for problem in found]


def updated(wire: Wire, line: CartLine) -> dict[str, Any]:
    """The cart after its line was updated with the same quantity."""
    return payload(wire(UPDATE, i={"cartId": gid(line.cart), "lines": [{"lineId": gid(line), "quantity": 1}]}))["cart"]


@pytest.mark.parametrize(
    ("change", "code", "price"),
    [
        ({"fabrics": (COTTON, replace(LACE, surcharges={"NGN": 30_000_00}))}, "PRICE_CHANGED", "80000.00"),
        ({"lead_time_days": 40}, "LEAD_TIME_CHANGED", "70000.00"),
    ],
)
def test_what_it_costs_and_takes_is_accepted_by_updating_the_line(
    people: People, hers: CartLine, change: dict[str, Any], code: str, price: str
) -> None:
    wire = Wire(people.dami)
    assert problems(wire, hers) == []
    offered(hers.variant.product, people.ada, replace(OFFERING, **change))
    assert problems(wire, hers) == [code]
    refused = wire(CHECKOUT, input=checkout_input(gid(hers.cart)), key=key())
    assert faults(refused) == [(code, ["cartId"])]
    before = Specification.objects.get()
    cart = updated(wire, hers)
    assert (cart["problems"], cart["total"]["amount"]) == ([], price)
    assert cart["lines"][0]["madeToMeasure"]["leadTimeDays"] == change.get("lead_time_days", 21)
    after = Specification.objects.get()
    assert (after.pk == before.pk, after.measurements) == (False, before.measurements)
    assert order_from(hers.cart).total_minor == int(price.replace(".", ""))


NO_LONGER: list[tuple[dict[str, Any] | None, str]] = [
    (None, "VARIANT_UNAVAILABLE"),
    ({"fabrics": (COTTON, replace(LACE, available=False))}, "VARIANT_UNAVAILABLE"),
    ({"fabrics": (COTTON,)}, "INVALID"),
    ({"fabrics": (replace(LACE, surcharges={"USD": 1}),)}, "CURRENCY_NOT_SOLD"),
    ({"terms": (*OFFERING.terms, Term.HIP_GIRTH)}, "REQUIRED"),
]


def test_what_is_not_made_so_any_longer_must_be_taken_out(people: People, hers: CartLine) -> None:
    wire = Wire(people.dami)
    for change, code in NO_LONGER:
        offered(hers.variant.product, people.ada, None if change is None else replace(OFFERING, **change))
        assert problems(wire, hers) == [code]
        assert [problem["code"] for problem in updated(wire, hers)["problems"]] == [code]
        assert faults(wire(CHECKOUT, input=checkout_input(gid(hers.cart)), key=key())) == [(code, ["cartId"])]


def test_the_variants_own_price_counts_as_for_every_line(people: People, hers: CartLine) -> None:
    VariantPrice.objects.update(amount_minor=50_000_00)
    wire = Wire(people.dami)
    assert problems(wire, hers) == ["PRICE_CHANGED"]
    cart = updated(wire, hers)
    assert (cart["problems"], cart["lines"][0]["unitPrice"]["amount"]) == ([], "75000.00")
