"""`node(id:)`: any row by its global id, under the same scope as everywhere else."""

from base64 import b64encode
from uuid import UUID

import pytest

from fashionistar.kernel.models import Record
from fashionistar.products.models import Collection, ProductStatus, Variant
from fashionistar.vendors.models import VendorMember
from schema.lib.ids import global_id
from tests.checkout.shopping import cart_of, order_of
from tests.factories.catalogue import brand, garment
from tests.people import People
from tests.wire.client import Wire, gid

NODE = "query($id: ID!) { node(id: $id) { __typename id } }"


def node_of(wire: Wire, row_or_id: Record | str) -> dict[str, str] | None:
    """What `node` answers."""
    given = row_or_id if isinstance(row_or_id, str) else gid(row_or_id)
    found: dict[str, str] | None = wire(NODE, id=given).data["node"]
    return found


def stock_id(variant: Variant) -> str:
    """Stock goes by another name on the wire than in the database."""
    return global_id("Stock", variant.stock.pk)


def public_rows(variant: Variant) -> list[Record]:
    """The rows that hang on a product."""
    product = variant.product
    option = product.options.get()
    return [product, variant, product.media.get(), option, option.values.get()]


def private_rows(people: People) -> list[Record]:
    """Dami's cart, order, payment and all below them."""
    agbada = garment(people.atelier)
    order = order_of(people.dami, (agbada, 1))
    cart = cart_of(people.dami, (agbada, 1))
    part = order.vendor_orders.get()
    return [people.dami, cart, cart.lines.get(), order, part, part.lines.get(), order.payment]


def test_every_row_of_the_catalogue_is_found_by_anybody(people: People) -> None:
    variant = garment(people.atelier, brand=brand())
    spring = Collection.objects.create(slug="spring", name="Spring")
    for row in (*public_rows(variant), people.atelier, variant.product.category, brand(), spring):
        assert node_of(Wire(), row) == {"__typename": type(row).__name__, "id": gid(row)}
    assert node_of(Wire(), stock_id(variant)) == {"__typename": "Stock", "id": stock_id(variant)}


def test_what_hangs_on_a_draft_is_found_by_the_shops_members_alone(people: People) -> None:
    variant = garment(people.atelier, status=ProductStatus.DRAFT)
    given = [*map(gid, public_rows(variant)), stock_id(variant)]
    for user in (None, people.dami, people.cleo):
        assert [node_of(Wire(user), found) for found in given] == [None] * 6
    for user in (people.ada, people.bisi):
        assert [node_of(Wire(user), found)["id"] for found in given] == given


def test_her_own_rows_are_found_by_their_owner_and_by_no_stranger(people: People) -> None:
    rows = private_rows(people)
    dami = Wire(people.dami)
    assert [node_of(dami, row) for row in rows] == [{"__typename": type(row).__name__, "id": gid(row)} for row in rows]
    for user in (people.cleo, None):
        assert [node_of(Wire(user), row) for row in rows] == [None] * len(rows)


def test_the_shop_finds_its_part_once_paid_and_nothing_else_of_the_order(people: People) -> None:
    *_, order, part, line, payment = private_rows(people)
    ada = Wire(people.ada)
    assert [node_of(ada, row) for row in (order, part, line, payment)] == [None] * 4
    type(part).objects.update(status="PAID")
    assert [bool(node_of(ada, row)) for row in (order, part, line, payment)] == [False, True, True, False]


def test_a_guests_rows_are_found_by_whoever_knows_their_ids(people: People) -> None:
    agbada = garment(people.atelier)
    order, cart = order_of(None, (agbada, 1)), cart_of(None, (agbada, 1))
    part = order.vendor_orders.get()
    for row in (cart, cart.lines.get(), order, part, part.lines.get(), order.payment):
        assert node_of(Wire(), row) == {"__typename": type(row).__name__, "id": gid(row)}


def test_a_membership_is_found_within_the_shop(people: People) -> None:
    hers = VendorMember.objects.get(user=people.bisi)
    assert [bool(node_of(Wire(user), hers)) for user in (people.bisi, people.ada, people.cleo, people.dami, None)] == [
        True,
        True,
        False,
        False,
        False,
    ]


@pytest.mark.parametrize(
    "given",
    [
        "",
        "nonsense",
        "é",
        b64encode(b"Product").decode(),
        b64encode(b"Product:nonsense").decode(),
        b64encode(b"Product:").decode(),
        b64encode(b"\xff\xfe:x").decode(),
        *(
            global_id(name, UUID(int=7))
            for name in ("Product", "Cart", "Order", "Payment", "CartLine", "OrderLine", "Stock")
        ),
        *(global_id(name, UUID(int=7)) for name in ("Money", "Query", "Node", "Nothing", "ProductFilter", "ErrorCode")),
    ],
)
def test_an_id_that_is_no_rows_is_null(db: None, given: str) -> None:
    assert node_of(Wire(), given) is None
