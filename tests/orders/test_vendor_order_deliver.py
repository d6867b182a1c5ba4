"""`vendorOrderDeliver`: a part arrived; the last one completes the order."""

from collections.abc import Callable

import pytest

from fashionistar.kernel.models import OutboxEvent
from fashionistar.orders.models import Order, OrderStatus, VendorOrder, VendorOrderStatus
from tests.checkout.shopping import everything, faults, payload, refusals
from tests.orders.paid import PART, deliver, paid_parts, ship
from tests.people import People
from tests.wire.client import Wire, gid, key

type Relay = Callable[[], int]


@pytest.fixture
def shipped(people: People, relay: Relay) -> tuple[VendorOrder, VendorOrder]:
    """Ada's and Cleo's parts of one order, both shipped."""
    adas, cleos = paid_parts(people, relay)
    ship(Wire(people.ada), adas)
    ship(Wire(people.cleo), cleos)
    return adas, cleos


@pytest.mark.parametrize("name", ["ada", "bisi"])
def test_owner_and_staff_deliver_their_part(
    people: People, shipped: tuple[VendorOrder, VendorOrder], name: str
) -> None:
    adas, cleos = shipped
    done = payload(deliver(Wire(getattr(people, name)), adas))
    adas.refresh_from_db()
    assert (done["userErrors"], done["vendorOrder"]["status"]) == ([], "DELIVERED")
    assert done["vendorOrder"]["deliveredAt"] == adas.delivered_at.isoformat()
    assert VendorOrder.objects.get(pk=cleos.pk).status == VendorOrderStatus.SHIPPED
    assert Order.objects.get().status == OrderStatus.PAID


def test_the_last_delivery_completes_the_order_once(people: People, shipped: tuple[VendorOrder, VendorOrder]) -> None:
    adas, cleos = shipped
    assert faults(deliver(Wire(people.cleo), cleos)) == []
    assert OutboxEvent.objects.filter(type="OrderCompleted").count() == 0
    assert faults(deliver(Wire(people.ada), adas)) == []
    order = Order.objects.get()
    assert order.status == OrderStatus.COMPLETED
    assert OutboxEvent.objects.get(type="OrderCompleted").payload == {"order_id": str(order.pk)}
    assert OutboxEvent.objects.filter(type="VendorOrderDelivered").count() == 2


@pytest.mark.parametrize("name", ["cleo", "dami"])
def test_nobody_else_delivers_it(people: People, shipped: tuple[VendorOrder, VendorOrder], name: str) -> None:
    wire = Wire(getattr(people, name))
    before = everything()
    assert faults(deliver(wire, shipped[0])) == [("NOT_FOUND", ["id"])]
    assert everything() == before


def test_a_guest_must_sign_in(shipped: tuple[VendorOrder, VendorOrder]) -> None:
    before = everything()
    assert refusals(deliver(Wire(), shipped[0])) == ["UNAUTHENTICATED"]
    assert everything() == before


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("PENDING_PAYMENT", "NOT_FOUND"),
        ("CANCELLED", "NOT_FOUND"),
        ("PAID", "STATUS_CONFLICT"),
        ("DELIVERED", "STATUS_CONFLICT"),
    ],
)
def test_only_a_shipped_part_can_be_delivered(
    people: People, shipped: tuple[VendorOrder, VendorOrder], status: str, code: str
) -> None:
    VendorOrder.objects.filter(pk=shipped[0].pk).update(status=status)
    before = everything()
    assert faults(deliver(Wire(people.ada), shipped[0])) == [(code, ["id"])]
    assert everything() == before


def test_the_same_key_again_returns_the_same_part_and_writes_nothing(
    people: People, shipped: tuple[VendorOrder, VendorOrder]
) -> None:
    ada, used = Wire(people.ada), key()
    first = deliver(ada, shipped[0], used).data
    before = everything()
    assert deliver(ada, shipped[0], used).data == first
    assert faults(deliver(ada, shipped[0])) == [("STATUS_CONFLICT", ["id"])]
    assert everything() == before


def test_one_key_serves_two_mutations_apart(people: People, relay: Relay) -> None:
    adas, _ = paid_parts(people, relay)
    ada, used = Wire(people.ada), key()
    assert faults(ship(ada, adas, using=used)) == []
    assert payload(deliver(ada, adas, used))["vendorOrder"]["status"] == "DELIVERED"


def test_without_a_key_nothing_is_delivered(people: People, shipped: tuple[VendorOrder, VendorOrder]) -> None:
    before = everything()
    query = f"mutation($input: VendorOrderDeliverInput!) {{ vendorOrderDeliver(input: $input) {{ {PART} }} }}"
    answer = Wire(people.ada)(query, input={"id": gid(shipped[0])})
    assert faults(answer) == [("IDEMPOTENCY_KEY_REQUIRED", None)]
    assert everything() == before
