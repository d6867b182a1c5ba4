"""The emulator's page lets a person drive transfers and disputes by hand, and its webhooks tell of each step."""

from uuid import uuid4

import pytest

from fashionistar.payments.gateways import gateway_named, payout_gateway_named
from tests.emulator import PaystackEmulator


@pytest.fixture
def reference(paystack: PaystackEmulator) -> str:
    """Of a paid transaction."""
    made = f"FS-{uuid4().hex}"
    gateway_named("paystack").initialize(
        reference=made, amount_minor=500_000, currency="NGN", email="a@b.co", callback_url="", metadata={}
    )
    paystack.pay(made)
    return made


def pressed(paystack: PaystackEmulator, path: str) -> int:
    return paystack.client.post(path).status_code


def test_a_person_disputes_and_decides(paystack: PaystackEmulator, reference: str) -> None:
    assert f'action="/transactions/{reference}/dispute"' in paystack.client.get("/").text
    assert pressed(paystack, f"/transactions/{reference}/dispute") == 303
    (dispute,) = [
        each for each in paystack.client.get("/dispute").json()["data"] if each["transaction"]["reference"] == reference
    ]
    for action in ("remind", "lost"):
        assert f'action="/disputes/{dispute["id"]}/{action}"' in paystack.client.get("/").text
        assert pressed(paystack, f"/disputes/{dispute['id']}/{action}") == 303
    assert pressed(paystack, f"/disputes/{dispute['id']}/won") == 400, "it is over"
    events = [row["event"] for row in paystack.deliveries(reference)]
    assert events == ["charge.success", *(f"charge.dispute.{step}" for step in ("create", "remind", "resolve"))]
    assert gateway_named("paystack").verify(reference=reference).status == "REVERSED"


def test_a_person_ends_a_transfer_and_brings_it_back(paystack: PaystackEmulator) -> None:
    paystack.settings(transfers="pending")
    gateway = payout_gateway_named("paystack")
    ada = gateway.recipient_create(account_name="Ada", account_number="0123456789", bank_code="058", currency="NGN")
    made = f"payout-{uuid4()}"
    gateway.transfer_send(
        reference=made, amount_minor=100, currency="NGN", recipient_code=ada.code, reason="<b>June</b>"
    )
    for status in ("success", "reversed"):
        assert f'action="/transfers/{made}/{status}"' in paystack.client.get("/").text
        assert pressed(paystack, f"/transfers/{made}/{status}") == 303
    assert pressed(paystack, f"/transfers/{made}/success") == 400
    assert [row["event"] for row in paystack.deliveries(made)] == ["transfer.success", "transfer.reversed"]


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("/transfer", {"reference": "payout-0123456789abcdef", "recipient": "RCP_no", "amount": 1}),
        ("/transferrecipient", {"type": "basa", "name": "A", "account_number": "0123456789", "bank_code": "058"}),
        ("/transferrecipient", {"type": "nuban", "name": "", "account_number": "0123456789", "bank_code": "058"}),
        ("/_control/disputes", {"reference": "nobody"}),
        ("/_control/balance", {"currency": "EUR", "amount": 1}),
        ("/_control/settings", {"transfers": "lost"}),
    ],
)
def test_what_cannot_be_is_refused(paystack: PaystackEmulator, path: str, content: dict[str, object]) -> None:
    answer = paystack.client.post(path, json=content)
    assert (answer.status_code, answer.json()["status"]) == (400, False)


def test_an_unpaid_transaction_cannot_be_disputed(paystack: PaystackEmulator) -> None:
    made = f"FS-{uuid4().hex}"
    gateway_named("paystack").initialize(
        reference=made, amount_minor=100, currency="NGN", email="a@b.co", callback_url="", metadata={}
    )
    assert pressed(paystack, f"/transactions/{made}/dispute") == 400


def test_a_decline_needs_its_evidence_and_its_file(paystack: PaystackEmulator, reference: str) -> None:
    dispute_id = paystack.dispute(reference)
    path = f"/dispute/{dispute_id}/resolve"
    refused = paystack.client.put(path, json={"resolution": "declined", "uploaded_filename": "x", "refund_amount": 0})
    assert (refused.status_code, refused.json()["message"]) == (400, "uploaded_filename is required")
    assert paystack.client.get(f"/dispute/{dispute_id}").json()["data"]["status"] == "awaiting-merchant-feedback"
