"""`cartLinesAdd`: variants go into a cart, all lines or none."""

import pytest

from fashionistar.checkout.models import CartLine
from fashionistar.products.models import ProductStatus
from tests.checkout.shopping import cart_of, everything, faults, line, order_of, payload, refusals
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import LINES_ADD, Wire, gid


def quantities() -> dict[str, int]:
    """Quantity by SKU of all cart lines."""
    return dict(CartLine.objects.values_list("variant__sku", "quantity"))


def test_lines_are_added_and_add_up_within_one_request_and_over_two(people: People) -> None:
    agbada, kaftan = garment(people.atelier), garment(people.atelier, "Kaftan")
    cart = cart_of(None)
    for _ in range(2):
        answer = Wire()(LINES_ADD, input={"cartId": gid(cart), "lines": [line(agbada, 2), line(kaftan), line(agbada)]})
        assert faults(answer) == []
    assert quantities() == {agbada.sku: 6, kaftan.sku: 2}
    assert payload(answer)["cart"]["total"] == {"amount": "360000.00", "currency": "NGN"}


def test_the_quantity_is_one_unless_given(people: People) -> None:
    agbada, cart = garment(people.atelier), cart_of(None)
    Wire()(LINES_ADD, input={"cartId": gid(cart), "lines": [{"variantId": gid(agbada)}]})
    assert quantities() == {agbada.sku: 1}


@pytest.mark.parametrize("quantity", [1, 999])
def test_quantities_from_1_to_999_are_taken(people: People, quantity: int) -> None:
    agbada, cart = garment(people.atelier, stock=2000), cart_of(None)
    assert faults(Wire()(LINES_ADD, input={"cartId": gid(cart), "lines": [line(agbada, quantity)]})) == []
    assert quantities() == {agbada.sku: quantity}


@pytest.mark.parametrize("quantity", [-(2**31), -1, 0, 1000, 2**31 - 1])
def test_other_quantities_are_refused_and_the_good_line_with_them(people: People, quantity: int) -> None:
    agbada, kaftan, cart = garment(people.atelier), garment(people.atelier, "Kaftan"), cart_of(None)
    before = everything()
    answer = Wire()(LINES_ADD, input={"cartId": gid(cart), "lines": [line(agbada), line(kaftan, quantity)]})
    assert faults(answer) == [("INVALID", ["lines", "1", "quantity"])]
    assert everything() == before


def test_a_quantity_that_grows_past_999_is_refused_at_the_line_that_did_it(people: People) -> None:
    agbada = garment(people.atelier, stock=2000)
    cart = cart_of(None, (agbada, 998))
    before = everything()
    answer = Wire()(LINES_ADD, input={"cartId": gid(cart), "lines": [line(agbada), line(agbada)]})
    assert faults(answer) == [("INVALID", ["lines", "1", "quantity"])]
    assert everything() == before


def test_a_quantity_that_is_no_int_never_reaches_the_cart(people: People) -> None:
    agbada, cart = garment(people.atelier), cart_of(None)
    answer = Wire()(LINES_ADD, input={"cartId": gid(cart), "lines": [{"variantId": gid(agbada), "quantity": 1.5}]})
    assert refusals(answer) == ["INVALID"]
    assert quantities() == {}


def test_no_lines_at_all_is_refused(people: People) -> None:
    answer = Wire()(LINES_ADD, input={"cartId": gid(cart_of(None)), "lines": []})
    assert faults(answer) == [("REQUIRED", ["lines"])]


def test_each_bad_variant_gets_its_own_error(people: People) -> None:
    agbada, draft = garment(people.atelier), garment(people.atelier, status=ProductStatus.DRAFT)
    foreign = garment(people.boutique, prices={"KES": 2_500_00})
    cart = cart_of(None)
    before = everything()
    wanted = [line(agbada), line(draft), line(foreign), {"variantId": "not an id"}, {"variantId": gid(cart)}]
    answer = Wire()(LINES_ADD, input={"cartId": gid(cart), "lines": wanted})
    assert faults(answer) == [
        ("VARIANT_UNAVAILABLE", ["lines", "1", "variantId"]),
        ("CURRENCY_NOT_SOLD", ["lines", "2", "variantId"]),
        ("VARIANT_UNAVAILABLE", ["lines", "3", "variantId"]),
        ("VARIANT_UNAVAILABLE", ["lines", "4", "variantId"]),
    ]
    assert everything() == before


def test_a_cart_takes_100_lines_and_not_101(people: People) -> None:
    sizes = tuple(f"S{n}" for n in range(101))
    variants = list(garment(people.atelier, sizes=sizes).product.variants.all())
    cart = cart_of(None, *((variant, 1) for variant in variants[:99]))
    before = everything()
    wire = Wire()
    both = {"cartId": gid(cart), "lines": [line(variant) for variant in variants[99:]]}
    assert faults(wire(LINES_ADD, input=both)) == [("CART_FULL", ["lines"])]
    assert everything() == before
    assert faults(wire(LINES_ADD, input={"cartId": gid(cart), "lines": [line(variants[99])]})) == []
    assert faults(wire(LINES_ADD, input={"cartId": gid(cart), "lines": [line(variants[0])]})) == []
    assert CartLine.objects.count() == 100


def test_adding_again_accepts_the_present_price(people: People) -> None:
    agbada = garment(people.atelier, prices={"NGN": 45_000_00})
    cart = cart_of(None, (agbada, 1))
    agbada.prices.update(amount_minor=50_000_00)
    answer = Wire()(LINES_ADD, input={"cartId": gid(cart), "lines": [line(agbada)]})
    assert payload(answer)["cart"]["problems"] == []
    assert CartLine.objects.get().seen_price_minor == 50_000_00


@pytest.mark.parametrize("given", ["", "nonsense", "Q2FydDpub25zZW5zZQ==", "Q2FydA=="])
def test_a_malformed_cart_id_is_not_found(people: People, given: str) -> None:
    agbada = garment(people.atelier)
    before = everything()
    assert faults(Wire()(LINES_ADD, input={"cartId": given, "lines": [line(agbada)]})) == [("NOT_FOUND", ["cartId"])]
    assert everything() == before


def test_an_id_of_another_type_is_not_a_carts(people: People) -> None:
    agbada = garment(people.atelier)
    answer = Wire()(LINES_ADD, input={"cartId": gid(agbada), "lines": [line(agbada)]})
    assert faults(answer) == [("NOT_FOUND", ["cartId"])]


def test_a_completed_cart_refuses_more(people: People) -> None:
    agbada = garment(people.atelier)
    cart = order_of(people.dami, (agbada, 1)).cart
    before = everything()
    answer = Wire(people.dami)(LINES_ADD, input={"cartId": gid(cart), "lines": [line(agbada)]})
    assert faults(answer) == [("CART_COMPLETED", ["cartId"])]
    assert everything() == before
