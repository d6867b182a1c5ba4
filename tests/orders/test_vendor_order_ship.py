"""`vendorOrderShip`: the shop sends its paid part."""

from collections.abc import Callable
from uuid import uuid4

import pytest
from django.utils import timezone

from fashionistar.kernel.models import OutboxEvent
from fashionistar.orders.models import VendorOrder, VendorOrderStatus
from schema.lib.ids import global_id
from tests.checkout.shopping import everything, faults, payload, refusals
from tests.orders.paid import PART, SHIP, paid_parts, ship
from tests.people import People
from tests.wire.client import Wire, gid, key

type Relay = Callable[[], int]


@pytest.mark.parametrize("name", ["ada", "bisi"])
def test_owner_and_staff_ship_their_part_and_leave_the_other(people: People, relay: Relay, name: str) -> None:
    adas, cleos = paid_parts(people, relay)
    member = getattr(people, name)
    began = timezone.now()
    done = payload(ship(Wire(member), adas, " GIG-123 "))
    adas.refresh_from_db()
    assert done["userErrors"] == []
    assert done["vendorOrder"] == {
        "id": gid(adas),
        "status": "SHIPPED",
        "trackingNumber": "GIG-123",
        "shippedAt": adas.shipped_at.isoformat(),
        "deliveredAt": None,
    }
    assert (adas.status, began <= adas.shipped_at <= timezone.now()) == (VendorOrderStatus.SHIPPED, True)
    assert VendorOrder.objects.get(pk=cleos.pk).status == VendorOrderStatus.PAID
    fact = OutboxEvent.objects.get(type="VendorOrderShipped")
    assert (fact.payload["vendor_order_id"], fact.actor) == (str(adas.pk), f"user:{member.pk}")


@pytest.mark.parametrize("name", ["cleo", "dami"])
def test_nobody_else_ships_it(people: People, relay: Relay, name: str) -> None:
    adas, _ = paid_parts(people, relay)
    wire = Wire(getattr(people, name))
    before = everything()
    assert faults(ship(wire, adas)) == [("NOT_FOUND", ["id"])]
    assert everything() == before


def test_a_guest_must_sign_in(people: People, relay: Relay) -> None:
    adas, _ = paid_parts(people, relay)
    before = everything()
    assert refusals(ship(Wire(), adas)) == ["UNAUTHENTICATED"]
    assert everything() == before


@pytest.mark.parametrize(
    ("status", "code"),
    [
        ("PENDING_PAYMENT", "NOT_FOUND"),
        ("CANCELLED", "NOT_FOUND"),
        ("SHIPPED", "STATUS_CONFLICT"),
        ("DELIVERED", "STATUS_CONFLICT"),
    ],
)
def test_only_a_paid_part_can_be_shipped(people: People, relay: Relay, status: str, code: str) -> None:
    adas, _ = paid_parts(people, relay)
    VendorOrder.objects.filter(pk=adas.pk).update(status=status)
    ada = Wire(people.ada)
    before = everything()
    assert faults(ship(ada, adas)) == [(code, ["id"])]
    assert everything() == before


def test_the_same_key_again_returns_the_same_part_and_writes_nothing(people: People, relay: Relay) -> None:
    adas, _ = paid_parts(people, relay)
    ada, used = Wire(people.ada), key()
    first = ship(ada, adas, "GIG-123", used).data
    before = everything()
    assert ship(ada, adas, "GIG-123", used).data == first
    assert faults(ship(ada, adas, "GIG-456", used)) == [("IDEMPOTENCY_KEY_MISMATCH", None)]
    assert faults(ship(ada, adas, "GIG-123")) == [("STATUS_CONFLICT", ["id"])]
    assert everything() == before


def test_without_a_key_nothing_is_shipped(people: People, relay: Relay) -> None:
    adas, _ = paid_parts(people, relay)
    before = everything()
    query = f"mutation($input: VendorOrderShipInput!) {{ vendorOrderShip(input: $input) {{ {PART} }} }}"
    answer = Wire(people.ada)(query, input={"id": gid(adas)})
    assert faults(answer) == [("IDEMPOTENCY_KEY_REQUIRED", None)]
    assert everything() == before


def test_a_tracking_number_has_at_most_80_characters(people: People, relay: Relay) -> None:
    adas, _ = paid_parts(people, relay)
    ada = Wire(people.ada)
    before = everything()
    assert faults(ship(ada, adas, "x" * 81)) == [("INVALID", ["trackingNumber"])]
    assert everything() == before
    assert faults(ship(ada, adas, "x" * 80)) == []


@pytest.mark.parametrize(
    "given",
    ["", "nonsense", global_id("VendorOrder", uuid4()), global_id("Order", uuid4())],
    ids=["empty", "nonsense", "unknown", "of another type"],
)
def test_an_id_that_is_no_parts_is_not_found(people: People, given: str) -> None:
    answer = Wire(people.ada)(SHIP, input={"id": given}, key=key())
    assert faults(answer) == [("NOT_FOUND", ["id"])]
