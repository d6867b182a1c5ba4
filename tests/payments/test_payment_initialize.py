"""A payment's page is opened once, under a reference that is stored before the gateway hears of it."""

from collections.abc import Callable

import pytest

from fashionistar.payments.gateway import DuplicateReference, GatewayUnavailable, Initialization
from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.models import Payment
from fashionistar.payments.services.payment_initialize import payment_initialize
from tests.checkout.shopping import order_of
from tests.factories.catalogue import garment
from tests.people import People

CALLBACK = "http://testserver/graphql/"
PAGE = "https://checkout.example/"

type Answer = Callable[[str], str]


class Scripted(Paystack):
    """The adapter with scripted answers to `initialize`: each is told the reference and gives the page's URL."""

    def __init__(self, *answers: Answer) -> None:
        super().__init__("sk_test_suite", base_url="http://127.0.0.1:9")
        self.answers = list(answers)
        self.asked: list[tuple[str, bool]] = []

    def initialize(self, *, reference: str, **_: object) -> Initialization:
        self.asked.append((reference, Payment.objects.filter(reference=reference).exists()))
        return Initialization(reference, self.answers.pop(0)(reference), "code")


def opens(reference: str) -> str:
    return PAGE + reference


def knows(reference: str) -> str:
    raise DuplicateReference("Duplicate Transaction Reference")


def is_down(reference: str) -> str:
    raise GatewayUnavailable("no answer")


def another_request_opens_it(reference: str) -> str:
    Payment.objects.filter(reference=reference).update(authorization_url=PAGE + reference)
    raise DuplicateReference("Duplicate Transaction Reference")


@pytest.fixture
def payment(people: People) -> Payment:
    """A payment that no gateway has heard of."""
    return order_of(people.dami, (garment(people.atelier), 1)).payment


def test_a_page_that_another_request_has_just_opened_is_taken(payment: Payment) -> None:
    gateway = Scripted(another_request_opens_it)
    opened = payment_initialize(payment_id=payment.pk, gateway=gateway, callback_url=CALLBACK)
    assert (opened.reference, opened.authorization_url) == (payment.reference, PAGE + payment.reference)
    assert gateway.asked == [(payment.reference, True)]


def test_a_reference_that_the_gateway_knows_is_replaced_and_stored_before_it_is_asked_again(payment: Payment) -> None:
    first = payment.reference
    gateway = Scripted(knows, opens)
    opened = payment_initialize(payment_id=payment.pk, gateway=gateway, callback_url=CALLBACK)
    assert opened.reference != first
    assert opened.authorization_url == PAGE + opened.reference
    assert gateway.asked == [(first, True), (opened.reference, True)]


def test_an_open_page_is_given_again_without_asking_the_gateway(payment: Payment) -> None:
    gateway = Scripted(opens)
    pages = {
        payment_initialize(payment_id=payment.pk, gateway=gateway, callback_url=CALLBACK).authorization_url
        for _ in range(2)
    }
    assert (pages, len(gateway.asked)) == ({PAGE + payment.reference}, 1)


def test_a_gateway_that_is_down_leaves_the_payment_as_it_was(payment: Payment) -> None:
    with pytest.raises(GatewayUnavailable):
        payment_initialize(payment_id=payment.pk, gateway=Scripted(is_down), callback_url=CALLBACK)
    assert Payment.objects.values_list("reference", "authorization_url").get() == (payment.reference, "")
