"""A payment's page is opened once, under a reference that is stored before the gateway hears of it."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import (
    DuplicateReference,
    GatewayRejected,
    GatewayUnauthorized,
    GatewayUnavailable,
)
from fashionistar.payments.gateway_words import Initialization
from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.gateways.routing import Gateways, Route
from fashionistar.payments.models import Payment, PaymentAttempt
from fashionistar.payments.services.payment_initialize import payment_initialize
from tests.checkout.shopping import order_of
from tests.factories.catalogue import garment
from tests.people import People

CALLBACK = "http://testserver/graphql/"
PAGE = "https://checkout.example/"

type Answer = Callable[[str], str]


class Scripted(Paystack):
    """The adapter with scripted answers to `initialize`: each is told the reference and gives the page's URL."""

    def __init__(self, *answers: Answer, name: str = "paystack") -> None:
        super().__init__("sk_test_suite", base_url="http://127.0.0.1:9")
        self.name = name
        self.answers = list(answers)
        self.asked: list[tuple[str, bool]] = []

    def initialize(self, *, reference: str, **_: object) -> Initialization:
        self.asked.append((reference, Payment.objects.filter(reference=reference).exists()))
        return Initialization(reference, self.answers.pop(0)(reference), "code")


def opened_by(payment: Payment, *gateways: Scripted) -> Payment:
    """What comes of it when these are asked in turn."""
    named: dict[str, PaymentGateway] = {gateway.name: gateway for gateway in gateways}
    routes = [Route(name) for name in named]
    return payment_initialize(
        payment_id=payment.pk, gateways=Gateways(named, routes), callback_url=CALLBACK, now=timezone.now()
    )


def opens(reference: str) -> str:
    return PAGE + reference


def knows(reference: str) -> str:
    raise DuplicateReference("Duplicate Transaction Reference")


def is_down(reference: str) -> str:
    raise GatewayUnavailable("no answer")


def refuses_our_key(reference: str) -> str:
    raise GatewayUnauthorized("bad key")


def says_no(reference: str) -> str:
    raise GatewayRejected("not this amount")


def another_request_opens_it(reference: str) -> str:
    Payment.objects.filter(reference=reference).update(authorization_url=PAGE + reference)
    raise DuplicateReference("Duplicate Transaction Reference")


@pytest.fixture
def payment(people: People) -> Payment:
    """A payment that no gateway has heard of."""
    return order_of(people.dami, (garment(people.atelier), 1)).payment


def test_a_page_that_another_request_has_just_opened_is_taken(payment: Payment) -> None:
    gateway = Scripted(another_request_opens_it)
    opened = opened_by(payment, gateway)
    assert (opened.reference, opened.authorization_url) == (payment.reference, PAGE + payment.reference)
    assert gateway.asked == [(payment.reference, True)]


def test_a_reference_that_the_gateway_knows_is_replaced_and_stored_before_it_is_asked_again(payment: Payment) -> None:
    first = payment.reference
    gateway = Scripted(knows, opens)
    opened = opened_by(payment, gateway)
    assert opened.reference != first
    assert opened.authorization_url == PAGE + opened.reference
    assert gateway.asked == [(first, True), (opened.reference, True)]


def test_an_open_page_is_given_again_without_asking_the_gateway(payment: Payment) -> None:
    gateway = Scripted(opens)
    pages = {opened_by(payment, gateway).authorization_url for _ in range(2)}
    assert (pages, len(gateway.asked)) == ({PAGE + payment.reference}, 1)


def test_a_gateway_that_is_down_leaves_the_payment_as_it_was(payment: Payment) -> None:
    with pytest.raises(GatewayUnavailable):
        opened_by(payment, Scripted(is_down))
    assert Payment.objects.values_list("reference", "authorization_url").get() == (payment.reference, "")


@pytest.mark.parametrize("fault", [is_down, refuses_our_key])
def test_the_next_gateway_is_asked_under_a_new_reference_that_is_stored_before(payment: Payment, fault: Answer) -> None:
    first, second = Scripted(fault), Scripted(opens, name="flutterwave")
    opened = opened_by(payment, first, second)
    ((reference, was_stored),) = second.asked
    assert was_stored
    assert (opened.reference, opened.gateway, opened.authorization_url) == (reference, "flutterwave", PAGE + reference)
    assert set(PaymentAttempt.objects.values_list("reference", "gateway", "status")) == {
        (payment.reference, "paystack", "PENDING"),
        (reference, "flutterwave", "PENDING"),
    }


def test_a_gateway_that_says_no_is_believed_and_no_other_is_asked(payment: Payment) -> None:
    second = Scripted(opens, name="flutterwave")
    with pytest.raises(GatewayRejected):
        opened_by(payment, Scripted(says_no), second)
    assert (second.asked, PaymentAttempt.objects.count()) == ([], 1)


def test_when_all_are_down_a_retry_asks_again_under_the_same_references(payment: Payment) -> None:
    first, second = Scripted(is_down, is_down), Scripted(is_down, opens, name="flutterwave")
    with pytest.raises(GatewayUnavailable):
        opened_by(payment, first, second)
    opened = opened_by(payment, first, second)
    assert [reference for reference, _ in first.asked] == [payment.reference] * 2
    assert [reference for reference, _ in second.asked] == [opened.reference] * 2
    assert PaymentAttempt.objects.count() == 2


def test_of_two_pages_that_open_at_once_the_shopper_sees_one(payment: Payment) -> None:
    """While the first gateway is slow, another request passes it over and opens the second's page."""

    def slow(reference: str) -> str:
        opened_by(payment, Scripted(is_down), Scripted(opens, name="flutterwave"))
        return PAGE + "slow"

    opened = opened_by(payment, Scripted(slow), Scripted(name="flutterwave"))
    assert (opened.gateway, opened.authorization_url) == ("flutterwave", PAGE + opened.reference)
    assert PaymentAttempt.objects.filter(check_at__isnull=False).count() == 2
