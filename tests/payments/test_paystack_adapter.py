"""The Paystack adapter over real HTTP, against the emulator: every method, every error that Paystack itself makes."""

from collections.abc import Callable, Iterator
from uuid import uuid4

import httpx
import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from fashionistar.payments.gateway import PaymentGateway
from fashionistar.payments.gateway_errors import (
    DuplicateReference,
    GatewayRejected,
    GatewayUnauthorized,
    GatewayUnavailable,
    TransactionNotFound,
)
from fashionistar.payments.gateway_words import GatewayStatus, Initialization, RefundReceipt, RefundStatus
from fashionistar.payments.gateways import configured_gateways, forget_gateways, gateway_named, payout_gateway_named
from fashionistar.payments.gateways.paystack import Paystack
from tests.emulator import DECLINED, INSUFFICIENT, SECRET_KEY, PaystackEmulator, eventually

NOTE = "Refund 7"


@pytest.fixture
def gateway(paystack: PaystackEmulator) -> Iterator[Paystack]:
    adapter = Paystack(SECRET_KEY, base_url=paystack.url)
    yield adapter
    adapter.close()


@pytest.fixture
def reference() -> str:
    return f"FS-{uuid4().hex}"


def begin(gateway: PaymentGateway, reference: str, **changes: object) -> Initialization:
    wanted: dict[str, object] = {
        "amount_minor": 1_250_000,
        "currency": "NGN",
        "email": "dami@example.com",
        "callback_url": "https://shop.test/done",
        "metadata": {"payment_id": "7"},
        **changes,
    }
    return gateway.initialize(reference=reference, **wanted)  # type: ignore[arg-type]


def give_back(gateway: PaymentGateway, reference: str, amount_minor: int) -> RefundReceipt:
    return gateway.refund(reference=reference, amount_minor=amount_minor, currency="NGN", note=NOTE)


@pytest.mark.parametrize("currency", ["NGN", "GHS", "ZAR", "KES", "USD"])
def test_a_transaction_is_abandoned_until_it_is_attempted(
    gateway: Paystack, paystack: PaystackEmulator, reference: str, currency: str
) -> None:
    opened = begin(gateway, reference, currency=currency)

    assert opened.reference == reference
    assert opened.authorization_url == f"{paystack.url}/checkout/{opened.access_code}"
    told = gateway.verify(reference=reference)
    assert (told.status, told.amount_minor, told.requested_amount_minor, told.currency, told.paid_at) == (
        GatewayStatus.ABANDONED,
        1_250_000,
        1_250_000,
        currency,
        None,
    )


def test_a_paid_transaction_is_told_in_full(gateway: Paystack, paystack: PaystackEmulator, reference: str) -> None:
    begin(gateway, reference)

    assert paystack.pay(reference) == "success"

    told = gateway.verify(reference=reference)
    assert (told.reference, told.status, told.amount_minor, told.requested_amount_minor) == (
        reference,
        GatewayStatus.SUCCESS,
        1_250_000,
        1_250_000,
    )
    assert (told.currency, told.channel, told.message) == ("NGN", "card", "Successful")
    assert told.paid_at is not None
    assert told.paid_at.utcoffset() is not None
    assert int(told.transaction_id) >= 4099260516


@pytest.mark.parametrize(("number", "message"), [(DECLINED, "Declined"), (INSUFFICIENT, "Insufficient Funds")])
def test_a_refused_card_fails_and_another_may_pay(
    gateway: Paystack, paystack: PaystackEmulator, reference: str, number: str, message: str
) -> None:
    begin(gateway, reference)
    paystack.pay(reference, number)

    told = gateway.verify(reference=reference)
    assert (told.status, told.message, told.paid_at) == (GatewayStatus.FAILED, message, None)

    paystack.pay(reference)
    assert gateway.verify(reference=reference).status is GatewayStatus.SUCCESS


def test_a_false_amount_or_currency_is_passed_on_as_told(
    gateway: Paystack, paystack: PaystackEmulator, reference: str
) -> None:
    begin(gateway, reference)
    paystack.pay(reference)
    paystack.settings(amount_skew=-1, requested_amount_skew=2, currency="GHS")

    told = gateway.verify(reference=reference)

    assert (told.amount_minor, told.requested_amount_minor, told.currency) == (1_249_999, 1_250_002, "GHS")


