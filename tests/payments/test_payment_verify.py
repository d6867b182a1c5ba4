"""Only the gateway's verified word moves a payment, and only when it is exactly what was asked for."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.models import OutboxEvent
from fashionistar.orders.models import Order
from fashionistar.payments.gateway_errors import DuplicateReference, GatewayError
from fashionistar.payments.gateway_words import GatewayStatus, Verification
from fashionistar.payments.gateways import configured_gateways, forget_gateways, gateway_named
from fashionistar.payments.models import Payment, PaymentAttempt, Refund
from fashionistar.payments.services.payment_initialize import payment_initialize
from fashionistar.payments.services.payment_verify import GIVE_UP_AFTER, payment_settle, payment_verify
from tests.checkout.shopping import order_of
from tests.emulator import DECLINED, PaystackEmulator
from tests.factories.catalogue import garment
from tests.payments.paying import payable
from tests.people import People
from tests.wire.client import Wire

VERIFY = (
    "mutation($r: String!) { paymentVerify(input: {reference: $r}) { payment { status message } userErrors { code } } }"
)


@pytest.fixture
def order(people: People, paystack: PaystackEmulator) -> Order:
    """Dami's order of one garment, its payment page open."""
    return payable(people.dami, (garment(people.atelier), 1))


def word(payment: Payment) -> Verification:
    """The gateway's word for exactly what was asked."""
    return Verification(
        reference=payment.reference,
        status=GatewayStatus.SUCCESS,
        amount_minor=payment.amount_minor,
        requested_amount_minor=payment.amount_minor,
        fee_minor=None,
        currency=payment.currency,
        transaction_id="7",
        paid_at=datetime(2026, 6, 1, tzinfo=UTC),
        channel="card",
        message="Approved",
    )


def opened_page(payment_id: UUID) -> Payment:
    return payment_initialize(
        payment_id=payment_id, gateways=configured_gateways(), callback_url="http://x", now=timezone.now()
    )


def facts(kind: str) -> int:
    return OutboxEvent.objects.filter(type=kind).count()


def test_the_shopper_asks_and_sees_her_payment(people: People, order: Order, paystack: PaystackEmulator) -> None:
    wire, reference = Wire(people.dami), order.payment.reference
    assert wire(VERIFY, r=reference).data["paymentVerify"]["payment"]["status"] == "PENDING"
    paystack.pay(reference, DECLINED)
    assert wire(VERIFY, r=reference).data["paymentVerify"]["payment"]["status"] == "FAILED"
    paystack.pay(reference)
    for _ in range(3):
        assert wire(VERIFY, r=reference).data["paymentVerify"]["payment"]["status"] == "SUCCEEDED"
    assert (facts("PaymentFailed"), facts("PaymentSucceeded")) == (1, 1)


def test_a_stranger_learns_nothing_of_a_payment(people: People, order: Order, paystack: PaystackEmulator) -> None:
    paystack.pay(order.payment.reference)
    for wire in (Wire(people.cleo), Wire()):
        answer = wire(VERIFY, r=order.payment.reference).data["paymentVerify"]
        assert answer == {"payment": None, "userErrors": [{"code": "NOT_FOUND"}]}
    assert Payment.objects.get().status == "PENDING"


def test_a_gateway_that_is_down_is_said(people: People, order: Order, paystack: PaystackEmulator) -> None:
    paystack.settings(fail_next=2)
    answer = Wire(people.dami)(VERIFY, r=order.payment.reference).data["paymentVerify"]
    assert answer == {"payment": None, "userErrors": [{"code": "GATEWAY_UNAVAILABLE"}]}
    assert Payment.objects.get().status == "PENDING"


@pytest.mark.parametrize(
    ("change", "told", "goes_back"),
    [
        ({"reference": "another"}, "another reference", []),
        ({"currency": "USD"}, "currency USD instead of NGN", []),
        ({"requested_amount_minor": 1}, "1 requested instead of 4500000", [4_500_000]),
        ({"amount_minor": 4_499_999}, "4499999 paid instead of 4500000", [4_499_999]),
    ],
)
def test_a_word_that_differs_from_what_was_asked_moves_no_order(
    order: Order, change: dict[str, object], told: str, goes_back: list[int]
) -> None:
    payment_settle(
        reference=order.payment.reference, verification=replace(word(order.payment), **change), now=timezone.now()
    )
    payment = Payment.objects.get()
    assert (payment.status, payment.message, payment.paid_at) == ("MISMATCHED", told, None)
    assert (facts("PaymentMismatched"), facts("PaymentSucceeded")) == (1, 0)
    assert [(refund.amount_minor, refund.status) for refund in Refund.objects.all()] == [
        (minor, "REQUESTED") for minor in goes_back
    ]
    order.refresh_from_db()
    assert order.status == "PENDING_PAYMENT"


