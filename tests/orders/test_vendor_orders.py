"""`vendorOrders`: the paid parts that are the member's shop's to make and ship."""

from collections.abc import Callable

import pytest

from fashionistar.orders.models import Order, VendorOrder, VendorOrderStatus
from tests.checkout.shopping import order_of, refusals, settled
from tests.factories.catalogue import garment
from tests.orders.paid import paid_parts
from tests.people import People
from tests.wire.client import Wire, gid

type Relay = Callable[[], int]

PARTS = "query($status: VendorOrderStatus) { vendorOrders(status: $status) { totalCount nodes { id } } }"
WHOLE = """query($first: Int) { vendorOrders(first: $first) { nodes { number status placedAt total { amount }
  vendor { name } shippingAddress { name line1 city country } lines { sku quantity total { amount } } } } }"""


def ids(wire: Wire, **variables: object) -> list[str]:
    """The ids of the listed parts; the count agrees."""
    found = wire(PARTS, **variables).data["vendorOrders"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["id"] for node in found["nodes"]]


def test_owner_and_staff_see_their_shops_part_and_no_other(people: People, relay: Relay) -> None:
    adas, cleos = paid_parts(people, relay)
    assert ids(Wire(people.ada)) == ids(Wire(people.bisi)) == [gid(adas)]
    assert ids(Wire(people.cleo)) == [gid(cleos)]
    assert ids(Wire(people.dami)) == []


def test_a_guest_must_sign_in(people: People, relay: Relay) -> None:
    paid_parts(people, relay)
    answer = Wire()(PARTS)
    assert (answer["data"], refusals(answer)) == (None, ["UNAUTHENTICATED"])


def test_a_part_is_not_the_shops_business_before_it_is_paid(people: People, relay: Relay) -> None:
    order = order_of(people.dami, (garment(people.atelier), 1))
    ada = Wire(people.ada)
    assert ids(ada) == ids(ada, status="PENDING_PAYMENT") == []
    settled(order)
    relay()
    assert ids(ada) == [gid(order.vendor_orders.get())]


def test_a_part_that_was_cancelled_before_it_was_paid_is_not_listed(people: People, relay: Relay) -> None:
    adas, _ = paid_parts(people, relay)
    VendorOrder.objects.update(status=VendorOrderStatus.CANCELLED)
    assert ids(Wire(people.ada)) == ids(Wire(people.ada), status="CANCELLED") == [gid(adas)]
    Order.objects.update(status="EXPIRED", paid_at=None)
    assert ids(Wire(people.ada)) == ids(Wire(people.ada), status="CANCELLED") == []


@pytest.mark.parametrize("status", ["PAID", "SHIPPED", "DELIVERED"])
def test_the_list_is_narrowed_by_status(people: People, relay: Relay, status: str) -> None:
    parts = {name: paid_parts(people, relay)[0] for name in ("PAID", "SHIPPED", "DELIVERED")}
    for name, part in parts.items():
        VendorOrder.objects.filter(pk=part.pk).update(status=name)
    assert ids(Wire(people.ada), status=status) == [gid(parts[status])]
    assert ids(Wire(people.ada)) == [gid(part) for part in reversed(parts.values())]


def test_the_shop_reads_all_that_it_needs_to_ship_at_a_constant_cost(people: People, relay: Relay) -> None:
    for _ in range(4):
        paid_parts(people, relay)
    ada = Wire(people.ada)
    one, four = ada(WHOLE, first=1), ada(WHOLE, first=4)
    assert (one.statements, four.statements) == (2, 2)
    node = four.data["vendorOrders"]["nodes"][3]
    part = VendorOrder.objects.filter(vendor=people.atelier).earliest("pk")
    assert (node["number"], node["status"]) == (f"FS-{part.order.number:06d}-1", "PAID")
    assert node["shippingAddress"] == {
        "name": "Dami Odu",
        "line1": "12 Moi Avenue",
        "city": "Nairobi",
        "country": "KE",
    }
    assert node["lines"] == [{"sku": part.lines.get().sku, "quantity": 1, "total": {"amount": "45000.00"}}]