def test_a_reference_is_taken_once(gateway: Paystack, reference: str) -> None:
    begin(gateway, reference)

    with pytest.raises(DuplicateReference, match="Duplicate Transaction Reference"):
        begin(gateway, reference)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"email": "nobody"}, "Invalid Email Address Passed"),
        ({"amount_minor": 0}, "Invalid Amount Sent"),
        ({"amount_minor": -5}, "Invalid Amount Sent"),
        ({"callback_url": "javascript:alert(1)"}, "callback_url must be"),
        ({"currency": "XOF"}, "Paystack does not take XOF"),
    ],
)
def test_what_paystack_does_not_take_is_rejected(
    gateway: Paystack, reference: str, changes: dict[str, object], reason: str
) -> None:
    with pytest.raises(GatewayRejected, match=reason) as caught:
        begin(gateway, reference, **changes)

    assert caught.value.retriable is False
    with pytest.raises(TransactionNotFound):
        gateway.verify(reference=reference)


@pytest.mark.parametrize("strange", ["FS-unknown", "", ".", "..", "../../refund", "a?b=1", "a/b", "é", "a\nb", "%2e"])
def test_an_unknown_or_strange_reference_is_not_found(gateway: Paystack, strange: str) -> None:
    with pytest.raises(TransactionNotFound):
        gateway.verify(reference=strange)
    with pytest.raises(TransactionNotFound):
        gateway.refunds(reference=strange)


def test_a_wrong_key_is_an_operators_mistake_and_not_told(paystack: PaystackEmulator, reference: str) -> None:
    stranger = Paystack("sk_test_of_someone_else", base_url=paystack.url)

    with pytest.raises(GatewayUnauthorized, match="check PAYSTACK_SECRET_KEY") as caught:
        begin(stranger, reference)

    assert caught.value.retriable is True
    assert "sk_test_of_someone_else" not in f"{caught.value!r} {stranger!r}"


def test_refunds_are_given_up_to_what_was_paid(gateway: Paystack, paystack: PaystackEmulator, reference: str) -> None:
    begin(gateway, reference)
    with pytest.raises(GatewayRejected, match="has not been paid"):
        give_back(gateway, reference, 1_250_000)
    paystack.pay(reference)

    first = give_back(gateway, reference, 250_000)
    assert (first.status, first.amount_minor, first.currency) == (RefundStatus.PENDING, 250_000, "NGN")
    with pytest.raises(GatewayRejected, match="between 1 and 1000000"):
        give_back(gateway, reference, 1_000_001)
    second = give_back(gateway, reference, 1_000_000)
    with pytest.raises(GatewayRejected, match="fully reversed"):
        give_back(gateway, reference, 1)

    assert eventually(lambda: _all_processed(gateway, reference)) == (
        RefundReceipt(first.refund_id, RefundStatus.PROCESSED, 250_000, "NGN", NOTE),
        RefundReceipt(second.refund_id, RefundStatus.PROCESSED, 1_000_000, "NGN", NOTE),
    )
    assert gateway.verify(reference=reference).status is GatewayStatus.REVERSED


def _all_processed(gateway: Paystack, reference: str) -> tuple[RefundReceipt, ...]:
    receipts = gateway.refunds(reference=reference)
    return receipts if all(receipt.status is RefundStatus.PROCESSED for receipt in receipts) else ()


@pytest.mark.parametrize(("ending", "status"), [("failed", RefundStatus.FAILED), ("pending", RefundStatus.PENDING)])
def test_a_refund_may_fail_or_wait(
    gateway: Paystack, paystack: PaystackEmulator, reference: str, ending: str, status: RefundStatus
) -> None:
    paystack.settings(refunds=ending)
    begin(gateway, reference)
    paystack.pay(reference)

    sent = give_back(gateway, reference, 1_250_000)

    eventually(lambda: [receipt.status for receipt in gateway.refunds(reference=reference)] == [status])
    assert gateway.refunds(reference=reference) == (RefundReceipt(sent.refund_id, status, 1_250_000, "NGN", NOTE),)


