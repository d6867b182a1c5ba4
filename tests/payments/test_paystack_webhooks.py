"""The Paystack adapter against webhooks that are forged, truncated, odd or not acted on."""

import hashlib
import hmac
import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fashionistar.payments.gateway_errors import WebhookMalformed
from fashionistar.payments.gateway_words import Subject, WebhookNotice
from fashionistar.payments.gateways.paystack import Paystack

KEY = "sk_test_of_ada"
CHARGE = b'{"event":"charge.success","data":{"reference":"FS-1","amount":10000}}'


@pytest.fixture(scope="module")
def gateway() -> Iterator[Paystack]:
    adapter = Paystack(KEY)
    yield adapter
    adapter.close()


def sign(body: bytes, key: str = KEY) -> str:
    return hmac.new(key.encode(), body, hashlib.sha512).hexdigest()


def valid(gateway: Paystack, body: bytes, signature: str) -> bool:
    return gateway.signature_valid(body=body, headers={"x-paystack-signature": signature}, now=datetime.now(UTC))


def test_only_the_signature_of_exactly_these_bytes_holds(gateway: Paystack) -> None:
    good = sign(CHARGE)

    assert valid(gateway, CHARGE, good)
    bad = [
        "",
        good[:-1],
        good + "0",
        good.upper(),
        f" {good}",
        "é" * 128,
        "\udce9" * 128,
        sign(CHARGE, "sk_test_of_cleo"),
        hmac.new(KEY.encode(), CHARGE, hashlib.sha256).hexdigest(),
    ]
    assert [signature for signature in bad if valid(gateway, CHARGE, signature)] == []
    changed = [CHARGE[:-1], CHARGE + b"\n", CHARGE.replace(b"10000", b"10001"), b""]
    assert [body for body in changed if valid(gateway, body, good)] == []


@pytest.mark.parametrize(
    ("body", "notice"),
    [
        (CHARGE, WebhookNotice("charge.success", Subject.PAYMENT, "FS-1")),
        (
            b'{"event":"refund.processed","data":{"transaction_reference":"FS-2","amount":"5000"}}',
            WebhookNotice("refund.processed", Subject.REFUND, "FS-2"),
        ),
        (
            b'{"event":"charge.dispute.create","data":{"id":358950,"transaction":{"reference":"FS-3"}}}',
            WebhookNotice("charge.dispute.create", Subject.DISPUTE, "358950"),
        ),
        (
            b'{"event":"transfer.success","data":{"reference":"FS-4"}}',
            WebhookNotice("transfer.success", Subject.TRANSFER, "FS-4"),
        ),
        (b'{"event":"never.seen","data":{}}', WebhookNotice("never.seen", Subject.OTHER, None)),
    ],
)
def test_webhooks_name_what_they_are_about(gateway: Paystack, body: bytes, notice: WebhookNotice) -> None:
    assert gateway.parse_webhook(body=body) == notice


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"[]",
        b"\xff\xfe",
        b"event=charge.success",
        b'{"data":{}}',
        b'{"event":null,"data":{}}',
        b'{"event":"","data":{}}',
        b'{"event":"a\\u0000b","data":{}}',
        b'{"event":"charge.success"}',
        b'{"event":"charge.success","data":[]}',
        b'{"event":"charge.success","data":{}}',
        b'{"event":"charge.success","data":{"reference":null}}',
        b'{"event":"charge.success","data":{"reference":["FS-1"]}}',
        b'{"event":"charge.success","data":{"reference":"FS\\u0000"}}',
        b'{"event":"refund.processed","data":{"reference":"FS-1"}}',
        b'{"event":"charge.dispute.create","data":{"id":null}}',
        b'{"event":"transfer.failed","data":{"transfer_code":"TRF_1"}}',
        b'{"event":"x","data":{"a":' + b"[" * 100_000,
    ],
)
def test_what_is_no_event_is_malformed(gateway: Paystack, body: bytes) -> None:
    with pytest.raises(WebhookMalformed):
        gateway.parse_webhook(body=body)


def test_an_event_cut_off_anywhere_is_malformed(gateway: Paystack) -> None:
    for end in range(len(CHARGE)):
        with pytest.raises(WebhookMalformed):
            gateway.parse_webhook(body=CHARGE[:end])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(body=st.binary(max_size=200) | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
def test_no_body_breaks_the_parser(gateway: Paystack, body: bytes) -> None:
    with pytest.raises(WebhookMalformed):
        gateway.parse_webhook(body=body)
