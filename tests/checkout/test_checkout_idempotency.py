"""`@idempotent(key:)` on `checkoutComplete`: the same key again is the same order, however it is sent."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Event

import pytest
from django.db import connection, transaction

from fashionistar.kernel.idempotency import Once, claim
from fashionistar.orders.models import Order
from tests.checkout.shopping import cart_of, everything, faults, payload
from tests.emulator import PaystackEmulator, eventually
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import CHECKOUT, Wire, checkout_input, gid, key

LITERAL = """mutation($input: CheckoutCompleteInput!) {
  checkoutComplete(input: $input) @idempotent(key: "KEY") { order { id } userErrors { code field } } }"""
WITHOUT = """mutation($input: CheckoutCompleteInput!) {
  checkoutComplete(input: $input) { order { id } userErrors { code message field } } }"""


def test_the_same_key_again_returns_the_same_order_and_writes_nothing(
    people: People, paystack: PaystackEmulator
) -> None:
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    dami, given = Wire(people.dami), {"input": checkout_input(gid(cart)), "key": key()}
    first = dami(CHECKOUT, **given).data
    before = everything()
    assert [dami(CHECKOUT, **given).data for _ in range(3)] == [first] * 3
    assert everything() == before
    assert Order.objects.count() == 1


def test_a_key_is_the_same_as_a_literal_and_as_a_variable_and_a_retry_may_select_other_fields(
    people: People, paystack: PaystackEmulator
) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    given, guest = key(), Wire()
    first = payload(guest(LITERAL.replace("KEY", given), input=checkout_input(gid(cart))))
    again = payload(guest(CHECKOUT, input=checkout_input(gid(cart)), key=given))
    assert (first["userErrors"], again["userErrors"]) == ([], [])
    assert again["order"]["id"] == first["order"]["id"] == gid(Order.objects.get())
    assert again["order"]["total"] == {"amount": "45000.00", "currency": "NGN"}


def test_the_same_key_with_another_input_is_a_mismatch(people: People, paystack: PaystackEmulator) -> None:
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    dami, used = Wire(people.dami), key()
    assert faults(dami(CHECKOUT, input=checkout_input(gid(cart)), key=used)) == []
    before = everything()
    other = checkout_input(gid(cart), email="other@example.com")
    answer = dami(CHECKOUT, input=other, key=used)
    assert faults(answer) == [("IDEMPOTENCY_KEY_MISMATCH", None)]
    assert payload(answer)["order"] is None
    assert everything() == before


@pytest.mark.parametrize("query", [WITHOUT, LITERAL.replace("KEY", "")])
def test_without_a_key_nothing_is_ordered_and_the_answer_says_what_to_add(people: People, query: str) -> None:
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    before = everything()
    answer = Wire(people.dami)(query, input=checkout_input(gid(cart)))
    assert faults(answer) == [("IDEMPOTENCY_KEY_REQUIRED", None)]
    assert everything() == before


def test_a_key_has_at_most_200_characters(people: People, paystack: PaystackEmulator) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    before = everything()
    assert faults(Wire()(CHECKOUT, input=checkout_input(gid(cart)), key="k" * 201)) == [("INVALID", None)]
    assert everything() == before
    assert faults(Wire()(CHECKOUT, input=checkout_input(gid(cart)), key="k" * 200)) == []


def test_a_refused_checkout_leaves_its_key_free(people: People, paystack: PaystackEmulator) -> None:
    cart, used = cart_of(None, (garment(people.atelier), 1)), key()
    assert faults(Wire()(CHECKOUT, input=checkout_input(gid(cart), email="no"), key=used)) == [("INVALID", ["email"])]
    assert faults(Wire()(CHECKOUT, input=checkout_input(gid(cart)), key=used)) == []


def test_two_people_may_use_the_same_key(people: People, paystack: PaystackEmulator) -> None:
    agbada, used = garment(people.atelier), key()
    orders = {
        payload(Wire(user)(CHECKOUT, input=checkout_input(gid(cart_of(user, (agbada, 1)))), key=used))["order"]["id"]
        for user in (people.dami, people.cleo, None, None)
    }
    assert len(orders) == Order.objects.count() == 4


@contextmanager
def held(once: Once) -> Iterator[None]:
    """Another request, on its own connection, is at work under the key."""
    taken, done = Event(), Event()

    def work() -> None:
        try:
            with transaction.atomic():
                claim(once)
                taken.set()
                done.wait(30)
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        future = pool.submit(work)
        try:
            eventually(lambda: taken.is_set() or future.done())
            yield
        finally:
            done.set()
            future.result()


@pytest.mark.django_db(transaction=True)
def test_while_a_request_is_in_flight_its_twin_is_told_to_wait(
    transactional_db: None, people: People, paystack: PaystackEmulator
) -> None:
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    dami, used = Wire(people.dami), key()
    once = Once.over(scope=f"user:{people.dami.pk}", operation="checkoutComplete", key=used, given=None)
    before = everything()
    with held(once):
        answer = dami(CHECKOUT, input=checkout_input(gid(cart)), key=used)
        assert faults(answer) == [("IDEMPOTENCY_IN_FLIGHT", None)]
        assert everything() == before
    assert faults(dami(CHECKOUT, input=checkout_input(gid(cart)), key=used)) == []