def test_the_emulators_skewed_amount_is_caught_end_to_end(order: Order, paystack: PaystackEmulator) -> None:
    paystack.settings(requested_amount_skew=-100)
    paystack.pay(order.payment.reference)
    payment = payment_verify(reference=order.payment.reference, gateways=configured_gateways(), now=timezone.now())
    assert payment.status == "MISMATCHED"


@pytest.mark.django_db(transaction=True)
def test_sixteen_words_at_once_are_one_success(order: Order) -> None:
    def settle(_: int) -> None:
        try:
            payment_settle(reference=order.payment.reference, verification=word(order.payment), now=timezone.now())
        finally:
            connection.close()

    with ThreadPoolExecutor(16) as pool:
        list(pool.map(settle, range(16)))
    assert (Payment.objects.get().status, facts("PaymentSucceeded")) == ("SUCCEEDED", 1)


def test_a_reference_that_is_not_ours_is_not_found(db: None, paystack: PaystackEmulator) -> None:
    with pytest.raises(DomainError) as refused:
        payment_verify(reference="unknown", gateways=configured_gateways(), now=timezone.now())
    assert refused.value.codes == ("NOT_FOUND",)


def test_a_payment_that_the_gateway_does_not_know_is_asked_about_ever_more_rarely(
    people: People, paystack: PaystackEmulator
) -> None:
    payment = order_of(people.dami, (garment(people.atelier), 1)).payment
    waits = []
    for age in (timedelta(), timedelta(minutes=10), timedelta(hours=2), timedelta(days=1)):
        now = PaymentAttempt.objects.get().created_at + age
        payment_verify(reference=payment.reference, gateways=configured_gateways(), now=now)
        check_at = PaymentAttempt.objects.get().check_at
        assert check_at is not None
        waits.append(check_at - now)
    assert waits == [timedelta(seconds=60), timedelta(minutes=10), timedelta(hours=2), timedelta(hours=6)]
    late = payment.created_at + GIVE_UP_AFTER + timedelta(seconds=1)
    payment_verify(reference=payment.reference, gateways=configured_gateways(), now=late)
    assert PaymentAttempt.objects.get().check_at is None


def test_a_page_is_opened_once(order: Order, paystack: PaystackEmulator) -> None:
    paystack.settings(fail_next=5)
    again = payment_initialize(
        payment_id=order.payment_id, gateways=configured_gateways(), callback_url="http://x", now=timezone.now()
    )
    assert again.authorization_url == order.payment.authorization_url != ""


def test_a_page_whose_answer_was_lost_gets_a_new_reference(people: People, paystack: PaystackEmulator) -> None:
    payment = order_of(people.dami, (garment(people.atelier), 1)).payment
    paystack.settings(lose_next=1)
    with pytest.raises(GatewayError):
        payment_initialize(
            payment_id=payment.pk, gateways=configured_gateways(), callback_url="http://x", now=timezone.now()
        )
    again = payment_initialize(
        payment_id=payment.pk, gateways=configured_gateways(), callback_url="http://x", now=timezone.now()
    )
    assert again.authorization_url != ""
    assert again.reference != payment.reference
    with pytest.raises(DuplicateReference):
        gateway_named("paystack").initialize(
            reference=payment.reference,
            amount_minor=100,
            currency="NGN",
            email="a@b.co",
            callback_url="",
            metadata={},
        )


def test_checkout_says_when_the_gateway_refuses_and_keeps_the_order(people: People, settings: Settings) -> None:
    order = order_of(people.dami, (garment(people.atelier), 1))
    settings.PAYSTACK_BASE_URL = "http://127.0.0.1:9"
    forget_gateways()
    with pytest.raises(GatewayError):
        payment_initialize(
            payment_id=order.payment_id, gateways=configured_gateways(), callback_url="http://x", now=timezone.now()
        )
    forget_gateways()
    assert Payment.objects.get().authorization_url == ""
