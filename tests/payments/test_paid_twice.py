"""Two pages of one payment may both be paid: the first counts, and what the other brings goes back."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.kernel.models import OutboxEvent
from fashionistar.orders.models import Order
from fashionistar.payments.gateway_errors import GatewayUnavailable
from fashionistar.payments.gateways import configured_gateways, gateway_named
from fashionistar.payments.models import Payment, PaymentAttempt, Refund, WebhookEvent
from fashionistar.payments.services.payment_initialize import payment_initialize
from fashionistar.payments.services.payment_verify import payment_settle
from fashionistar.payments.tasks import sweep_payments, sweep_refunds
from tests.checkout.shopping import order_of
from tests.emulator import PaystackEmulator, eventually
from tests.factories.catalogue import garment
from tests.payments.paying import charge_success, deliver, process
from tests.payments.test_payment_verify import word
from tests.people import People
from tests.wire.client import Wire

type Relay = Callable[[], int]

VERIFY = "mutation($r: String!) { paymentVerify(input: {reference: $r}) { payment { status } userErrors { code } } }"


@pytest.fixture
def order(people: People, paystack: PaystackEmulator) -> Order:
    """Dami's order: the answer to its first page was lost, the second is the one she sees."""
    order = order_of(people.dami, (garment(people.atelier), 1))
    paystack.settings(lose_next=1)
    with pytest.raises(GatewayUnavailable):
        opened(order)
    opened(order)
    order.refresh_from_db()
    return order


def opened(order: Order) -> None:
    payment_initialize(payment_id=order.payment_id, gateways=configured_gateways(), callback_url="", now=timezone.now())


def references(order: Order) -> list[str]:
    return list(
        PaymentAttempt.objects.filter(payment=order.payment_id).order_by("pk").values_list("reference", flat=True)
    )


def facts(kind: str) -> int:
    return OutboxEvent.objects.filter(type=kind).count()


def test_a_page_that_nobody_saw_and_that_was_paid_after_all_pays_the_order(
    people: People, order: Order, paystack: PaystackEmulator, relay: Relay
) -> None:
    hidden, shown = references(order)
    assert (order.payment.reference, order.payment.authorization_url != "") == (shown, True)
    paystack.pay(hidden)
    answer = Wire(people.dami)(VERIFY, r=hidden).data["paymentVerify"]
    assert answer == {"payment": {"status": "SUCCEEDED"}, "userErrors": []}
    relay()
    order.refresh_from_db()
    assert (order.status, Payment.objects.get().reference, Refund.objects.count()) == ("PAID", hidden, 0)


@pytest.mark.parametrize("by_webhook", [True, False], ids=["webhook", "poller"])
def test_a_second_success_goes_back_whole_and_the_order_stays_paid(
    order: Order, paystack: PaystackEmulator, relay: Relay, by_webhook: bool
) -> None:
    hidden, shown = references(order)
    for reference in (shown, hidden):
        paystack.pay(reference)
        if by_webhook:
            deliver(charge_success(reference))
            process(WebhookEvent.objects.get(reference=reference))
        else:
            PaymentAttempt.objects.filter(reference=reference).update(check_at=timezone.now() - timedelta(days=1))
            sweep_payments()
        relay()
    refund = Refund.objects.get()
    assert (refund.attempt.reference, refund.attempt.status) == (hidden, "SURPLUS")
    sweep_refunds()
    listed = gateway_named("paystack").refunds
    eventually(lambda: [r.status for r in listed(reference=hidden)] == ["PROCESSED"])
    Refund.objects.filter(due_at__isnull=False).update(due_at=timezone.now() - timedelta(days=1))
    sweep_refunds()
    relay()
    assert [r.amount_minor for r in listed(reference=hidden)] == [order.payment.amount_minor]
    assert listed(reference=shown) == ()
    order.refresh_from_db()
    payment = Payment.objects.get()
    assert (order.status, payment.status, payment.reference, payment.refunded_minor) == ("PAID", "SUCCEEDED", shown, 0)
    assert (facts("PaymentSucceeded"), facts("PaymentDuplicated"), facts("RefundProcessed")) == (1, 1, 1)


def test_a_second_success_that_comes_twice_goes_back_once(order: Order) -> None:
    hidden, shown = references(order)
    for reference in (shown, hidden, hidden, shown):
        payment_settle(
            reference=reference, verification=replace(word(order.payment), reference=reference), now=timezone.now()
        )
    assert (Refund.objects.count(), facts("PaymentDuplicated"), facts("PaymentSucceeded")) == (1, 1, 1)


def test_a_second_try_that_differs_from_what_was_asked_goes_back_too(order: Order) -> None:
    hidden, shown = references(order)
    payment_settle(reference=shown, verification=replace(word(order.payment), reference=shown), now=timezone.now())
    less = replace(word(order.payment), reference=hidden, amount_minor=1)
    payment_settle(reference=hidden, verification=less, now=timezone.now())
    assert (Payment.objects.get().status, facts("PaymentMismatched")) == ("SUCCEEDED", 1)
    refund = Refund.objects.get()
    assert (refund.attempt.reference, refund.amount_minor, refund.status) == (hidden, 1, "REQUESTED")


def test_a_failure_of_a_page_that_nobody_sees_says_nothing_of_the_payment(
    order: Order, paystack: PaystackEmulator
) -> None:
    hidden, _ = references(order)
    paystack.pay(hidden, "4084080000005408")
    PaymentAttempt.objects.filter(reference=hidden).update(check_at=timezone.now() - timedelta(days=1))
    sweep_payments()
    assert PaymentAttempt.objects.get(reference=hidden).status == "FAILED"
    assert (Payment.objects.get().status, facts("PaymentFailed")) == ("PENDING", 0)
