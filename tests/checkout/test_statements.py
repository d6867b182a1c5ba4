"""What a purchase costs: at most 3 requests and 60 SQL statements, counted exactly."""

import pytest

from fashionistar.orders.models import Order
from fashionistar.products.models import Variant
from tests.checkout.shopping import line, payload
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import CART_CREATE, CHECKOUT, Wire, checkout_input, key

VERIFY = """mutation($input: PaymentVerifyInput!) { paymentVerify(input: $input) {
  payment { status amount { amount currency } } userErrors { code } } }"""


def two_vendors(people: People, lines: int) -> list[Variant]:
    """So many variants, half of them Ada's and half Cleo's."""
    shops = (people.atelier, people.boutique)
    return [garment(shops[n % 2], f"Garment {n}", prices={"NGN": 45_000_00}) for n in range(lines)]


@pytest.mark.parametrize("lines", [2, 20])
def test_a_guests_purchase_takes_three_requests_and_as_many_statements_for_2_lines_as_for_20(
    people: People, paystack: PaystackEmulator, lines: int
) -> None:
    wanted = [line(variant, 2) for variant in two_vendors(people, lines)]
    guest = Wire()
    created = guest(CART_CREATE, input={"currency": "NGN", "lines": wanted})
    cart_id = payload(created)["cart"]["id"]
    placed = guest(CHECKOUT, input=checkout_input(cart_id), key=key())
    reference = payload(placed)["payment"]["reference"]
    assert paystack.pay(reference) == "success"
    verified = guest(VERIFY, input={"reference": reference})
    assert payload(verified)["payment"]["status"] == "SUCCEEDED"
    assert Order.objects.get().total_minor == lines * 2 * 45_000_00
    assert (created.statements, placed.statements, verified.statements) == (8, 24, 7)


def test_a_signed_in_purchase_looks_for_her_and_for_her_open_cart_besides_and_holds_her(
    people: People, paystack: PaystackEmulator
) -> None:
    wanted = [line(variant) for variant in two_vendors(people, 2)]
    dami = Wire(people.dami)
    created = dami(CART_CREATE, input={"currency": "NGN", "lines": wanted})
    placed = dami(CHECKOUT, input=checkout_input(payload(created)["cart"]["id"]), key=key())
    reference = payload(placed)["payment"]["reference"]
    paystack.pay(reference)
    verified = dami(VERIFY, input={"reference": reference})
    assert (created.statements, placed.statements, verified.statements) == (10, 26, 8)


def test_a_retry_of_a_checkout_takes_6_statements(people: People, paystack: PaystackEmulator) -> None:
    wanted = [line(variant) for variant in two_vendors(people, 2)]
    guest = Wire()
    created = guest(CART_CREATE, input={"currency": "NGN", "lines": wanted})
    given = {"input": checkout_input(payload(created)["cart"]["id"]), "key": key()}
    guest(CHECKOUT, **given)
    assert guest(CHECKOUT, **given).statements == 6
