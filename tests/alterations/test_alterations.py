"""What was made to measure goes back to its tailor: who may ask, who moves it, and who is told."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import override_settings
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from fashionistar.alterations.models import OVER, Alteration, AlterationSide, AlterationStatus, AlterationStep
from fashionistar.alterations.transitions import ALTERATION, check_alteration
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.models import OutboxEvent
from fashionistar.notifications.models import Notification
from fashionistar.orders.models import OrderLine, VendorOrder, VendorOrderStatus
from tests.checkout.shopping import everything, faults, payload
from tests.measurements.measuring import said
from tests.people import People
from tests.tailoring.sewing import delivered
from tests.wire.client import Wire, gid, key

type Relay = Callable[[], int]

SHOWN = """id status note reason orderLine { productName } steps { status side at }
  points(unit: CM) { term verdict by { value unit } }"""
REQUEST = f"""mutation($i: AlterationRequestInput!, $k: String!) {{ alterationRequest(input: $i) @idempotent(key: $k) {{
  alteration {{ {SHOWN} }} userErrors {{ code message field }} }} }}"""
TIGHT = {"term": "CHEST_GIRTH", "verdict": "TIGHT", "by": {"value": "2.5", "unit": "CM"}}


def request(wire: Wire, line: OrderLine, *, k: str | None = None, **given_: Any) -> Any:
    """Send `alterationRequest`."""
    return wire(REQUEST, i={"orderLineId": gid(line), "points": [TIGHT]} | given_, k=k or key())


def move(user: Any, to: str, **given_: Any) -> list[Any]:
    """Send `alterationAdvance` about the newest alteration; what was wrong."""
    newest = Alteration.objects.order_by("-pk")[0]
    return faults(said(user, "alterationAdvance", id=gid(newest), to=to, **given_))


def test_an_alteration_from_its_request_to_its_end(people: People, relay: Relay) -> None:
    assert people.bisi
    line, wire = delivered(people, relay), Wire(people.dami)
    loose = {"term": "WAIST_GIRTH", "verdict": "LOOSE", "by": {"value": "1", "unit": "INCH"}}
    Notification.objects.all().delete()
    made = payload(request(wire, line, points=[loose, TIGHT], note=" When I sit ", k="once"))
    assert made["userErrors"] == []
    assert payload(request(wire, line, points=[loose, TIGHT], note=" When I sit ", k="once")) == made
    assert made["alteration"]["points"] == [
        {"term": "CHEST_GIRTH", "verdict": "TIGHT", "by": {"value": "2.5", "unit": "CM"}},
        {"term": "WAIST_GIRTH", "verdict": "LOOSE", "by": {"value": "2.5", "unit": "CM"}},
    ]
    relay()
    assert sorted(Notification.objects.values_list("address", flat=True)) == ["ada@example.com", "bisi@example.com"]
    Notification.objects.all().delete()
    for user, to in ((people.ada, "ACCEPTED"), (people.bisi, "RECEIVED"), (people.bisi, "RETURNED")):
        assert move(user, to) == []
        assert move(user, to) == [], "safe to repeat"
    assert move(people.dami, "CLOSED") == []
    relay()
    told = Notification.objects.order_by("pk").values_list("address", flat=True)
    assert list(told) == ["dami@example.com"] * 3 + ["ada@example.com", "bisi@example.com"]
    listed = f"{{ alterations(status: CLOSED) {{ nodes {{ {SHOWN} }} }} }}"
    (shown,) = Wire(people.bisi)(listed).data["alterations"]["nodes"]
    assert (shown["note"], shown["orderLine"]) == ("When I sit", {"productName": "Agbada"})
    assert [(step["status"], step["side"]) for step in shown["steps"]] == [
        ("REQUESTED", "BUYER"),
        ("ACCEPTED", "SHOP"),
        ("RECEIVED", "SHOP"),
        ("RETURNED", "SHOP"),
        ("CLOSED", "BUYER"),
    ]
    assert Wire(people.cleo)(listed).data["alterations"]["nodes"] == []
    topics = OutboxEvent.objects.get(type="AlterationClosed").topics
    assert topics[1:] == [
        f"order:{line.vendor_order.order_id}",
        f"vendor_order:{line.vendor_order_id}",
        f"vendor:{people.atelier.pk}",
    ]
    assert payload(request(wire, line))["userErrors"] == [], "it may go back again"


def test_it_is_the_buyers_to_ask_of_what_arrived_lately(people: People, relay: Relay) -> None:
    line = delivered(people, relay)
    part = VendorOrder.objects.filter(pk=line.vendor_order_id)
    assert people.cleo
    for changes in (
        {"status": VendorOrderStatus.SHIPPED},
        {"status": VendorOrderStatus.DELIVERED, "delivered_at": timezone.now() - timedelta(days=30, minutes=1)},
    ):
        part.update(**changes)
        before = everything()
        assert faults(request(Wire(people.dami), line)) == [("NOT_FOUND", ["orderLineId"])]
        assert everything() == before
    with override_settings(ALTERATION_WINDOW=timedelta(days=31)):
        before = everything()
        for stranger in (people.ada, people.cleo):
            assert faults(request(Wire(stranger), line)) == [("NOT_FOUND", ["orderLineId"])]
        assert everything() == before
        assert faults(request(Wire(people.dami), line)) == []
        assert faults(request(Wire(people.dami), line)) == [("STATUS_CONFLICT", ["orderLineId"])]
    with pytest.raises(IntegrityError), transaction.atomic():
        Alteration.objects.create(line=line, points=[])
    OrderLine.objects.filter(pk=line.pk).update(specification=None)
    assert faults(request(Wire(people.dami), line)) == [("NOT_FOUND", ["orderLineId"])]


def test_what_is_wrong_with_points_is_said_of_each(people: People, relay: Relay) -> None:
    line, wire = delivered(people, relay), Wire(people.dami)
    before = everything()
    hip = TIGHT | {"term": "HIP_GIRTH"}
    far = TIGHT | {"term": "WAIST_GIRTH", "by": {"value": "31", "unit": "CM"}}
    none = TIGHT | {"by": {"value": "0", "unit": "CM"}}
    assert faults(request(wire, line, points=[TIGHT, TIGHT, hip, far, none])) == [
        ("INVALID", ["points", "1", "term"]),
        ("INVALID", ["points", "2", "term"]),
        ("INVALID", ["points", "3", "by"]),
        ("INVALID", ["points", "4", "by"]),
    ]
    assert faults(request(wire, line, points=[])) == [("REQUIRED", ["points"])]
    assert faults(request(wire, line, note="a" * 501)) == [("INVALID", ["note"])]
    assert everything() == before


def test_each_side_makes_its_own_steps(people: People, relay: Relay) -> None:
    assert all((people.bisi, people.cleo))
    line = delivered(people, relay)
    request(Wire(people.dami), line)
    before = everything()
    assert move(people.dami, "ACCEPTED") == [("FORBIDDEN", ["to"])]
    assert move(people.ada, "CANCELLED") == [("FORBIDDEN", ["to"])]
    assert move(people.ada, "RECEIVED") == [("STATUS_CONFLICT", ["to"])]
    assert move(people.ada, "DECLINED") == [("REQUIRED", ["reason"])]
    assert move(people.ada, "ACCEPTED", reason="Yes") == [("INVALID", ["reason"])]
    assert move(people.cleo, "ACCEPTED") == [("NOT_FOUND", ["id"])]
    assert everything() == before
    assert move(people.dami, "CANCELLED") == []
    request(Wire(people.dami), line)
    assert move(people.ada, "DECLINED", reason="It was worn") == []
    read = "query($id: ID!) { order(id: $id) { vendorOrders { lines { alterations { status reason } } } } }"
    (part,) = Wire(people.dami)(read, id=gid(line.vendor_order.order)).data["order"]["vendorOrders"]
    assert part["lines"][0]["alterations"] == [
        {"status": "DECLINED", "reason": "It was worn"},
        {"status": "CANCELLED", "reason": None},
    ]


STEPS = st.lists(st.tuples(st.sampled_from(AlterationStatus), st.sampled_from(AlterationSide)), max_size=12)


@given(STEPS)
def test_whatever_is_tried_it_ends_once_and_goes_one_way(steps: list[tuple[Any, Any]]) -> None:
    status, seen = AlterationStatus.REQUESTED, [AlterationStatus.REQUESTED]
    for wanted, side in steps:
        if side not in ALTERATION[status].get(wanted, ()):
            with pytest.raises(DomainError):
                check_alteration(status, wanted, {side})
            continue
        assert check_alteration(status, wanted, {side}) == side
        status = wanted
        seen.append(wanted)
    assert len(set(seen)) == len(seen)
    if AlterationStatus.CANCELLED in seen:
        assert AlterationStatus.RECEIVED not in seen
    if AlterationStatus.CLOSED in seen:
        assert seen == [AlterationStatus(name) for name in ("REQUESTED", "ACCEPTED", "RECEIVED", "RETURNED", "CLOSED")]
    assert {status for status, following in ALTERATION.items() if not following} == set(OVER)


def test_steps_are_told_once_each(people: People, relay: Relay) -> None:
    request(Wire(people.dami), delivered(people, relay))
    made = Alteration.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        AlterationStep.objects.create(
            alteration=made, status="REQUESTED", side="BUYER", moved_by="system", at=timezone.now()
        )
