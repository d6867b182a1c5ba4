"""A payment that arrives after its hold has ended: the units again, or the money back; and any history in between."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fashionistar.inventory.models import Hold, StockItem
from fashionistar.inventory.services.holds_expire import holds_expire
from fashionistar.kernel.models import OutboxEvent
from fashionistar.orders.models import Order, OrderStatus, VendorOrder, VendorOrderStatus
from fashionistar.orders.services.order_expire import order_expire
from fashionistar.orders.services.order_pay import order_pay
from fashionistar.orders.services.order_refund import order_refund
from fashionistar.orders.transitions import ORDER, VENDOR_ORDER
from fashionistar.payments.models import Payment, Refund
from fashionistar.payments.tasks import sweep_refunds
from fashionistar.relay import deliver_due
from tests.checkout.shopping import order_of, settled
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.payments.paying import payable
from tests.people import People
from tests.wire.client import Wire, gid

type Relay = Callable[[], int]


def after_the_hold() -> datetime:
    return timezone.now() + timedelta(hours=1)


def stock() -> tuple[int, int]:
    return StockItem.objects.values_list("on_hand", "reserved").get()


def test_an_order_that_nobody_pays_expires_and_its_units_are_free(people: People, relay: Relay) -> None:
    order = order_of(people.dami, (garment(people.atelier, stock=3), 2))
    assert stock() == (3, 2)
    holds_expire(now=after_the_hold())
    relay()
    order.refresh_from_db()
    assert (order.status, stock(), order.vendor_orders.get().status) == ("EXPIRED", (3, 0), "CANCELLED")


@pytest.mark.parametrize("heard", [True, False], ids=["expiry heard first", "payment heard first"])
def test_a_late_payment_gets_its_units_again(people: People, relay: Relay, heard: bool) -> None:
    order = order_of(people.dami, (garment(people.atelier, stock=3), 2))
    holds_expire(now=after_the_hold())
    if heard:
        relay()
    settled(order)
    relay()
    order.refresh_from_db()
    assert (order.status, stock(), order.vendor_orders.get().status) == ("PAID", (1, 0), "PAID")
    assert Refund.objects.count() == 0


def test_a_late_payment_for_units_that_are_gone_goes_back_and_says_so(
    people: People, relay: Relay, paystack: PaystackEmulator
) -> None:
    gown = garment(people.atelier, stock=2)
    late = payable(people.dami, (gown, 2))
    holds_expire(now=after_the_hold())
    relay()
    quick = order_of(people.cleo, (gown, 1))
    settled(quick)
    relay()
    paystack.pay(late.payment.reference)
    verify = "mutation($r: String!) { paymentVerify(input: {reference: $r}) { payment { status } } }"
    Wire(people.dami)(verify, r=late.payment.reference)
    relay()
    late.refresh_from_db()
    assert (late.status, stock(), late.vendor_orders.get().status) == ("REFUNDING", (1, 0), "CANCELLED")
    assert Refund.objects.get().reason == "The payment arrived after the items were sold."
    for _ in range(2):
        sweep_refunds()
        Refund.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    relay()
    seen = Wire(people.dami)("query($id: ID!) { order(id: $id) { status payment { status } } }", id=gid(late))
    assert seen.data["order"] == {"status": "REFUNDED", "payment": {"status": "REFUNDED"}}


def test_facts_that_come_again_change_nothing(people: People, relay: Relay) -> None:
    order = order_of(people.dami, (garment(people.atelier, stock=3), 2))
    settled(order)
    relay()
    facts = OutboxEvent.objects.count()
    order_pay(order_id=order.pk, now=timezone.now())
    order_expire(order_id=order.pk, now=timezone.now())
    order_refund(order_id=order.pk)
    order.refresh_from_db()
    assert (order.status, stock(), OutboxEvent.objects.count()) == ("PAID", (1, 0), facts)


STEPS = st.lists(st.tuples(st.sampled_from(["pay", "expire", "hear", "refunded"]), st.integers(0, 2)), max_size=18)


class TestOrdersUnderAnyHistory(TestCase):
    """Whatever comes in whatever order, statuses follow the table and every unit is accounted for."""

    @given(STEPS)
    @settings(max_examples=15, deadline=None)
    def test_statuses_follow_the_table_and_units_balance(self, steps: list[tuple[str, int]]) -> None:
        people = People()
        gown = garment(people.atelier, stock=4)
        orders = [order_of(None, (gown, units)) for units in (1, 1, 2)]
        seen = {order.pk: (order.status, "PENDING_PAYMENT") for order in orders}
        for number, (step, which) in enumerate(steps):
            self.take(step, orders[which], timezone.now() + timedelta(hours=number))
            while deliver_due(clock=timezone.now) if step == "hear" else 0:
                pass
            for order in orders:
                seen[order.pk] = self.follows(order.pk, seen[order.pk])
            sold = sum(h.lines.get().quantity for h in Hold.objects.filter(status="COMMITTED"))
            active = sum(h.lines.get().quantity for h in Hold.objects.filter(status="ACTIVE"))
            assert stock() == (4 - sold, active)
            assert all(refunds <= 1 for refunds in (Refund.objects.filter(payment=o.payment).count() for o in orders))

    @staticmethod
    def take(step: str, order: Order, now: datetime) -> None:
        if step == "pay":
            settled(order)
        elif step == "expire":
            holds_expire(now=now, limit=1)
        elif step == "refunded" and Order.objects.filter(pk=order.pk, status="REFUNDING").exists():
            Payment.objects.filter(pk=order.payment_id).update(status="REFUNDED")
            order_refund(order_id=order.pk)

    @staticmethod
    def follows(pk: object, before: tuple[str, str]) -> tuple[str, str]:
        """Several steps of the table may lie between two looks; each must be reachable."""
        order, part = Order.objects.get(pk=pk), VendorOrder.objects.get(order=pk)
        assert order.status in reachable(ORDER, OrderStatus(before[0]))
        assert part.status in reachable(VENDOR_ORDER, VendorOrderStatus(before[1]))
        assert (order.status == "PAID") == (part.status == "PAID")
        return order.status, part.status


def reachable(table: object, start: object) -> set[object]:
    found, todo = {start}, [start]
    while todo:
        for after in table[todo.pop()]:  # type: ignore[index]
            if after not in found:
                found.add(after)
                todo.append(after)
    return found
