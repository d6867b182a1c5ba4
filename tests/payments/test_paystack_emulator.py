"""The Paystack emulator: its API's refusals, and its page as a shopper meets it."""

from uuid import uuid4

import httpx
import pytest

from tests.emulator import DECLINED, SECRET_KEY, PaystackEmulator

type Json = dict[str, object]

CARD = {"number": "4084 0840 8408 4081", "expiry": "12/30", "cvv": "408"}


def initialize(emulator: PaystackEmulator, **changes: object) -> Json:
    content = {
        "reference": uuid4().hex,
        "email": "dami@example.com",
        "amount": 1_250_000,
        "callback_url": "https://shop.test/done?cart=7",
        **changes,
    }
    answer = emulator.client.post("/transaction/initialize", json=content)
    assert answer.status_code == 200, answer.text
    data: Json = answer.json()["data"]
    return data


def verify(emulator: PaystackEmulator, reference: object) -> Json:
    data: Json = emulator.client.get(f"/transaction/verify/{reference}").json()["data"]
    return data


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"email": "dami"}, "Invalid Email Address Passed"),
        ({"email": None}, "Invalid Email Address Passed"),
        ({"amount": 0}, "Invalid Amount Sent"),
        ({"amount": 10.5}, "Invalid Amount Sent"),
        ({"amount": True}, "Invalid Amount Sent"),
        ({"amount": "ten"}, "Invalid Amount Sent"),
        ({"currency": "EUR"}, "Currency not supported; use one of NGN, GHS, ZAR, KES, USD"),
        ({"reference": "a_b"}, "Reference may have only letters, digits and -.= in it"),
    ],
)
def test_initialize_refuses_what_paystack_refuses(paystack: PaystackEmulator, changes: Json, message: str) -> None:
    content = {"email": "dami@example.com", "amount": "10000", "reference": uuid4().hex, **changes}

    answer = paystack.client.post("/transaction/initialize", json=content)

    assert (answer.status_code, answer.json()["status"], answer.json()["message"]) == (400, False, message)


def test_a_reference_is_taken_once(paystack: PaystackEmulator) -> None:
    opened = initialize(paystack, amount="10000")
    content = {"email": "dami@example.com", "amount": 10000, "reference": opened["reference"]}

    answer = paystack.client.post("/transaction/initialize", json=content)

    assert answer.status_code == 400
    assert answer.json() == {
        "status": False,
        "message": "Duplicate Transaction Reference",
        "meta": {"nextStep": "Use a unique reference for each transaction."},
        "type": "validation_error",
        "code": "duplicate_reference",
    }


@pytest.mark.parametrize("headers", [{}, {"Authorization": "Bearer sk_test_other"}, {"Authorization": SECRET_KEY}])
@pytest.mark.parametrize("path", ["/transaction/verify/x", "/refund", "/refund/1", "/_control/deliveries"])
def test_nothing_is_told_without_the_key(paystack: PaystackEmulator, headers: dict[str, str], path: str) -> None:
    answer = httpx.get(f"{paystack.url}{path}", headers=headers, trust_env=False)

    assert (answer.status_code, answer.json()["message"]) == (401, "Invalid key")


def test_verify_has_the_shape_of_the_real_one(paystack: PaystackEmulator) -> None:
    opened = initialize(paystack, metadata='{"payment_id": "7"}')
    paystack.pay(str(opened["reference"]))

    told = verify(paystack, opened["reference"])

    assert {key: told[key] for key in ("domain", "status", "amount", "requested_amount", "fees", "metadata")} == {
        "domain": "test",
        "status": "success",
        "amount": 1_250_000,
        "requested_amount": 1_250_000,
        "fees": 28_750,
        "metadata": {"payment_id": "7"},
    }
    assert told["paid_at"] == told["paidAt"]
    authorization, log = told["authorization"], told["log"]
    assert isinstance(authorization, dict)
    assert isinstance(log, dict)
    assert (authorization["bin"], authorization["last4"], authorization["exp_year"]) == ("408408", "4081", "2030")
    assert (log["attempts"], log["errors"], log["success"]) == (1, 0, True)


