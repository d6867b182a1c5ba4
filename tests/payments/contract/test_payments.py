"""Pages, payments and what is told of them, the same at every gateway."""

import traceback
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fashionistar.payments.gateway_errors import (
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayError,
    GatewayRejected,
    GatewayUnauthorized,
    GatewayUnavailable,
    TransactionNotFound,
)
from fashionistar.payments.gateway_words import GatewayStatus
from tests.payments.contract.rigs import SECRET, WEBHOOK_SECRET, Rig


def test_a_page_that_nobody_tried_is_not_paid(rig: Rig, reference: str) -> None:
    opened = rig.begin(reference)

    assert (opened.reference, opened.authorization_url.startswith(rig.url)) == (reference, True)
    if not rig.knows_pages:
        with pytest.raises(TransactionNotFound):
            rig.gateway.verify(reference=reference)
        return
    told = rig.gateway.verify(reference=reference)
    assert (told.reference, told.status, told.paid_at, told.fee_minor) == (
        reference,
        GatewayStatus.ABANDONED,
        None,
        told.fee_minor,
    )
    assert (told.amount_minor, told.requested_amount_minor, told.currency) == (1_250_050, 1_250_050, "NGN")


def test_what_was_paid_is_exact_in_every_currency(rig: Rig) -> None:
    before = datetime.now(UTC) - timedelta(seconds=2)
    for currency, amount in rig.amounts.items():
        assert currency in rig.gateway.currencies
        reference = f"fs-{uuid4().hex}"
        rig.paid(reference, currency=currency, amount_minor=amount)

        told = rig.gateway.verify(reference=reference)

        assert (told.reference, told.status, told.currency) == (reference, GatewayStatus.SUCCESS, currency)
        assert (told.amount_minor, told.requested_amount_minor, told.channel) == (amount, amount, "card")
        assert told.fee_minor is not None
        assert 0 <= told.fee_minor < amount
        assert told.paid_at is not None
        assert before <= told.paid_at <= datetime.now(UTC)
        assert told.transaction_id


def test_a_declined_card_fails_and_another_may_pay(rig: Rig, reference: str) -> None:
    opened = rig.begin(reference)
    rig.pay(opened, approved=False)

    told = rig.gateway.verify(reference=reference)
    assert (told.status, told.paid_at, "declined" in told.message.lower()) == (GatewayStatus.FAILED, None, True)

    rig.pay(opened)
    assert rig.gateway.verify(reference=reference).status is GatewayStatus.SUCCESS


def test_a_reference_that_comes_twice_is_one_payment(rig: Rig, reference: str) -> None:
    opened = rig.begin(reference)
    try:
        opened = rig.begin(reference)
    except DuplicateReference:
        assert rig.name == "paystack"
    rig.pay(opened)

    told = rig.gateway.verify(reference=reference)
    since = datetime.now(UTC) - timedelta(minutes=5)
    listed = list(rig.gateway.payments(since=since, until=since + timedelta(hours=1)))

    assert told.status is GatewayStatus.SUCCESS
    assert [row.transaction_id for row in listed if row.reference == reference] == [told.transaction_id]


def test_an_opening_whose_answer_was_lost_is_tried_again(rig: Rig, reference: str) -> None:
    rig.settings(lose_writes=1)
    with pytest.raises(GatewayUnavailable):
        rig.begin(reference)

    try:
        rig.pay(rig.begin(reference))
    except DuplicateReference:
        assert rig.name == "paystack"
        return
    assert rig.gateway.verify(reference=reference).status is GatewayStatus.SUCCESS


@pytest.mark.parametrize("strange", ["fs-unknown", "", ".", "..", "../../refund", "a?b=1", "a/b", "é", "a\nb", "%2e"])
def test_an_unknown_or_strange_reference_is_not_found(rig: Rig, strange: str) -> None:
    with pytest.raises(TransactionNotFound):
        rig.gateway.verify(reference=strange)
    with pytest.raises(TransactionNotFound):
        rig.gateway.refunds(reference=strange)
    with pytest.raises(TransactionNotFound):
        rig.gateway.refund(reference=strange, amount_minor=5, currency="NGN", note="n")


