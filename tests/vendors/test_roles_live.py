"""What somebody has open ends when she may see it no longer: her place, her key, her powers."""

from datetime import timedelta
from typing import Any

import pytest
from asgiref.sync import sync_to_async
from django.test import override_settings
from django.utils import timezone
from graphql import GraphQLError

from fashionistar.accounts.models import User
from fashionistar.accounts.services.session_revoke import session_revoke
from fashionistar.accounts.services.staff_permissions_set import staff_permissions_set
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.orders.events import VendorOrderShipped
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.vendors.models import VendorMember
from fashionistar.vendors.services.api_key_revoke import api_key_revoke
from fashionistar.vendors.services.vendor_member_remove import vendor_member_remove
from fashionistar.vendors.services.vendor_member_update import vendor_member_update
from schema.lib.context import WireContext
from schema.lib.identity import Identity
from schema.lib.ids import global_id
from schema.root import schema
from tests.accounts.second_factors import acting_in, app_of, proved
from tests.checkout.shopping import order_of
from tests.factories.catalogue import garment
from tests.people import PASSWORD, People, acting, session_of
from tests.vendors.working import efua, key_of
from tests.wire.test_subscriptions import ORDER, SHOP, relayed, tell, watch

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def people(transactional_db: None) -> People:
    """Everybody, and a paid part of Ada's shop."""
    found = People()
    assert found.bisi
    order_of(found.dami, (garment(found.atelier), 1))
    VendorOrder.objects.update(status="PAID")
    relayed()
    return found


def shipped() -> VendorOrderShipped:
    """A fact about the part."""
    part = VendorOrder.objects.get()
    return VendorOrderShipped(order_id=part.order_id, vendor_order_id=part.pk, vendor_id=part.vendor_id)


def shop(people: People) -> str:
    """Ada's."""
    return global_id("Vendor", people.atelier.pk)


def service(people: People, **given: Any) -> Actor:
    """A key of Ada's shop."""
    key, _ = key_of(people.atelier, people.ada, "ORDERS_READ", **given)
    return Actor(api_key_id=key.pk, vendor_id=key.vendor_id, scopes=frozenset(key.scopes))


async def test_a_member_who_is_removed_sees_no_more_at_once_and_the_others_go_on(people: People) -> None:
    bisi, ada = [await watch(SHOP, acting(user), shop(people)) for user in (people.bisi, people.ada)]
    assert [(await each.next())["event"] for each in (bisi, ada)] == [None, None]
    hers = await sync_to_async(VendorMember.objects.get)(user=people.bisi)
    actor = await sync_to_async(lambda: acting_in(proved(people.ada, mfa=False)))()
    await sync_to_async(vendor_member_remove)(actor=actor, member_id=hers.pk, now=timezone.now())
    await sync_to_async(relayed)()
    assert await bisi.next() is None
    await sync_to_async(tell)(await sync_to_async(shipped)())
    assert await ada.types(1) == ["VendorOrderShipped"]
    await ada.stream.aclose()


async def test_a_member_who_may_not_read_orders_any_longer_sees_no_more(people: People) -> None:
    bisi = await watch(SHOP, acting(people.bisi), shop(people))
    assert (await bisi.next())["event"] is None
    hers = await sync_to_async(VendorMember.objects.get)(user=people.bisi)
    actor = await sync_to_async(lambda: acting_in(proved(people.ada, mfa=False)))()
    await sync_to_async(vendor_member_update)(
        actor=actor, member_id=hers.pk, role=None, permissions=[], now=timezone.now()
    )
    await sync_to_async(relayed)()
    assert await bisi.next() is None
    assert await (await watch(SHOP, acting(people.bisi), shop(people))).next() is None


async def test_a_key_that_is_revoked_ends_what_it_has_open(people: People) -> None:
    actor, other = [await sync_to_async(service)(people) for _ in "ab"]
    first, second = [await watch(SHOP, each, shop(people)) for each in (actor, other)]
    assert [(await each.next())["event"] for each in (first, second)] == [None, None]
    await sync_to_async(tell)(await sync_to_async(shipped)())
    assert (await first.types(1), await second.types(1)) == (["VendorOrderShipped"], ["VendorOrderShipped"])
    ada = await sync_to_async(lambda: acting_in(proved(people.ada, mfa=False)))()
    await sync_to_async(api_key_revoke)(actor=ada, api_key_id=actor.api_key_id, now=timezone.now())
    await sync_to_async(relayed)()
    assert await first.next() is None
    await sync_to_async(tell)(await sync_to_async(shipped)())
    assert await second.types(1) == ["VendorOrderShipped"]
    await second.stream.aclose()
    assert await (await watch(SHOP, actor, shop(people))).next() is None


