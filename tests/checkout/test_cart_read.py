"""`cart(id:)`: whose carts can be seen and changed, and what a read costs."""

from uuid import uuid4

import pytest

from fashionistar.checkout.models import Cart
from fashionistar.products.models import ProductStatus
from schema.lib.ids import global_id
from tests.checkout.shopping import cart_of, everything, faults, line
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import CART, LINES_ADD, LINES_REMOVE, LINES_UPDATE, Wire, gid

WHOLE_CART = """query($id: ID!) { cart(id: $id) { id status currency total { amount } problems { code lineId }
  lines { id quantity unitPrice { amount } total { amount }
    variant { sku name stock { available } media { url } values { value option { name } }
      product { name slug media { url } vendor { name } } } } } }"""


def changes(cart: Cart) -> dict[str, dict[str, object]]:
    """One good input of each mutation that changes a cart."""
    row = cart.lines.get()
    return {
        LINES_ADD: {"cartId": gid(cart), "lines": [line(row.variant)]},
        LINES_UPDATE: {"cartId": gid(cart), "lines": [{"lineId": gid(row), "quantity": 2}]},
        LINES_REMOVE: {"cartId": gid(cart), "lineIds": [gid(row)]},
    }


def test_a_guests_cart_is_known_to_whoever_knows_its_id(people: People) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    assert Wire()(CART, id=gid(cart)).data["cart"]["id"] == gid(cart)
    assert Wire(people.cleo)(CART, id=gid(cart)).data["cart"]["id"] == gid(cart)


def test_a_users_cart_is_seen_by_nobody_else(people: People) -> None:
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    assert Wire(people.dami)(CART, id=gid(cart)).data["cart"]["id"] == gid(cart)
    for other in (people.cleo, people.ada, people.bisi, None):
        assert Wire(other)(CART, id=gid(cart)).data == {"cart": None}


@pytest.mark.parametrize("name", ["cleo", "ada", None])
def test_a_users_cart_is_changed_by_nobody_else(people: People, name: str | None) -> None:
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    wire = Wire(getattr(people, name) if name else None)
    before = everything()
    for mutation, given in changes(cart).items():
        assert faults(wire(mutation, input=given)) == [("NOT_FOUND", ["cartId"])]
    assert everything() == before


@pytest.mark.parametrize("given", ["", "nonsense", "Q2FydDpub25zZW5zZQ=="])
def test_an_id_that_is_no_carts_reads_null(db: None, given: str) -> None:
    assert Wire()(CART, id=given).data == {"cart": None}


def test_an_unknown_id_and_one_of_another_type_read_null(people: People) -> None:
    assert Wire()(CART, id=global_id("Cart", uuid4())).data == {"cart": None}
    assert Wire()(CART, id=gid(garment(people.atelier))).data == {"cart": None}


def test_a_cart_stays_readable_when_its_product_is_no_longer_shown(people: People) -> None:
    agbada = garment(people.atelier)
    cart = cart_of(people.dami, (agbada, 1))
    type(agbada.product).objects.update(status=ProductStatus.ARCHIVED)
    read = Wire(people.dami)(WHOLE_CART, id=gid(cart)).data["cart"]
    assert [row["variant"]["product"]["name"] for row in read["lines"]] == ["Agbada"]
    assert [problem["code"] for problem in read["problems"]] == ["VARIANT_UNAVAILABLE"]


def test_a_whole_cart_takes_the_same_statements_for_1_line_and_for_20(people: People) -> None:
    small = cart_of(people.dami, (garment(people.atelier), 1))
    garments = [garment(people.atelier, sizes=("S", "M")) for _ in range(10)]
    variants = [variant for first in garments for variant in first.product.variants.all()]
    large = cart_of(None, *((variant, 1) for variant in variants))
    wire = Wire(people.dami)
    one, twenty = wire(WHOLE_CART, id=gid(small)), wire(WHOLE_CART, id=gid(large))
    assert len(twenty.data["cart"]["lines"]) == 20
    assert (one.statements, twenty.statements) == (3, 3)
