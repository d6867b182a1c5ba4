"""What only Flutterwave does: several transactions of one reference, days, words for refunds and transfers."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django.fixtures import Settings

from fashionistar.payments.gateway import PaymentGateway, PayoutGateway
from fashionistar.payments.gateway_words import GatewayStatus, RefundStatus, TransferStatus
from fashionistar.payments.gateways.flutterwave import flutterwave_from_settings
from fashionistar.payments.gateways.flutterwave.reading import refund_receipt, transfer_receipt
from tests.payments.contract.rigs import Rig


@pytest.fixture
def rig(start_rig: Callable[[str], Rig]) -> Rig:
    return start_rig("flutterwave")


def test_a_payment_on_either_of_two_pages_is_found(rig: Rig, reference: str) -> None:
    first, second = rig.begin(reference), rig.begin(reference)
    rig.pay(first, approved=False)
    rig.pay(second)

    told = rig.gateway.verify(reference=reference)
    since = datetime.now(UTC) - timedelta(minutes=5)
    tries = [row for row in rig.gateway.payments(since=since, until=datetime.now(UTC)) if row.reference == reference]

    assert told.status is GatewayStatus.SUCCESS
    assert {row.status for row in tries} == {GatewayStatus.SUCCESS, GatewayStatus.FAILED}
    assert [row.transaction_id for row in tries if row.status is GatewayStatus.SUCCESS] == [told.transaction_id]


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("completed", RefundStatus.PROCESSED),
        ("completed-momo", RefundStatus.PROCESSED),
        ("completed-bank-transfer", RefundStatus.PROCESSED),
        ("failed", RefundStatus.FAILED),
        ("disburse-failed", RefundStatus.FAILED),
        ("pending-momo", RefundStatus.PENDING),
        ("new", RefundStatus.PENDING),
        (None, RefundStatus.PENDING),
    ],
)
def test_refunds_have_many_words(word: str | None, status: RefundStatus) -> None:
    row = {"id": 5, "amount_refunded": "69.50", "status": word, "comment": None, "meta": "text"}
    assert (refund_receipt(row, "NGN").status, refund_receipt(row, "NGN").amount_minor) == (status, 6950)


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("NEW", TransferStatus.PENDING),
        ("successful", TransferStatus.SUCCESS),
        ("FAILED", TransferStatus.FAILED),
        ("REVERSED", TransferStatus.REVERSED),
        ("IN TRANSIT", TransferStatus.UNKNOWN),
    ],
)
def test_transfers_have_words_that_we_may_not_know(word: str, status: TransferStatus) -> None:
    row = {"id": 5, "reference": "fs-1", "amount": 20, "currency": "UGX", "fee": None, "status": word}
    told = transfer_receipt(row)
    assert (told.status, told.amount_minor, told.fee_minor, told.created_at) == (status, 20, None, None)


def test_the_settings_make_the_gateway_or_none(settings: Settings, rig: Rig) -> None:
    settings.FLUTTERWAVE_SECRET_KEY, settings.FLUTTERWAVE_WEBHOOK_HASH = "FLWSECK_TEST-a", "hash"
    settings.FLUTTERWAVE_BASE_URL = rig.url
    gateway: PaymentGateway | None = flutterwave_from_settings()
    payouts: PayoutGateway | None = flutterwave_from_settings()

    assert repr(payouts) == repr(gateway)
    assert repr(gateway) == f"Flutterwave('{rig.url}')"
    settings.FLUTTERWAVE_SECRET_KEY = ""
    assert flutterwave_from_settings() is None


@pytest.mark.parametrize(
    ("key", "secret", "reason"),
    [("FLWSECK_TEST-a", "", "FLUTTERWAVE_WEBHOOK_HASH"), ("FLWSECK_TEST-a\nb", "w", "printable ASCII")],
)
def test_unusable_secrets_are_refused_without_being_told(
    settings: Settings, key: str, secret: str, reason: str
) -> None:
    settings.FLUTTERWAVE_SECRET_KEY, settings.FLUTTERWAVE_WEBHOOK_HASH = key, secret

    with pytest.raises(ImproperlyConfigured, match=reason) as caught:
        flutterwave_from_settings()

    assert "FLWSECK_TEST-a" not in str(caught.value)
