"""Deleting an account while something else happens to it."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from asgiref.sync import sync_to_async
from django.db import transaction
from django.utils import timezone

from fashionistar.accounts.models import Address, Session, User
from fashionistar.accounts.services.address_create import address_create
from fashionistar.checkout.models import Cart
from fashionistar.checkout.services.checkout_complete import checkout_complete
from fashionistar.inventory.models import StockItem
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.idempotency import Once
from fashionistar.orders.models import Order
from fashionistar.payments.gateways import configured_gateways
from fashionistar.privacy.services.account_delete import account_delete
from fashionistar.vendors.models import VendorMember, VendorRole
from tests.accounts.leaving import on_a_device
from tests.checkout.shopping import HOME, cart_of, order_of
from tests.emulator import eventually
from tests.factories.catalogue import garment
from tests.inventory.test_stock_locks import on_its_own_connection, who_wait_for_a_lock
from tests.people import People
from tests.wire.client import gid
from tests.wire.test_subscriptions import ORDER, relayed, watch

pytestmark = pytest.mark.django_db(transaction=True)


def codes(work: Callable[[], object]) -> list[str]:
    """What a use-case was refused with; nothing when it was done."""
    try:
        work()
    except DomainError as error:
        return [str(code) for code in error.codes]
    return []


def deleting(actor: Actor) -> Callable[[], list[str]]:
    """The account goes, on a connection of its own."""
    return on_its_own_connection(lambda: codes(lambda: account_delete(actor=actor, now=timezone.now())))


def buying(actor: Actor, cart: Cart) -> Callable[[], list[str]]:
    """A checkout, on a connection of its own."""
    once = Once.over(scope=str(cart.pk), operation="checkoutComplete", key="race", given=None)
    work = partial(
        checkout_complete,
        actor=actor,
        cart_id=cart.pk,
        email="dami@example.com",
        shipping_address=HOME,
        gateways=configured_gateways(),
        once=once,
        now=timezone.now(),
    )
    return on_its_own_connection(lambda: codes(work))


def both_in_turn(
    held: object, first: Callable[[], list[str]], second: Callable[[], list[str]]
) -> tuple[list[str], list[str]]:
    """Have both at work at once: the first waits for what is held, the second for the first."""
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            assert list(held)  # type: ignore[call-overload]
            one = pool.submit(first)
            eventually(lambda: who_wait_for_a_lock() == 1)
            other = pool.submit(second)
            eventually(lambda: who_wait_for_a_lock() == 2)
        return one.result(60), other.result(60)


def test_a_checkout_that_comes_after_the_deletion_began_finds_nobody() -> None:
    people = People()
    hers = on_a_device(people.dami)
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    device = Session.objects.select_for_update().filter(pk=hers.session_id)
    assert both_in_turn(device, deleting(hers), buying(hers, cart)) == ([], ["UNAUTHENTICATED"])
    assert (Order.objects.count(), StockItem.objects.get(reserved=0).on_hand) == (0, 10)
    assert User.objects.get(pk=people.dami.pk).deleted_at is not None


def test_a_deletion_that_comes_after_the_checkout_began_waits_and_leaves_its_order() -> None:
    people = People()
    hers = on_a_device(people.dami)
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    stock = StockItem.objects.select_for_update().all()
    assert both_in_turn(stock, buying(hers, cart), deleting(hers)) == ([], [])
    order = Order.objects.get()
    assert (order.user_id, order.status) == (people.dami.pk, "PENDING_PAYMENT")
    assert User.objects.get(pk=people.dami.pk).deleted_at is not None


def test_an_address_that_is_added_meanwhile_is_not_kept() -> None:
    people = People()
    hers = on_a_device(people.dami)
    device = Session.objects.select_for_update().filter(pk=hers.session_id)
    adding = partial(address_create, actor=hers, address=HOME, now=timezone.now())
    refused = both_in_turn(device, deleting(hers), on_its_own_connection(lambda: codes(adding)))
    assert (refused, Address.objects.count()) == (([], ["UNAUTHENTICATED"]), 0)


def test_of_the_last_two_owners_who_leave_at_once_one_stays() -> None:
    people = People()
    atelier = people.atelier
    VendorMember.objects.create(vendor=atelier, user=people.dami, role=VendorRole.OWNER)
    ada, dami = on_a_device(people.ada), on_a_device(people.dami)
    device = Session.objects.select_for_update().filter(pk=ada.session_id)
    assert both_in_turn(device, deleting(ada), deleting(dami)) == ([], ["STATUS_CONFLICT"])
    owners = VendorMember.objects.filter(vendor=atelier, role=VendorRole.OWNER, user__is_active=True)
    assert owners.get().user_id == people.dami.pk


async def test_what_she_has_open_ends() -> None:
    people = await sync_to_async(People)()
    order = await sync_to_async(lambda: order_of(people.dami, (garment(people.atelier), 1)))()
    hers = await sync_to_async(lambda: on_a_device(people.dami))()
    await sync_to_async(relayed)()
    stream = await watch(ORDER, hers, gid(order))
    assert (await stream.next())["order"]["status"] == "PENDING_PAYMENT"
    await sync_to_async(account_delete)(actor=hers, now=timezone.now())
    await sync_to_async(relayed)()
    assert await stream.next() is None
