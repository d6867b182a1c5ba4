"""What gateways tell oddly, and what we make of it."""

from datetime import UTC, datetime
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fashionistar.kernel.money import exponent
from fashionistar.payments.gateway_errors import GatewayAnswerInvalid, GatewayRejected
from fashionistar.payments.gateway_words import GatewayStatus
from fashionistar.payments.gateways.flutterwave import reading as flutterwave
from fashionistar.payments.gateways.flutterwave.payments import CURRENCIES as FLUTTERWAVE_CURRENCIES
from fashionistar.payments.gateways.stripe import CURRENCIES as STRIPE_CURRENCIES
from fashionistar.payments.gateways.stripe import reading as stripe
from tests.payments.contract.rigs import Rig

AT = datetime(2026, 11, 20, 9, 15, 2, tzinfo=UTC)
#: For each gateway, what is told otherwise about a payment of NGN 12,500.50, and what of our reading is then otherwise.
ODD: dict[str, list[tuple[dict[str, object], dict[str, object]]]] = {
    "flutterwave": [
        ({"amount": "12500.50"}, {}),
        ({"amount": " 12500.5 "}, {}),
        ({"amount": 1.25005e4}, {}),
        ({"meta": None}, {}),
        ({"meta": ""}, {}),
        ({"meta": 0}, {}),
        ({"meta": {"payment_id": "7"}}, {}),
        ({"meta": [{"payment_id": "7"}]}, {}),
        ({"app_fee": None}, {"fee_minor": None}),
        ({"app_fee": ""}, {"fee_minor": None}),
        ({"app_fee": "26.875"}, {"fee_minor": 2688}),
        ({"app_fee": 26.874}, {"fee_minor": 2687}),
        ({"created_at": "2026-11-20T09:15:02.000Z"}, {"paid_at": AT}),
        ({"created_at": None, "createdAt": "2026-11-20T10:15:02+01:00"}, {"paid_at": AT}),
        ({"created_at": None, "createdAt": "yesterday"}, {"paid_at": None}),
        ({"status": "settled"}, {"status": GatewayStatus.UNKNOWN, "paid_at": None}),
        ({"status": None}, {"status": GatewayStatus.UNKNOWN, "paid_at": None}),
        ({"status": "SUCCESSFUL", "currency": "ngn"}, {}),
        ({"status": "success-pending-validation"}, {"status": GatewayStatus.PENDING, "paid_at": None}),
        ({"status": "cancelled"}, {"status": GatewayStatus.ABANDONED, "paid_at": None}),
        ({"processor_response": None, "payment_type": None}, {"message": "", "channel": ""}),
        ({"id": "288200108"}, {"transaction_id": "288200108"}),
    ],
    "stripe": [
        ({"amount": "1250050", "amount_received": "1250050"}, {}),
        ({"metadata": None}, {}),
        ({"metadata": ""}, {}),
        ({"metadata": 0}, {}),
        ({"status": "odd"}, {"status": GatewayStatus.UNKNOWN, "paid_at": None, "message": ""}),
        ({"status": None}, {"status": GatewayStatus.UNKNOWN, "paid_at": None, "message": ""}),
        ({"status": "processing"}, {"status": GatewayStatus.PENDING, "paid_at": None, "message": ""}),
        ({"currency": "NGN"}, {}),
        ({"amount_received": 100}, {"amount_minor": 100}),
    ],
}
BROKEN: dict[str, list[dict[str, object]]] = {
    "flutterwave": [
        {"amount": None}, {"amount": "12500.505"}, {"amount": -1}, {"amount": True}, {"amount": "NaN"}, {"amount": []},
        {"amount": "1e400"}, {"currency": None}, {"currency": "COWRIES"}, {"currency": "UGX"}, {"tx_ref": None},
        {"tx_ref": 7.5}, {"id": None},
    ],
    "stripe": [
        {"amount": None}, {"amount": 1.5}, {"amount_received": -1}, {"amount_received": True}, {"currency": None},
        {"currency": "cowries"}, {"id": None},
    ],
}  # fmt: skip