def test_refunds_of_another_transaction_are_not_listed(gateway: Paystack, paystack: PaystackEmulator) -> None:
    refunded, other = f"FS-{uuid4().hex}", f"FS-{uuid4().hex}"
    for each in (refunded, other):
        begin(gateway, each)
        paystack.pay(each)
    receipt = give_back(gateway, refunded, 5)

    assert gateway.refunds(reference=other) == ()
    assert [found.refund_id for found in gateway.refunds(reference=refunded)] == [receipt.refund_id]


def test_a_refund_of_nothing_known_is_not_found(gateway: Paystack, reference: str) -> None:
    with pytest.raises(TransactionNotFound):
        give_back(gateway, reference, 5)


def test_a_refund_whose_answer_was_lost_is_found_and_was_sent_once(
    gateway: Paystack, paystack: PaystackEmulator, reference: str
) -> None:
    begin(gateway, reference)
    paystack.pay(reference)
    paystack.settings(lose_next=1)

    with pytest.raises(GatewayUnavailable, match="HTTP 504"):
        give_back(gateway, reference, 1_250_000)

    assert [receipt.amount_minor for receipt in gateway.refunds(reference=reference)] == [1_250_000]


def test_an_initialization_whose_answer_was_lost_is_a_duplicate(
    gateway: Paystack, paystack: PaystackEmulator, reference: str
) -> None:
    paystack.settings(lose_next=1)
    with pytest.raises(GatewayUnavailable):
        begin(gateway, reference)

    with pytest.raises(DuplicateReference):
        begin(gateway, reference)


def test_reading_is_tried_twice_and_writing_once(gateway: Paystack, paystack: PaystackEmulator, reference: str) -> None:
    paystack.settings(fail_next=1)
    with pytest.raises(GatewayUnavailable, match="HTTP 503"):
        begin(gateway, reference)
    begin(gateway, reference)

    paystack.settings(fail_next=1)
    assert gateway.verify(reference=reference).status is GatewayStatus.ABANDONED

    paystack.settings(fail_next=2)
    with pytest.raises(GatewayUnavailable, match="HTTP 503") as caught:
        gateway.verify(reference=reference)
    assert caught.value.retriable is True


def test_a_slow_gateway_is_unavailable(paystack: PaystackEmulator, reference: str) -> None:
    paystack.settings(latency_ms=3000)
    impatient = Paystack(SECRET_KEY, base_url=paystack.url, timeout=httpx.Timeout(0.05))

    with pytest.raises(GatewayUnavailable, match="ReadTimeout"):
        impatient.verify(reference=reference)


def test_a_gateway_that_is_down_is_unavailable(reference: str) -> None:
    nowhere = Paystack(SECRET_KEY, base_url="http://127.0.0.1:9")

    with pytest.raises(GatewayUnavailable, match="ConnectError"):
        nowhere.verify(reference=reference)


def test_the_settings_choose_the_gateway_once(paystack: PaystackEmulator, reference: str) -> None:
    gateway = gateway_named("paystack")

    assert gateway is gateway_named("paystack")
    assert gateway.name == "paystack"
    assert begin(gateway, reference).authorization_url.startswith(paystack.url)


@pytest.fixture
def unset() -> Iterator[None]:
    forget_gateways()
    yield
    forget_gateways()


def test_an_unusable_key_is_refused_without_being_told(settings: Settings, unset: None) -> None:
    settings.PAYSTACK_SECRET_KEY = "sk_test_a\nb"

    with pytest.raises(ImproperlyConfigured, match="must be printable ASCII") as caught:
        gateway_named("paystack")

    assert "sk_test_a" not in str(caught.value)


@pytest.mark.parametrize("named", [gateway_named, payout_gateway_named])
def test_a_gateway_without_a_key_is_not_there(settings: Settings, unset: None, named: Callable[[str], object]) -> None:
    settings.PAYSTACK_SECRET_KEY = ""

    with pytest.raises(GatewayUnauthorized, match="paystack is not configured"):
        named("paystack")
    assert configured_gateways().candidates(currency="NGN", country="NG") == ()
