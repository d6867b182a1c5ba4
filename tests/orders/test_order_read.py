"""`order(id:)` and `me { orders }`: who sees which order, and what a read costs."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.orders.models import Order
from fashionistar.products.models import Product, ProductStatus, Variant
from schema.lib.ids import global_id
from tests.checkout.shopping import order_of
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import Wire, gid

ORDER = "query($id: ID!) { order(id: $id) { id number } }"
WHOLE = """query($id: ID!) { order(id: $id) { number status email placedAt paidAt total { amount currency }
  payment { reference status message paidAt authorizationUrl amount { amount } }
  shippingAddress { name phone line1 line2 city region postalCode country }
  vendorOrders { number status placedAt trackingNumber shippedAt deliveredAt total { amount } vendor { name slug }
    shippingAddress { city }
    lines { sku productName variantName quantity unitPrice { amount } total { amount }
      variant { sku media { url } product { slug media { url } } } } } } }"""
MINE = """query($first: Int) { me { name orders(first: $first) { totalCount
  nodes { number status total { amount } payment { status }
    vendorOrders { status vendor { name } lines { sku } } } } } }"""


def test_an_order_is_seen_by_its_owner_and_by_platform_staff_alone(people: People) -> None:
    order = order_of(people.dami, (garment(people.atelier), 1))
    operator = User.objects.create_user(email="ops@example.com", is_staff=True, is_superuser=True)
    for user in (people.dami, operator):
        assert Wire(user)(ORDER, id=gid(order)).data["order"] == {"id": gid(order), "number": f"FS-{order.number:06d}"}
    for other in (people.cleo, people.ada, people.bisi, None):
        assert Wire(other)(ORDER, id=gid(order)).data == {"order": None}


def test_a_guests_order_is_known_to_whoever_knows_its_id(people: People) -> None:
    order = order_of(None, (garment(people.atelier), 1))
    for user in (None, people.cleo):
        assert Wire(user)(ORDER, id=gid(order)).data["order"]["id"] == gid(order)


@pytest.mark.parametrize(
    "given",
    ["", "nonsense", global_id("Order", uuid4()), global_id("Cart", uuid4())],
    ids=["empty", "nonsense", "unknown", "of another type"],
)
def test_an_id_that_is_no_orders_reads_null(db: None, given: str) -> None:
    assert Wire()(ORDER, id=given).data == {"order": None}


def test_an_order_stays_readable_when_its_products_are_gone(people: People) -> None:
    kept, dropped = garment(people.atelier), garment(people.atelier, "Kaftan")
    order = order_of(people.dami, (kept, 1), (dropped, 1))
    Product.objects.update(status=ProductStatus.ARCHIVED)
    order.vendor_orders.get().lines.filter(variant=dropped).update(variant=None)
    (part,) = Wire(people.dami)(WHOLE, id=gid(order)).data["order"]["vendorOrders"]
    assert [(row["productName"], row["variant"] and row["variant"]["product"]["slug"]) for row in part["lines"]] == [
        ("Agbada", kept.product.slug),
        ("Kaftan", None),
    ]


def test_a_whole_order_takes_the_same_statements_for_1_line_and_for_20(people: People) -> None:
    small = order_of(people.dami, (garment(people.atelier), 1))
    variants: list[Variant] = []
    for n in range(10):
        shop = people.atelier if n % 2 else people.boutique
        variants += garment(shop, sizes=("S", "M"), prices={"NGN": 45_000_00}).product.variants.all()
    large = order_of(people.dami, *((variant, 1) for variant in variants))
    dami = Wire(people.dami)
    one, twenty = dami(WHOLE, id=gid(small)), dami(WHOLE, id=gid(large))
    assert [len(part["lines"]) for part in twenty.data["order"]["vendorOrders"]] == [10, 10]
    assert (one.statements, twenty.statements) == (2, 2)


def test_her_orders_come_newest_first_and_only_hers(people: People) -> None:
    agbada = garment(people.atelier)
    orders = [order_of(people.dami, (agbada, 1)) for _ in range(3)]
    for days, order in zip((2, 0, 1), orders, strict=True):
        Order.objects.filter(pk=order.pk).update(placed_at=timezone.now() - timedelta(days=days))
    order_of(people.cleo, (agbada, 1))
    order_of(None, (agbada, 1))
    found = Wire(people.dami)(MINE).data["me"]["orders"]
    assert found["totalCount"] == 3
    assert [node["number"] for node in found["nodes"]] == [f"FS-{orders[n].number:06d}" for n in (1, 2, 0)]


def test_two_pages_of_her_orders_under_two_aliases_do_not_mix(people: People) -> None:
    orders = [order_of(people.dami, (garment(people.atelier), 1)) for _ in range(3)]
    newest = [f"FS-{order.number:06d}" for order in reversed(orders)]
    answer = Wire(people.dami)(
        "{ me { a: orders(first: 1) { nodes { number } } b: orders(first: 2) { nodes { number } } } }"
    )
    assert [node["number"] for node in answer.data["me"]["a"]["nodes"]] == newest[:1]
    assert [node["number"] for node in answer.data["me"]["b"]["nodes"]] == newest[:2]


def test_her_orders_take_the_same_statements_for_1_and_for_10(people: People) -> None:
    agbada, kanga = garment(people.atelier, stock=99), garment(people.boutique, prices={"NGN": 1_00}, stock=99)
    for _ in range(10):
        order_of(people.dami, (agbada, 1), (kanga, 1))
    dami = Wire(people.dami)
    one, ten = dami(MINE, first=1), dami(MINE, first=10)
    assert (len(one.data["me"]["orders"]["nodes"]), len(ten.data["me"]["orders"]["nodes"])) == (1, 10)
    assert (one.statements, ten.statements) == (2, 2)
