"""`cartLinesRemove`: lines leave a cart, all or none."""

import pytest

from fashionistar.checkout.models import CartLine
from tests.checkout.shopping import cart_of, everything, faults, order_of, payload
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import LINES_REMOVE, Wire, gid


def test_the_named_lines_go_and_the_others_stay(people: People) -> None:
    cart = cart_of(people.dami, *((garment(people.atelier, name), 1) for name in ("Agbada", "Kaftan", "Buba")))
    first, second, third = cart.lines.all()
    answer = Wire(people.dami)(LINES_REMOVE, input={"cartId": gid(cart), "lineIds": [gid(first), gid(third)]})
    assert faults(answer) == []
    assert [row["id"] for row in payload(answer)["cart"]["lines"]] == [gid(second)]
    assert CartLine.objects.get() == second


def test_naming_a_line_twice_removes_it_once(people: People) -> None:
    cart = cart_of(None, (garment(people.atelier), 1), (garment(people.atelier), 1))
    gone = gid(cart.lines.all()[0])
    assert faults(Wire()(LINES_REMOVE, input={"cartId": gid(cart), "lineIds": [gone, gone]})) == []
    assert CartLine.objects.count() == 1


def test_removing_it_again_says_that_it_is_gone(people: People) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    given = {"cartId": gid(cart), "lineIds": [gid(cart.lines.get())]}
    assert faults(Wire()(LINES_REMOVE, input=given)) == []
    assert faults(Wire()(LINES_REMOVE, input=given)) == [("NOT_FOUND", ["lineIds", "0"])]


@pytest.mark.parametrize("foreign", ["", "nonsense", "another cart's line", "the cart"])
def test_a_line_that_is_not_the_carts_keeps_all_of_them(people: People, foreign: str) -> None:
    agbada = garment(people.atelier)
    cart, other = cart_of(None, (agbada, 1)), cart_of(None, (agbada, 1))
    before = everything()
    known = {"another cart's line": gid(other.lines.get()), "the cart": gid(cart)}
    wanted = [gid(cart.lines.get()), known.get(foreign, foreign)]
    answer = Wire()(LINES_REMOVE, input={"cartId": gid(cart), "lineIds": wanted})
    assert faults(answer) == [("NOT_FOUND", ["lineIds", "1"])]
    assert everything() == before


def test_no_lines_at_all_is_refused(db: None) -> None:
    answer = Wire()(LINES_REMOVE, input={"cartId": gid(cart_of(None)), "lineIds": []})
    assert faults(answer) == [("REQUIRED", ["lineIds"])]


def test_a_completed_cart_keeps_its_lines(people: People) -> None:
    cart = order_of(None, (garment(people.atelier), 1)).cart
    before = everything()
    answer = Wire()(LINES_REMOVE, input={"cartId": gid(cart), "lineIds": [gid(cart.lines.get())]})
    assert faults(answer) == [("CART_COMPLETED", ["cartId"])]
    assert everything() == before