async def test_a_key_that_ends_by_itself_ends_what_it_has_open(people: People) -> None:
    actor = await sync_to_async(lambda: service(people, expires_at=timezone.now() + timedelta(seconds=1)))()
    stream = await watch(SHOP, actor, shop(people))
    assert (await stream.next())["event"] is None
    assert await stream.next() is None


async def test_a_key_watches_its_own_shop_within_its_scopes_only(people: People) -> None:
    key, _ = await sync_to_async(lambda: key_of(people.atelier, people.ada, "STOCK_MANAGE"))()
    stock = Actor(api_key_id=key.pk, vendor_id=key.vendor_id, scopes=frozenset(key.scopes))
    assert await (await watch(SHOP, stock, shop(people))).next() is None
    elsewhere = await sync_to_async(lambda: global_id("Vendor", people.boutique.pk))()
    assert await (await watch(SHOP, await sync_to_async(service)(people), elsewhere)).next() is None
    order = await sync_to_async(Order.objects.get)()
    refused = await watch(ORDER, await sync_to_async(service)(people), global_id("Order", order.pk))
    assert await refused.next() == "UNAUTHENTICATED"


def staff(name: str, *permissions: str) -> Actor:
    """Somebody of the platform's staff, on a device where she proved two factors."""
    user: User = User.objects.create_user(
        email=f"{name}@example.com", password=PASSWORD, is_staff=True, staff_permissions=list(permissions)
    )
    app_of(user)
    session = session_of(user)
    return Actor(user.pk, session.pk, staff=frozenset(map(StaffPermission, permissions)))


async def test_staff_whose_powers_change_see_no_more_of_what_they_had_open(people: People) -> None:
    root = await sync_to_async(staff)("root", *StaffPermission)
    clerk = await sync_to_async(staff)("clerk", "ORDERS_READ")
    order = await sync_to_async(Order.objects.get)()
    stream = await watch(ORDER, clerk, global_id("Order", order.pk))
    assert (await stream.next())["order"] is not None
    await sync_to_async(staff_permissions_set)(
        actor=root, login="clerk@example.com", permissions=[], now=timezone.now()
    )
    await sync_to_async(relayed)()
    assert await stream.next() is None
    assert await (await watch(ORDER, clerk, global_id("Order", order.pk))).next() is None


async def asked(text: str, actor: Actor) -> list[str]:
    """The errors of an operation on a socket that this actor opened long ago."""
    context = WireContext(actor=actor, connection_params={})
    async for result in await schema.stream(text, context_value=context):
        return [error.extensions["code"] for error in result.errors or ()]  # type: ignore[union-attr, index]
    return ["NOTHING"]


async def test_on_an_open_socket_nothing_new_is_begun_by_who_may_not_any_longer(people: People) -> None:
    session = await sync_to_async(session_of)(people.bisi)
    bisi, key = acting_in(session), await sync_to_async(service)(people)
    orders = "{ vendorOrders { totalCount } }"
    assert [await asked(orders, actor) for actor in (bisi, key)] == [[], []]
    await sync_to_async(session_revoke)(actor=bisi, session_id=session.pk, now=timezone.now())
    ada = await sync_to_async(lambda: acting_in(proved(people.ada, mfa=False)))()
    await sync_to_async(api_key_revoke)(actor=ada, api_key_id=key.api_key_id, now=timezone.now())
    assert [await asked(orders, actor) for actor in (bisi, key)] == [["UNAUTHENTICATED"]] * 2


async def test_who_is_let_go_between_her_request_and_her_stream_sees_nothing(people: People) -> None:
    manager = await sync_to_async(efua)(people)
    session = await sync_to_async(session_of)(manager)
    actor = acting_in(session)
    await sync_to_async(session_revoke)(actor=actor, session_id=session.pk, now=timezone.now())
    await sync_to_async(relayed)()
    assert await (await watch(SHOP, actor, shop(people))).next() is None


async def test_on_an_open_socket_a_key_is_limited_too(people: People) -> None:
    key = await sync_to_async(service)(people)
    with override_settings(THROTTLES={"api-key": "2/minute"}):
        found = [await asked("{ vendorOrders { totalCount } }", key) for _ in range(3)]
    assert found == [[], [], ["RATE_LIMITED"]]


async def test_on_an_open_socket_who_cannot_be_looked_up_in_time_is_told_so(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def slow(actor: Actor) -> Identity:
        raise GraphQLError("Reading took too long.", extensions={"code": "TIMEOUT"})

    bisi = acting_in(await sync_to_async(session_of)(people.bisi))
    monkeypatch.setattr("schema.root.again", slow)
    assert await asked("{ vendorOrders { totalCount } }", bisi) == ["TIMEOUT"]
