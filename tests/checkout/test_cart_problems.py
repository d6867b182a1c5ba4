"""`cart.problems` tells at any time what stands in the way, and `checkoutComplete` refuses with the same words."""

from collections.abc import Callable

import pytest

from fashionistar.checkout.models import Cart, CartStatus
from fashionistar.inventory.models import StockItem
from fashionistar.products.models import Product, ProductStatus, Variant, VariantPrice
from fashionistar.vendors.models import Vendor
from tests.checkout.shopping import cart_of, everything, faults, order_of, payload
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import CART, CHECKOUT, Wire, checkout_input, gid, key

type Change = Callable[[Variant], object]

CHANGES: dict[str, tuple[Change, str, str]] = {
    "sold out": (
        lambda v: StockItem.objects.filter(variant=v).update(reserved=10),
        "INSUFFICIENT_STOCK",
        "Agbada (M) is sold out.",
    ),
    "too few left": (
        lambda v: StockItem.objects.filter(variant=v).update(on_hand=1),
        "INSUFFICIENT_STOCK",
        "Only 1 of Agbada (M) are left.",
    ),
    "never had stock": (
        lambda v: StockItem.objects.filter(variant=v).delete(),
        "INSUFFICIENT_STOCK",
        "Agbada (M) is sold out.",
    ),
    "dearer": (
        lambda v: VariantPrice.objects.filter(variant=v).update(amount_minor=50_000_00),
        "PRICE_CHANGED",
        "Agbada (M) now costs 50000.00 NGN. Accept by updating the line.",
    ),
    "cheaper": (
        lambda v: VariantPrice.objects.filter(variant=v).update(amount_minor=40_000_00),
        "PRICE_CHANGED",
        "Agbada (M) now costs 40000.00 NGN. Accept by updating the line.",
    ),
    "no price in the currency": (
        lambda v: VariantPrice.objects.filter(variant=v).delete(),
        "CURRENCY_NOT_SOLD",
        "Ada's Atelier does not sell Agbada (M) in NGN.",
    ),
    "the shop gave the currency up": (
        lambda v: Vendor.objects.filter(slug="adas-atelier").update(currency="USD", currencies=["USD"]),
        "CURRENCY_NOT_SOLD",
        "Ada's Atelier does not sell Agbada (M) in NGN.",
    ),
    "archived": (
        lambda v: Product.objects.filter(variants=v).update(status=ProductStatus.ARCHIVED),
        "VARIANT_UNAVAILABLE",
        "Agbada (M) is no longer sold.",
    ),
    "a draft again": (
        lambda v: Product.objects.filter(variants=v).update(status=ProductStatus.DRAFT),
        "VARIANT_UNAVAILABLE",
        "Agbada (M) is no longer sold.",
    ),
}


@pytest.mark.parametrize("name", CHANGES)
def test_what_happens_to_one_line_is_a_problem_of_the_cart_and_stops_the_checkout(people: People, name: str) -> None:
    change, code, message = CHANGES[name]
    agbada = garment(people.atelier)
    kanga = garment(people.boutique, "Kanga", prices={"NGN": 20_000_00})
    cart = cart_of(people.dami, (kanga, 1), (agbada, 2))
    dami = Wire(people.dami)
    assert dami(CART, id=gid(cart)).data["cart"]["problems"] == []
    change(agbada)
    (problem,) = dami(CART, id=gid(cart)).data["cart"]["problems"]
    line_id = gid(cart.lines.get(variant=agbada))
    assert problem == {"code": code, "message": message, "lineId": line_id}
    before = everything()
    answer = dami(CHECKOUT, input=checkout_input(gid(cart)), key=key())
    assert faults(answer) == [(code, ["cartId"])]
    assert payload(answer)["userErrors"][0]["message"] == message
    assert (payload(answer)["order"], payload(answer)["payment"]) == (None, None)
    assert everything() == before


def test_an_empty_cart_cannot_be_completed(people: People) -> None:
    cart = cart_of(people.dami)
    before = everything()
    answer = Wire(people.dami)(CHECKOUT, input=checkout_input(gid(cart)), key=key())
    assert faults(answer) == [("CART_EMPTY", ["cartId"])]
    assert everything() == before


def test_each_line_tells_its_own_problem_in_order(people: People) -> None:
    variants = [garment(people.atelier, name) for name in ("Agbada", "Kaftan", "Buba")]
    cart = cart_of(None, *((variant, 2) for variant in variants))
    CHANGES["dearer"][0](variants[0])
    CHANGES["sold out"][0](variants[2])
    rows = cart.lines.all()
    problems = Wire()(CART, id=gid(cart)).data["cart"]["problems"]
    assert [(problem["code"], problem["lineId"]) for problem in problems] == [
        ("PRICE_CHANGED", gid(rows[0])),
        ("INSUFFICIENT_STOCK", gid(rows[2])),
    ]
    answer = Wire()(CHECKOUT, input=checkout_input(gid(cart)), key=key())
    assert faults(answer) == [("PRICE_CHANGED", ["cartId"]), ("INSUFFICIENT_STOCK", ["cartId"])]


def test_problems_go_when_their_cause_goes(people: People) -> None:
    agbada = garment(people.atelier, stock=0)
    cart = cart_of(None, (agbada, 1))
    assert [p["code"] for p in Wire()(CART, id=gid(cart)).data["cart"]["problems"]] == ["INSUFFICIENT_STOCK"]
    StockItem.objects.update(on_hand=1)
    assert Wire()(CART, id=gid(cart)).data["cart"]["problems"] == []


def test_a_completed_cart_says_so_and_another_key_does_not_order_twice(people: People) -> None:
    cart = order_of(people.dami, (garment(people.atelier), 1)).cart
    dami = Wire(people.dami)
    read = dami(CART, id=gid(cart)).data["cart"]
    assert (read["status"], [problem["code"] for problem in read["problems"]]) == ("COMPLETED", ["CART_COMPLETED"])
    before = everything()
    answer = dami(CHECKOUT, input=checkout_input(gid(cart)), key=key())
    assert faults(answer) == [("CART_COMPLETED", ["cartId"])]
    assert everything() == before


def test_a_merged_cart_says_so_and_cannot_be_completed(people: People) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    Cart.objects.update(status=CartStatus.MERGED)
    assert [p["code"] for p in Wire()(CART, id=gid(cart)).data["cart"]["problems"]] == ["CART_MERGED"]
    before = everything()
    answer = Wire()(CHECKOUT, input=checkout_input(gid(cart)), key=key())
    assert faults(answer) == [("CART_MERGED", ["cartId"])]
    assert everything() == before
