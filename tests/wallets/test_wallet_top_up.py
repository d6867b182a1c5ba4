"""`walletTopUp`: a payment into one's wallet, credited once, on the gateway's word."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.ledger.account_refs import gateway_clearing, gateway_fees, shopper_refunds_due, wallet
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.selectors import balance
from fashionistar.orders.models import Order
from fashionistar.orders.selectors import delivery_evidence
from fashionistar.payments.gateways import forget_gateways
from fashionistar.payments.models import Payment, Refund
from fashionistar.wallets.checks import wallet_checks
from fashionistar.wallets.services.top_up_credit import top_up_credit
from tests.checkout.shopping import everything, faults, payload
from tests.emulator import PaystackEmulator
from tests.people import People
from tests.projection.alike import undone
from tests.settlement.selling import answered, books_are_right
from tests.wallets.keeping import assert_right, filled, held, wallets
from tests.wire.client import Wire, key

TOP_UP = """mutation($input: WalletTopUpInput!, $key: String!) {
  walletTopUp(input: $input) @idempotent(key: $key) {
    payment { id reference purpose status authorizationUrl amount { amount currency } } userErrors { code field } } }"""
VERIFY = "mutation($r: String!) { paymentVerify(input: {reference: $r}) { payment { status } userErrors { code } } }"

type Relay = Callable[[], int]


def given(amount: str = "5000.00", currency: str = "NGN", **more: str) -> dict[str, Any]:
    return {"amount": {"amount": amount, "currency": currency}, **more}


def paid_in_is_wrong() -> int:
    """How many paid top-ups and cards are not in the books two hours later, or not as they were paid."""
    return sum(found.wrong for found in wallet_checks()[-1].run(timezone.now() + timedelta(hours=2)))


def test_money_that_the_gateway_confirms_is_in_the_wallet_once(
    people: People, paystack: PaystackEmulator, relay: Relay
) -> None:
    dami, same = Wire(people.dami), key()
    asked = payload(dami(TOP_UP, input=given(), key=same))["payment"]
    assert (asked["purpose"], asked["status"], asked["amount"]) == (
        "WALLET_TOP_UP",
        "PENDING",
        {"amount": "5000.00", "currency": "NGN"},
    )
    assert asked["authorizationUrl"].startswith(paystack.url)
    assert payload(dami(TOP_UP, input=given(), key=same))["payment"] == asked
    relay()
    assert wallets(people.dami) == []
    paystack.pay(asked["reference"])
    assert payload(dami(VERIFY, r=asked["reference"]))["payment"] == {"status": "SUCCEEDED"}
    assert paid_in_is_wrong()
    relay()
    payment = Payment.objects.get()
    assert not paid_in_is_wrong()
    with undone():
        Payment.objects.update(amount_minor=1)
        assert paid_in_is_wrong()
    top_up_credit(payment_id=payment.pk, now=timezone.now())
    assert wallets(people.dami) == [
        {"currency": "NGN", "available": {"amount": "5000.00"}, "pending": {"amount": "0.00"}}
    ]
    assert payment.fee_minor
    assert balance(gateway_clearing("paystack", "NGN")).posted == 5_000_00 - payment.fee_minor
    assert balance(gateway_fees("paystack", "NGN")).posted == payment.fee_minor
    assert LedgerTransfer.objects.get().reference == f"top_up:{payment.pk}"
    assert Order.objects.count() == 0
    assert_right()


def test_a_dispute_about_it_can_be_answered(people: People, paystack: PaystackEmulator) -> None:
    asked = payload(Wire(people.dami)(TOP_UP, input=given(), key=key()))["payment"]
    paystack.pay(asked["reference"])
    Wire(people.dami)(VERIFY, r=asked["reference"])
    found = delivery_evidence(Payment.objects.get().pk, details="She spent it since.")
    assert (found.customer_email, found.service_details) == (
        "dami@example.com",
        "Wallet Top Up, credited when it was paid. She spent it since.",
    )


def test_nobody_else_sees_the_payment(people: People, paystack: PaystackEmulator) -> None:
    asked = payload(Wire(people.dami)(TOP_UP, input=given(), key=key()))["payment"]
    for wire in (Wire(people.cleo), Wire()):
        assert wire("query($id: ID!) { node(id: $id) { id } }", id=asked["id"]).data == {"node": None}
        assert payload(wire(VERIFY, r=asked["reference"])) == {"payment": None, "userErrors": [{"code": "NOT_FOUND"}]}


@pytest.mark.parametrize(
    ("amount", "currency"),
    [("499.99", "NGN"), ("1000000.01", "NGN"), ("600.001", "NGN"), ("0", "USD"), ("-5", "USD"), ("1e40", "USD")],
)
def test_an_amount_beyond_the_limits_is_refused(people: People, amount: str, currency: str) -> None:
    dami = Wire(people.dami)
    before = everything()
    assert faults(dami(TOP_UP, input=given(amount, currency), key=key())) == [("INVALID", ["amount", "amount"])]
    assert everything() == before


def test_a_wallet_may_hold_so_much(people: People, settings: Settings, paystack: PaystackEmulator) -> None:
    settings.STORED_VALUE_LIMITS = settings.STORED_VALUE_LIMITS | {
        "NGN": {"least": 1, "most": 9_000, "most_held": 10_000, "step_up_above": 1}
    }
    filled(people.dami, 5_000_01)
    assert faults(Wire(people.dami)(TOP_UP, input=given("5000.00"), key=key())) == [("INVALID", ["amount", "amount"])]
    assert faults(Wire(people.dami)(TOP_UP, input=given("4999.99"), key=key())) == []


def test_with_the_gateway_out_of_reach_a_retry_opens_the_page(
    people: People, paystack: PaystackEmulator, settings: Settings
) -> None:
    dami, same = Wire(people.dami), key()
    settings.PAYSTACK_BASE_URL = "http://127.0.0.1:9"
    forget_gateways()
    answer = dami(TOP_UP, input=given(), key=same)
    assert faults(answer) == [("GATEWAY_UNAVAILABLE", None)]
    settings.PAYSTACK_BASE_URL = paystack.url
    forget_gateways()
    again = payload(dami(TOP_UP, input=given(), key=same))
    assert again["payment"]["id"] == payload(answer)["payment"]["id"]
    assert again["payment"]["authorizationUrl"].startswith(paystack.url)
    assert Payment.objects.count() == 1


def test_money_for_an_account_that_is_gone_goes_back(people: People, paystack: PaystackEmulator, relay: Relay) -> None:
    asked = payload(Wire(people.dami)(TOP_UP, input=given(), key=key()))["payment"]
    paystack.pay(asked["reference"])
    Wire(people.dami)(VERIFY, r=asked["reference"])
    people.dami.is_active = False
    people.dami.save()
    relay()
    assert held(wallet(people.dami.pk, "NGN")) == (0, 0)
    assert Refund.objects.get().amount_minor == 5_000_00
    assert held(shopper_refunds_due(Payment.objects.get().pk, "NGN")) == (5_000_00, 0)
    answered(Refund.objects.get())
    relay()
    assert held(shopper_refunds_due(Payment.objects.get().pk, "NGN")) == (0, 0)
    books_are_right()


def test_an_account_with_money_cannot_be_deleted(people: People) -> None:
    filled(people.dami, 12_50)
    dami = Wire(people.dami)
    before = everything()
    answer = dami("mutation { accountDelete(input: {}) { deletedId userErrors { code message } } }")
    assert payload(answer) == {
        "deletedId": None,
        "userErrors": [
            {
                "code": "STATUS_CONFLICT",
                "message": "Your wallet holds 12.50 NGN. Spend it first, or ask us to pay it out.",
            }
        ],
    }
    assert everything() == before
