"""Live streams: nothing missed, nothing doubled, nothing shown to those who may not see it."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from typing import Any
from uuid import uuid4

import orjson
import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone
from graphql import GraphQLError

from fashionistar.accounts.services.session_revoke import session_revoke
from fashionistar.kernel import event_log, outbox, realtime
from fashionistar.kernel.actor import GUEST, SYSTEM, Actor
from fashionistar.kernel.models import LogHead
from fashionistar.orders.events import OrderPaid, OrderPlaced, VendorOrderShipped
from fashionistar.orders.models import Order, VendorOrder, VendorOrderStatus
from schema.lib import live
from schema.lib.context import WireContext
from schema.lib.ids import global_id
from schema.root import schema
from tests.checkout.shopping import order_of
from tests.factories.catalogue import garment
from tests.people import People, acting, session_of

pytestmark = pytest.mark.django_db(transaction=True)

ORDER = """subscription($id: ID!, $after: String) { orderUpdated(orderId: $id, after: $after) {
  cursor event { type sequence } order { status } } }"""
SHOP = """subscription($id: ID!, $after: String) { vendorOrderUpdated(vendorId: $id, after: $after) {
  cursor event { type } vendorOrder { id status } } }"""
DEADLINE = 20


@pytest.fixture
def people(transactional_db: None) -> People:
    """Ada, Bisi, Cleo and Dami, all here before anything runs."""
    found = People()
    assert all((found.ada, found.bisi, found.cleo, found.dami, found.atelier))
    return found


@pytest.fixture
def order(people: People) -> Order:
    """Dami's, of Ada's shop."""
    return order_of(people.dami, (garment(people.atelier), 1))


def tell(*facts: Any) -> None:
    """Facts happen, one after the other, and the relay passes by."""
    for fact in facts:
        with transaction.atomic():
            outbox.record(fact, actor=SYSTEM)
    relayed()


def relayed() -> None:
    """What is recorded is placed, and live readers are woken."""
    if event_log.place():
        realtime.push([event_log.WAKE_UP_TOPIC])


class Watch:
    """One subscription of one person."""

    def __init__(self, stream: AsyncGenerator[Any], field: str) -> None:
        self.stream, self.field, self.cursor = stream, field, ""

    async def next(self) -> Any:
        """What comes next; None when the stream has ended."""
        async with asyncio.timeout(DEADLINE):
            result = await anext(self.stream, None)
        if result is None:
            return None
        if result.errors:
            return result.errors[0].extensions["code"]
        payload = orjson.loads(orjson.dumps(result.data))[self.field]
        self.cursor = payload["cursor"]
        return payload

    async def types(self, count: int) -> list[str]:
        """The next facts."""
        return [(await self.next())["event"]["type"] for _ in range(count)]


async def watch(text: str, actor: Actor, row: str, after: str | None = None) -> Watch:
    """Subscribe."""
    field = "orderUpdated" if "orderUpdated" in text else "vendorOrderUpdated"
    found = await schema.subscribe(text, {"id": row, "after": after}, context_value=WireContext(actor=actor))
    return Watch(found, field)  # type: ignore[arg-type]


async def test_a_stream_begins_with_how_things_stand_and_goes_on_with_each_fact(people: People, order: Order) -> None:
    await sync_to_async(relayed)()
    dami = await watch(ORDER, acting(people.dami), global_id("Order", order.pk))
    first = await dami.next()
    assert (first["event"], first["order"]["status"]) == (None, "PENDING_PAYMENT")
    await sync_to_async(tell)(OrderPaid(order_id=order.pk), OrderPaid(order_id=uuid4()), OrderPlaced(order_id=order.pk))
    assert await dami.types(2) == ["OrderPaid", "OrderPlaced"]
    await dami.stream.aclose()


async def test_what_was_missed_comes_first_and_once(people: People, order: Order) -> None:
    actor, row = acting(people.dami), global_id("Order", order.pk)
    await sync_to_async(relayed)()
    before = await watch(ORDER, actor, row)
    await before.next()
    await sync_to_async(tell)(OrderPaid(order_id=order.pk))
    assert await before.types(1) == ["OrderPaid"]
    await before.stream.aclose()
    await sync_to_async(tell)(*(OrderPlaced(order_id=order.pk) for _ in range(3)))
    again = await watch(ORDER, actor, row, before.cursor)
    seen = [(await again.next())["event"]["sequence"] for _ in range(3)]
    await sync_to_async(tell)(OrderPaid(order_id=order.pk))
    live_one = (await again.next())["event"]
    assert (live_one["type"], [*seen, live_one["sequence"]]) == ("OrderPaid", list(range(seen[0], seen[0] + 4)))
    await again.stream.aclose()


@pytest.mark.parametrize("room", [1, 100])
async def test_facts_that_pour_while_a_stream_is_read_slowly_are_all_seen_in_order(
    people: People, order: Order, monkeypatch: pytest.MonkeyPatch, room: int
) -> None:
    monkeypatch.setattr(live, "ROOM", room)
    monkeypatch.setattr(live, "BATCH", 7)
    await sync_to_async(relayed)()
    dami = await watch(ORDER, acting(people.dami), global_id("Order", order.pk))
    await dami.next()

    async def pour() -> None:
        for _ in range(6):
            await sync_to_async(tell)(*(OrderPaid(order_id=order.pk) for _ in range(10)))

    pouring = asyncio.create_task(pour())
    seen = [(await dami.next())["event"]["sequence"] for _ in range(60)]
    await pouring
    assert seen == list(range(seen[0], seen[0] + 60))
    await dami.stream.aclose()


async def test_a_wake_up_that_is_lost_costs_time_and_no_fact(
    people: People, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(realtime, "LOOK_AGAIN_SECONDS", 0.1)
    monkeypatch.setattr(realtime, "push", lambda _: None)
    await sync_to_async(relayed)()
    dami = await watch(ORDER, acting(people.dami), global_id("Order", order.pk))
    await dami.next()
    await sync_to_async(tell)(OrderPaid(order_id=order.pk))
    assert await dami.types(1) == ["OrderPaid"]
    await dami.stream.aclose()


async def test_nobody_elses_order_is_watched(people: People, order: Order) -> None:
    row = global_id("Order", order.pk)
    for actor, given in ((acting(people.cleo), row), (GUEST, row), (acting(people.dami), "nonsense")):
        assert await (await watch(ORDER, actor, given)).next() is None


async def test_a_shop_sees_its_paid_parts_and_a_member_who_leaves_sees_no_more(people: People, order: Order) -> None:
    part = await sync_to_async(VendorOrder.objects.get)(order=order)
    fact = VendorOrderShipped(order_id=order.pk, vendor_order_id=part.pk, vendor_id=part.vendor_id)
    await sync_to_async(relayed)()
    bisi = await watch(SHOP, acting(people.bisi), global_id("Vendor", part.vendor_id))
    first = await bisi.next()
    assert (first["event"], first["vendorOrder"]) == (None, None)
    await sync_to_async(tell)(fact)
    await sync_to_async(VendorOrder.objects.update)(status=VendorOrderStatus.PAID)
    await sync_to_async(tell)(fact)
    seen = await bisi.next()
    assert (seen["vendorOrder"]["status"], seen["event"]["type"]) == ("PAID", "VendorOrderShipped")
    await sync_to_async(people.bisi.memberships.all().delete)()
    await sync_to_async(tell)(fact)
    assert await bisi.next() is None


async def test_a_session_that_ends_ends_what_it_has_open(people: People, order: Order) -> None:
    session = await sync_to_async(session_of)(people.dami)
    await sync_to_async(relayed)()
    actor = Actor(people.dami.pk, session.pk)
    dami = await watch(ORDER, actor, global_id("Order", order.pk))
    other = await watch(ORDER, acting(people.dami), global_id("Order", order.pk))
    assert ((await dami.next())["event"], (await other.next())["event"]) == (None, None)
    await sync_to_async(session_revoke)(actor=acting(people.dami), session_id=session.pk, now=timezone.now())
    await sync_to_async(relayed)()
    assert await dami.next() is None
    await sync_to_async(tell)(OrderPaid(order_id=order.pk))
    assert await other.types(1) == ["OrderPaid"]
    await other.stream.aclose()


async def test_strangers_watch_no_shop(people: People, order: Order) -> None:
    row = global_id("Vendor", people.atelier.pk)
    assert await (await watch(SHOP, acting(people.dami), row)).next() is None
    refused = await schema.subscribe(SHOP, {"id": row}, context_value=WireContext())
    assert await Watch(refused, "vendorOrderUpdated").next() == "UNAUTHENTICATED"  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cursor", "code"),
    [
        ("nonsense", "INVALID"),
        ("bG9nOng=", "INVALID"),
        ("b3JkZXI6MQ==", "INVALID"),
        ("bG9nOjk5OTk5OQ==", "INVALID"),
        ("bG9nOi0x", "INVALID"),
        ("bG9nOjE=", "CURSOR_EXPIRED"),
    ],
)
async def test_a_cursor_that_cannot_be_gone_on_from_is_refused(
    people: People, order: Order, cursor: str, code: str
) -> None:
    await sync_to_async(relayed)()
    await sync_to_async(LogHead.objects.update)(pruned=2)
    dami = await watch(ORDER, acting(people.dami), global_id("Order", order.pk), cursor)
    assert await dami.next() == code


async def test_a_reader_that_cannot_read_goes_on_when_it_can(
    people: People, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken: list[int] = []
    real: Callable[..., Any] = event_log.entries

    def sometimes(**given: Any) -> Any:
        if len(broken) < 2:
            broken.append(1)
            raise ConnectionError("gone")
        return real(**given)

    monkeypatch.setattr(event_log, "entries", sometimes)
    monkeypatch.setattr(live, "_RETRY_SECONDS", 0.01)
    monkeypatch.setattr(realtime, "LOOK_AGAIN_SECONDS", 0.05)
    await sync_to_async(relayed)()
    dami = await watch(ORDER, acting(people.dami), global_id("Order", order.pk))
    await dami.next()
    await sync_to_async(tell)(OrderPaid(order_id=order.pk))
    assert (await dami.types(1), len(broken)) == (["OrderPaid"], 2)
    await dami.stream.aclose()


async def test_the_last_follower_ends_the_reading(people: People, order: Order) -> None:
    await sync_to_async(relayed)()
    dami = await watch(ORDER, acting(people.dami), global_id("Order", order.pk))
    await dami.next()
    reader = live._readers[asyncio.get_running_loop()]
    assert reader._task is not None
    await dami.stream.aclose()
    assert (reader._task, dict(reader._followers)) == (None, {})


async def test_a_payload_that_took_too_long_is_the_last_and_comes_again_after_the_cursor_before_it(
    people: People, order: Order, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(*_: Any) -> str:
        raise GraphQLError("Reading took too long.", extensions={"code": "TIMEOUT"})

    await sync_to_async(relayed)()
    given, context = {"id": global_id("Order", order.pk), "after": None}, WireContext(actor=acting(people.dami))
    stream = Watch(await schema.stream(ORDER, given, context_value=context), "orderUpdated")  # type: ignore[arg-type]
    await stream.next()
    cursor = stream.cursor
    with monkeypatch.context() as patch:
        patch.setattr("schema.lib.projection.executor.run", slow)
        await sync_to_async(tell)(OrderPlaced(order_id=order.pk), OrderPaid(order_id=order.pk))
        assert await stream.next() == "TIMEOUT"
        assert await stream.next() is None
    again = await watch(ORDER, acting(people.dami), global_id("Order", order.pk), cursor)
    assert await again.types(2) == ["OrderPlaced", "OrderPaid"]
    await again.stream.aclose()
