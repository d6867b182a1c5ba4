"""`cartLinesUpdate`: new quantities, all lines or none; present prices are accepted with them."""

import pytest

from fashionistar.checkout.models import CartLine
from tests.checkout.shopping import cart_of, everything, faults, order_of, payload
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import CART, LINES_UPDATE, Wire, gid


def change(line: CartLine, quantity: int) -> dict[str, object]:
    """A change as the wire takes it."""
    return {"lineId": gid(line), "quantity": quantity}


def test_quantities_are_set(people: People) -> None:
    cart = cart_of(people.dami, (garment(people.atelier), 1), (garment(people.atelier), 5))
    first, second = cart.lines.all()
    changes = [change(first, 3), change(second, 999)]
    answer = Wire(people.dami)(LINES_UPDATE, input={"cartId": gid(cart), "lines": changes})
    assert faults(answer) == []
    assert [row["quantity"] for row in payload(answer)["cart"]["lines"]] == [3, 999]
    assert list(cart.lines.values_list("quantity", flat=True)) == [3, 999]


def test_a_changed_price_is_a_problem_until_the_line_is_updated(people: People) -> None:
    agbada, kaftan = garment(people.atelier), garment(people.atelier, "Kaftan")
    cart = cart_of(None, (agbada, 1), (kaftan, 1))
    for variant in (agbada, kaftan):
        variant.prices.update(amount_minor=50_000_00)
    mine, other = cart.lines.all()
    answer = Wire()(LINES_UPDATE, input={"cartId": gid(cart), "lines": [change(mine, 1)]})
    assert [(p["code"], p["lineId"]) for p in payload(answer)["cart"]["problems"]] == [("PRICE_CHANGED", gid(other))]
    Wire()(LINES_UPDATE, input={"cartId": gid(cart), "lines": [change(other, 1)]})
    assert Wire()(CART, id=gid(cart)).data["cart"]["problems"] == []


@pytest.mark.parametrize("quantity", [-1, 0, 1000])
def test_a_bad_quantity_refuses_the_good_one_with_it(people: People, quantity: int) -> None:
    cart = cart_of(None, (garment(people.atelier), 1), (garment(people.atelier), 1))
    first, second = cart.lines.all()
    before = everything()
    changes = [change(first, 2), change(second, quantity)]
    answer = Wire()(LINES_UPDATE, input={"cartId": gid(cart), "lines": changes})
    assert faults(answer) == [("INVALID", ["lines", "1", "quantity"])]
    assert everything() == before


def test_no_lines_at_all_is_refused(people: People) -> None:
    answer = Wire()(LINES_UPDATE, input={"cartId": gid(cart_of(None)), "lines": []})
    assert faults(answer) == [("REQUIRED", ["lines"])]


def test_a_line_of_another_cart_is_not_found_and_nothing_changes(people: People) -> None:
    agbada = garment(people.atelier)
    cart, other = cart_of(None, (agbada, 1)), cart_of(None, (agbada, 1))
    before = everything()
    changes = [change(cart.lines.get(), 2), change(other.lines.get(), 2)]
    answer = Wire()(LINES_UPDATE, input={"cartId": gid(cart), "lines": changes})
    assert faults(answer) == [("NOT_FOUND", ["lines", "1", "lineId"])]
    assert everything() == before


@pytest.mark.parametrize("given", ["", "nonsense", "Q2FydDowMTk="])
def test_a_malformed_line_id_is_not_found(people: People, given: str) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    changes = [{"lineId": given, "quantity": 2}]
    answer = Wire()(LINES_UPDATE, input={"cartId": gid(cart), "lines": changes})
    assert faults(answer) == [("NOT_FOUND", ["lines", "0", "lineId"])]


def test_a_completed_cart_refuses_changes(people: People) -> None:
    cart = order_of(None, (garment(people.atelier), 1)).cart
    before = everything()
    answer = Wire()(LINES_UPDATE, input={"cartId": gid(cart), "lines": [change(cart.lines.get(), 2)]})
    assert faults(answer) == [("CART_COMPLETED", ["cartId"])]
    assert everything() == before