@pytest.fixture
def paid(rig: Rig, reference: str) -> Rig:
    """A rig whose emulator can be odd, with a payment by the reference."""
    if not rig.is_overridden:
        pytest.skip("served raw in tests/payments/test_paystack_answers.py")
    rig.paid(reference)
    return rig


def as_told(rig: Rig, reference: str, names: Any) -> dict[str, object]:
    told = rig.gateway.verify(reference=reference)
    return {name: getattr(told, name) for name in names}


def test_odd_answers_are_understood(paid: Rig, reference: str) -> None:
    plain = paid.gateway.verify(reference=reference)
    names = [name for name in plain.__slots__ if name != "paid_at"]
    expected = {name: getattr(plain, name) for name in names}
    assert expected["amount_minor"] == 1_250_050

    for odd, changes in ODD[paid.name]:
        paid.settings(overrides=odd)
        wanted = {**expected, **changes}
        if paid.name == "flutterwave" and "amount" in odd:
            wanted["requested_amount_minor"] = wanted["amount_minor"]
        assert as_told(paid, reference, wanted) == wanted, odd


def test_broken_answers_are_not_guessed_at(paid: Rig, reference: str) -> None:
    for broken in BROKEN[paid.name]:
        paid.settings(overrides=broken)
        with pytest.raises(GatewayAnswerInvalid):
            paid.gateway.verify(reference=reference)


def test_a_refusal_with_http_200_is_a_refusal(paid: Rig, reference: str) -> None:
    if paid.name != "flutterwave":
        pytest.skip("Stripe answers errors with their status")
    paid.settings(answer_next={"status": 200, "body": {"status": "error", "message": "Not today", "data": None}})

    with pytest.raises(GatewayRejected, match="Flutterwave says: Not today"):
        paid.begin(f"{reference}-b")


def test_a_transaction_of_another_reference_is_passed_on_as_told(paid: Rig, reference: str) -> None:
    if paid.name != "flutterwave":
        pytest.skip("Stripe's reference is the session's, which is asked for by its id")
    paid.settings(overrides={"tx_ref": "fs-another"})

    assert paid.gateway.verify(reference=reference).reference == "fs-another"


@given(st.integers(0, 10**13), st.sampled_from(sorted(FLUTTERWAVE_CURRENCIES)))
def test_flutterwaves_major_units_are_exact(minor: int, currency: str) -> None:
    written = orjson.dumps(flutterwave.major_units(minor, currency)).decode()

    assert flutterwave.amount({"amount": written}, "amount", currency) == minor
    assert flutterwave.amount({"amount": float(written)}, "amount", currency) == minor
    assert len(written.partition(".")[2]) == exponent(currency)


@given(st.integers(0, 10**13), st.sampled_from(sorted(STRIPE_CURRENCIES)))
def test_stripes_units_are_exact(minor: int, currency: str) -> None:
    if exponent(currency) == 3:
        minor -= minor % 10
    assert stripe.amount({"amount": stripe.units(minor, currency)}, "amount", currency) == minor


@pytest.mark.parametrize(
    ("minor", "currency", "written"),
    [(1234, "USD", 1234), (5, "UGX", 500), (5, "XOF", 5), (500, "JPY", 500), (5120, "KWD", 5120)],
)
def test_stripe_counts_as_its_documentation_says(minor: int, currency: str, written: int) -> None:
    assert stripe.units(minor, currency) == written


def test_stripe_takes_no_last_digit_of_three_decimals() -> None:
    with pytest.raises(GatewayRejected, match="last digit"):
        stripe.units(5121, "KWD")
    with pytest.raises(GatewayAnswerInvalid):
        stripe.amount({"amount": 550}, "amount", "UGX")