@pytest.mark.parametrize(
    "changes", [{"currency": "CLF"}, {"email": "nobody"}, {"amount_minor": 0}, {"amount_minor": -5}]
)
def test_what_a_gateway_does_not_take_is_rejected(rig: Rig, reference: str, changes: dict[str, object]) -> None:
    with pytest.raises(GatewayRejected) as caught:
        rig.begin(reference, **changes)

    assert caught.value.retriable is False
    with pytest.raises(TransactionNotFound):
        rig.gateway.verify(reference=reference)


def test_reading_is_tried_twice_and_writing_once(rig: Rig, reference: str) -> None:
    rig.settings(fail_next=1)
    with pytest.raises(GatewayUnavailable, match="HTTP 503"):
        rig.begin(reference)
    rig.paid(reference)

    rig.settings(fail_next=1)
    assert rig.gateway.verify(reference=reference).status is GatewayStatus.SUCCESS

    rig.settings(fail_next=2)
    with pytest.raises(GatewayUnavailable, match="HTTP 503") as caught:
        rig.gateway.verify(reference=reference)
    assert caught.value.retriable is True


def test_a_wrong_key_is_an_operators_mistake(rig: Rig, reference: str) -> None:
    stranger = rig.make("sk_test_of_someone_else")

    with pytest.raises(GatewayUnauthorized, match="_SECRET_KEY") as caught:
        stranger.verify(reference=reference)

    assert caught.value.retriable is True
    assert "someone_else" not in f"{caught.value!r} {stranger!r} {traceback.format_exception(caught.value)}"


def test_a_slow_or_absent_gateway_is_unavailable(rig: Rig, reference: str) -> None:
    rig.settings(latency_ms=1000)
    with pytest.raises(GatewayUnavailable, match="Timeout"):
        rig.make(seconds=0.05).verify(reference=reference)

    with pytest.raises(GatewayUnavailable, match="Connect"):
        rig.make(at="http://127.0.0.1:9").verify(reference=reference)


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (400, GatewayRejected),
        (401, GatewayUnauthorized),
        (403, GatewayUnauthorized),
        (408, GatewayUnavailable),
        (429, GatewayUnavailable),
        (500, GatewayUnavailable),
        (503, GatewayUnavailable),
    ],
)
def test_an_error_never_tells_a_secret(rig: Rig, reference: str, status: int, error: type[GatewayError]) -> None:
    if not rig.is_overridden:
        pytest.skip("served raw in tests/payments/test_paystack_answers.py")
    words = {"message": "No", "error": {"message": "No", "type": "invalid_request_error"}, "status": "error"}
    rig.settings(answer_next={"status": status, "body": words})

    with pytest.raises(error) as caught:
        rig.begin(reference)

    told = f"{caught.value!r} {rig.gateway!r} {''.join(traceback.format_exception(caught.value))}"
    assert SECRET not in told
    assert WEBHOOK_SECRET not in told


@pytest.mark.parametrize("body", [[], 5, "text", None, {"status": "success"}, {"status": "success", "data": 5}, {}])
def test_an_answer_of_another_shape_cannot_be_read(rig: Rig, reference: str, body: object) -> None:
    if not rig.is_overridden:
        pytest.skip("served raw in tests/payments/test_paystack_answers.py")
    rig.settings(answer_next={"status": 200, "body": body})

    with pytest.raises(GatewayAnswerInvalid):
        rig.gateway.verify(reference=reference)


def test_a_success_of_another_amount_or_currency_is_passed_on_as_told(rig: Rig, reference: str) -> None:
    rig.paid(reference)
    odd = {
        "paystack": {"amount_skew": -1, "currency": "GHS"},
        "flutterwave": {"overrides": {"amount": 12500.49, "currency": "GHS"}},
        "stripe": {"overrides": {"amount_received": 1_250_049, "currency": "ghs"}},
    }
    rig.settings(**odd[rig.name])

    told = rig.gateway.verify(reference=reference)

    if rig.name == "paystack":
        rig.settings(amount_skew=0, currency="")
    assert (told.status, told.amount_minor, told.currency) == (GatewayStatus.SUCCESS, 1_250_049, "GHS")
