"""`cartCreate`: a cart in one currency, perhaps with lines."""

import pytest

from fashionistar.checkout.models import Cart, CartLine
from tests.checkout.shopping import cart_of, everything, faults, line, payload, refusals
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import CART_CREATE, Wire, gid


def test_a_guests_cart_starts_empty_and_says_so(db: None) -> None:
    made = payload(Wire()(CART_CREATE, input={"currency": "NGN"}))
    cart = Cart.objects.get()
    assert made == {
        "cart": {
            "id": gid(cart),
            "status": "OPEN",
            "currency": "NGN",
            "total": {"amount": "0.00", "currency": "NGN"},
            "lines": [],
            "problems": [{"code": "CART_EMPTY", "message": "The cart is empty.", "lineId": None}],
        },
        "userErrors": [],
    }
    assert cart.user_id is None


def test_a_cart_may_start_with_lines_of_two_vendors(people: People) -> None:
    agbada = garment(people.atelier, prices={"NGN": 45_000_00})
    kanga = garment(people.boutique, "Kanga", prices={"KES": 2_500_00, "NGN": 20_000_50})
    made = payload(Wire(people.dami)(CART_CREATE, input={"currency": "NGN", "lines": [line(agbada, 2), line(kanga)]}))
    assert made["userErrors"] == []
    assert made["cart"]["total"] == {"amount": "110000.50", "currency": "NGN"}
    assert made["cart"]["problems"] == []
    assert [(row["quantity"], row["unitPrice"], row["variant"]["sku"]) for row in made["cart"]["lines"]] == [
        (2, {"amount": "45000.00"}, agbada.sku),
        (1, {"amount": "20000.50"}, kanga.sku),
    ]
    assert Cart.objects.get().user_id == people.dami.pk


def test_a_guest_gets_a_new_cart_each_time(db: None) -> None:
    first, second = (payload(Wire()(CART_CREATE, input={"currency": "NGN"}))["cart"]["id"] for _ in "ab")
    assert first != second
    assert Cart.objects.count() == 2


def test_a_users_open_cart_in_the_currency_is_used_again_and_filled(people: People) -> None:
    agbada = garment(people.atelier)
    mine = cart_of(people.dami, (agbada, 1))
    made = payload(Wire(people.dami)(CART_CREATE, input={"currency": "NGN", "lines": [line(agbada, 2)]}))
    assert made["cart"]["id"] == gid(mine)
    assert [row["quantity"] for row in made["cart"]["lines"]] == [3]
    assert (Cart.objects.count(), CartLine.objects.count()) == (1, 1)


def test_currencies_are_kept_apart(people: People) -> None:
    wire, agbada = Wire(people.dami), garment(people.atelier, prices={"NGN": 45_000_00, "USD": 40_00})
    naira, dollars = (
        payload(wire(CART_CREATE, input={"currency": currency, "lines": [line(agbada)]}))["cart"]
        for currency in ("NGN", "USD")
    )
    assert naira["id"] != dollars["id"]
    assert naira["total"] == {"amount": "45000.00", "currency": "NGN"}
    assert dollars["total"] == {"amount": "40.00", "currency": "USD"}


def test_the_users_carts_wait_for_her_on_every_device(people: People) -> None:
    agbada = garment(people.atelier, prices={"NGN": 45_000_00, "USD": 40_00})
    carts = [cart_of(people.dami, (agbada, 1), currency=currency) for currency in ("NGN", "USD")]
    cart_of(people.cleo, (agbada, 1))
    cart_of(None, (agbada, 1))
    answer = Wire(people.dami)("{ me { carts { id currency } } }")
    assert answer.data["me"]["carts"] == [{"id": gid(cart), "currency": cart.currency} for cart in carts]


@pytest.mark.parametrize("quantity", [0, -1, 1000])
def test_a_refused_line_leaves_no_cart_behind(people: People, quantity: int) -> None:
    good, other, wire = garment(people.atelier), garment(people.atelier), Wire(people.dami)
    before = everything()
    answer = wire(CART_CREATE, input={"currency": "NGN", "lines": [line(good), line(other, quantity)]})
    assert faults(answer) == [("INVALID", ["lines", "1", "quantity"])]
    assert payload(answer)["cart"] is None
    assert everything() == before


def test_a_currency_that_the_shop_does_not_sell_in_is_named_and_nothing_is_made(people: People) -> None:
    agbada = garment(people.atelier, prices={"NGN": 45_000_00, "KES": 3_900_00})
    before = everything()
    answer = Wire()(CART_CREATE, input={"currency": "KES", "lines": [line(agbada)]})
    assert faults(answer) == [("CURRENCY_NOT_SOLD", ["lines", "0", "variantId"])]
    message = payload(answer)["userErrors"][0]["message"]
    assert message == "Ada's Atelier does not sell Agbada in KES, only in NGN, GHS, USD."
    assert everything() == before


def test_a_currency_that_the_platform_does_not_trade_in_is_refused_by_the_schema(db: None) -> None:
    answer = Wire()(CART_CREATE, input={"currency": "EUR"})
    assert refusals(answer) == ["INVALID"]
    assert "'EUR' does not exist in 'CurrencyCode' enum" in answer["errors"][0]["message"]
    assert Cart.objects.count() == 0
