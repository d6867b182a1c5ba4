"""Webhooks as they arrive: who signed them, and what they are about."""

from datetime import UTC, datetime, timedelta

import pytest

from fashionistar.payments.gateway_errors import WebhookMalformed
from fashionistar.payments.gateway_words import Subject, WebhookNotice
from tests.payments.contract.rigs import Rig

#: The header that proves the sender.
SIGNATURES = {"paystack": "x-paystack-signature", "flutterwave": "verif-hash", "stripe": "stripe-signature"}
#: The event of a success, by gateway.
SUCCESSES = {"paystack": "charge.success", "flutterwave": "charge.completed", "stripe": "payment_intent.succeeded"}


def is_valid(rig: Rig, body: bytes, headers: dict[str, str], now: datetime | None = None) -> bool:
    valid: bool = rig.gateway.signature_valid(body=body, headers=headers, now=now or datetime.now(UTC))
    return valid


def test_only_the_gateways_own_signature_is_believed(rig: Rig, reference: str) -> None:
    rig.paid(reference)
    hook = rig.webhook(reference)
    header = SIGNATURES[rig.name]
    given = hook.headers[header]

    assert is_valid(rig, hook.body, hook.headers)
    assert is_valid(rig, hook.body + b" ", hook.headers) is not rig.signs_body
    for forged in ("", "é", given[:-1], given + "0", given.swapcase(), "t=1,v1=é", "t=x,v1=", "v1=1"):
        assert not is_valid(rig, hook.body, {**hook.headers, header: forged}), forged
    assert not is_valid(rig, hook.body, {name: value for name, value in hook.headers.items() if name != header})
    assert not is_valid(rig, b"\xff", hook.headers) or not rig.signs_body


def test_without_a_webhook_secret_nothing_is_believed(rig: Rig, reference: str) -> None:
    if rig.name == "paystack":
        pytest.skip("it signs with its key")
    rig.paid(reference)
    hook = rig.webhook(reference)

    nobody = rig.make(secret="")

    assert not nobody.signature_valid(body=hook.body, headers=hook.headers, now=datetime.now(UTC))
    empty = {SIGNATURES[rig.name]: "", "flutterwave-signature": ""}
    assert not nobody.signature_valid(body=hook.body, headers=empty, now=datetime.now(UTC))


@pytest.mark.parametrize(("seconds", "believed"), [(-302, False), (-298, True), (298, True), (302, False)])
def test_an_old_webhook_is_not_believed_where_it_says_when(
    rig: Rig, reference: str, seconds: int, believed: bool
) -> None:
    if rig.name != "stripe":
        pytest.skip("it signs no time")
    rig.paid(reference)
    hook = rig.webhook(reference)
    signed_at = datetime.fromtimestamp(int(hook.headers["stripe-signature"].split(",")[0][2:]), UTC)

    assert is_valid(rig, hook.body, hook.headers, signed_at + timedelta(seconds=seconds)) is believed


def test_flutterwaves_newer_signature_is_of_the_body(rig: Rig, reference: str) -> None:
    if rig.name != "flutterwave":
        pytest.skip("only Flutterwave has two")
    rig.settings(webhook_version="v4")
    rig.paid(reference)
    hook = rig.webhook(reference)

    assert "verif-hash" not in hook.headers
    assert is_valid(rig, hook.body, hook.headers)
    assert not is_valid(rig, hook.body + b" ", hook.headers)
    # Whoever sends it cannot fall back to the older one.
    assert not is_valid(rig, hook.body, {"flutterwave-signature": "", "verif-hash": "whsec_of_the_contract"})


def test_a_webhook_names_what_it_is_about(rig: Rig, reference: str) -> None:
    rig.paid(reference)
    event = SUCCESSES[rig.name]
    assert rig.gateway.parse_webhook(body=rig.webhook(reference, event).body) == WebhookNotice(
        event=event, subject=Subject.PAYMENT, reference=reference
    )

    refund = rig.gateway.refund(reference=reference, amount_minor=50, currency="NGN", note="n")
    told = rig.gateway.verify(reference=reference)
    about = reference if rig.names_refunds else told.transaction_id
    notice = rig.gateway.parse_webhook(body=rig.webhook(about, "refund.").body)
    assert refund.refund_id
    assert (notice.subject, notice.reference) == (
        (Subject.REFUND, reference) if rig.names_refunds else (Subject.OTHER, None)
    )

    dispute_id = rig.dispute(reference)
    events = {"paystack": "charge.dispute.", "flutterwave": "chargeback.", "stripe": "charge.dispute."}
    hook = rig.webhook(dispute_id if rig.name == "stripe" else reference, events[rig.name])
    notice = rig.gateway.parse_webhook(body=hook.body)
    assert (notice.subject, notice.reference) == (Subject.DISPUTE, dispute_id)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff",
        b'{"event": "charge.success"}',
        b'{"event": "charge.completed", "data": []}',
        b'{"event": "charge.completed", "data": {}}',
        b'{"event": "transfer.completed", "data": {"reference": ""}}',
        b'{"event": [], "type": [], "data": {}}',
    ],
)
def test_what_is_not_an_event_is_malformed(rig: Rig, body: bytes) -> None:
    with pytest.raises(WebhookMalformed):
        rig.gateway.parse_webhook(body=body)


def test_an_event_of_something_else_is_not_acted_on(rig: Rig) -> None:
    body = b'{"event": "customeridentification.failed", "type": "customer.created", "data": {"object": {}}}'
    notice = rig.gateway.parse_webhook(body=body)
    assert (notice.subject, notice.reference) == (Subject.OTHER, None)


@pytest.mark.parametrize("about", ["[]", "5", "null", '{"metadata": {}}'])
def test_an_event_without_its_object_is_malformed_at_stripe(rig: Rig, about: str) -> None:
    if rig.name != "stripe":
        pytest.skip("the others have no such object")
    with pytest.raises(WebhookMalformed):
        rig.gateway.parse_webhook(body=f'{{"type": "charge.dispute.created", "data": {{"object": {about}}}}}'.encode())