def test_a_shopper_pays_on_the_page_and_comes_back(paystack: PaystackEmulator) -> None:
    opened = initialize(paystack)
    url, reference = str(opened["authorization_url"]), opened["reference"]

    with httpx.Client(trust_env=False) as browser:
        page = browser.get(url)
        assert page.status_code == 200
        assert [part in page.text for part in ("NGN 12,500.00", "Fashionistar", "dami@example.com")] == [True] * 3
        assert "4084 0800 0067 0037" in page.text
        assert "https://" not in page.text

        refused = browser.post(url, data={**CARD, "number": DECLINED, "cvv": "001"})
        assert refused.status_code == 402
        assert "Declined. Try again or use another card." in refused.text
        assert verify(paystack, reference)["status"] == "failed"

        paid = browser.post(url, data=CARD)
        assert paid.status_code == 303
        assert paid.headers["location"] == f"https://shop.test/done?cart=7&trxref={reference}&reference={reference}"
        assert verify(paystack, reference)["status"] == "success"

        again = browser.post(url, data=CARD)
        assert again.status_code == 409
        assert "Payment successful" in again.text
        assert "•••• 4081" in browser.get(url).text
    assert [row["event"] for row in paystack.deliveries(str(reference))] == ["charge.success"]


def test_without_a_callback_the_shopper_gets_a_receipt(paystack: PaystackEmulator) -> None:
    opened = initialize(paystack, callback_url="")

    receipt = httpx.post(str(opened["authorization_url"]), data=CARD, trust_env=False)

    assert receipt.status_code == 200
    assert "Payment successful" in receipt.text


@pytest.mark.parametrize(
    ("typed", "status", "reason"),
    [
        ({"number": "4084"}, 422, "Enter the card number"),
        ({"expiry": "13/30"}, 422, "Enter the expiry date as MM/YY"),
        ({"cvv": ""}, 422, "Enter the CVV"),
        ({"cvv": "111"}, 402, "Incorrect CVV"),
        ({"expiry": "01/20"}, 402, "Expired Card"),
        ({"number": "4242424242424242"}, 402, "Not a test card"),
    ],
)
def test_a_mistyped_card_is_explained(
    paystack: PaystackEmulator, typed: dict[str, str], status: int, reason: str
) -> None:
    opened = initialize(paystack)

    answer = httpx.post(str(opened["authorization_url"]), data={**CARD, **typed}, trust_env=False)

    assert answer.status_code == status
    assert reason in answer.text
    assert verify(paystack, opened["reference"])["status"] == ("failed" if status == 402 else "abandoned")


@pytest.mark.parametrize(
    ("metadata", "target"),
    [
        ({"cancel_action": "https://shop.test/cart"}, "https://shop.test/cart"),
        ({"cancel_action": "javascript:alert(1)"}, "https://shop.test/done?cart=7&trxref={0}&reference={0}"),
        ("", "https://shop.test/done?cart=7&trxref={0}&reference={0}"),
    ],
)
def test_a_shopper_may_cancel(paystack: PaystackEmulator, metadata: object, target: str) -> None:
    opened = initialize(paystack, metadata=metadata)

    answer = httpx.get(f"{opened['authorization_url']}/cancel", trust_env=False)

    assert (answer.status_code, answer.headers["location"]) == (303, target.format(opened["reference"]))
    assert verify(paystack, opened["reference"])["status"] == "abandoned"


def test_what_a_merchant_sends_is_shown_as_text(paystack: PaystackEmulator) -> None:
    opened = initialize(paystack, callback_url='https://shop.test/"><script>alert(1)</script>')

    paid = httpx.post(str(opened["authorization_url"]), data=CARD, trust_env=False)
    receipt = httpx.get(str(opened["authorization_url"]), trust_env=False)

    assert paid.status_code == 303
    assert "<script>alert" not in receipt.text
    assert receipt.headers["content-security-policy"].startswith("default-src 'none'")


def test_an_unknown_page_says_so(paystack: PaystackEmulator) -> None:
    answer = httpx.get(f"{paystack.url}/checkout/nowhere", trust_env=False)

    assert (answer.status_code, answer.text) == (404, "There is no such payment. Start again from the shop.")
    assert httpx.get(f"{paystack.url}/healthz", trust_env=False).text == "ok"
