"""The Paystack adapter against answers that are odd or broken, served raw over real HTTP."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fashionistar.payments.gateway_errors import (
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayError,
    GatewayRejected,
    GatewayUnauthorized,
    GatewayUnavailable,
    TransactionNotFound,
)
from fashionistar.payments.gateway_words import GatewayStatus, RefundReceipt, RefundStatus, Verification
from fashionistar.payments.gateways.paystack import Paystack
from tests.emulator import served

KEY = "sk_test_of_ada"
PLAIN = {"id": 7, "status": "success", "reference": "FS-1", "amount": 10000, "currency": "NGN"}
TOLD = Verification(
    reference="FS-1",
    status=GatewayStatus.SUCCESS,
    amount_minor=10000,
    requested_amount_minor=10000,
    fee_minor=None,
    currency="NGN",
    transaction_id="7",
    paid_at=None,
    channel="",
    message="",
)


@dataclass
class Oddity:
    """A gateway that answers whatever it is told to, and counts the requests."""

    body: bytes = b""
    status: int = 200
    kind: str = "application/json"
    headers: dict[str, str] = field(default_factory=dict)
    requests: list[str] = field(default_factory=list)

    async def answer(self, request: Request) -> Response:
        self.requests.append(f"{request.method} {request.url.path}")
        return Response(self.body, status_code=self.status, media_type=self.kind, headers=self.headers)

    def tell(self, data: object) -> None:
        """Answer with data in the envelope of a success."""
        self.body, self.status, self.kind = json.dumps(envelope(data)).encode(), 200, "application/json"


def envelope(data: object) -> dict[str, object]:
    return {"status": True, "message": "ok", "data": data}


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Oddity, Paystack]]:
    oddity = Oddity()
    app = Starlette(routes=[Route("/{path:path}", oddity.answer, methods=["GET", "POST"])])
    with served(app) as url:
        gateway = Paystack(KEY, base_url=url)
        yield oddity, gateway
        gateway.close()


@pytest.fixture
def oddity(server: tuple[Oddity, Paystack]) -> Oddity:
    server[0].requests.clear()
    server[0].headers = {}
    return server[0]


@pytest.fixture
def gateway(server: tuple[Oddity, Paystack]) -> Paystack:
    return server[1]


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, {}),
        ({"amount": "10000", "requested_amount": "9000"}, {"requested_amount_minor": 9000}),
        ({"amount": 10000.0, "requested_amount": None}, {}),
        ({"amount": 40333, "requested_amount": 30050}, {"amount_minor": 40333, "requested_amount_minor": 30050}),
        ({"metadata": 0, "fees": None, "log": None, "customer": {}, "authorization": {}}, {}),
        ({"metadata": "", "plan": None}, {}),
        ({"fees": "10283"}, {"fee_minor": 10283}),
        ({"fees": 0}, {"fee_minor": 0}),
        ({"metadata": {"payment_id": "7"}}, {}),
        ({"metadata": '{"payment_id": "7"}'}, {}),
        ({"status": "failed", "gateway_response": "Declined"}, {"status": GatewayStatus.FAILED, "message": "Declined"}),
        ({"status": "settled"}, {"status": GatewayStatus.UNKNOWN}),
        ({"status": None}, {"status": GatewayStatus.UNKNOWN}),
        ({"status": "SUCCESS", "currency": "ngn"}, {}),
        ({"id": "4099260516"}, {"transaction_id": "4099260516"}),
        ({"message": "a", "gateway_response": None, "channel": "ussd"}, {"message": "a", "channel": "ussd"}),
        ({"gateway_response": "bad\x00\nnews"}, {"message": "badnews"}),
        ({"paid_at": "2024-08-22T09:15:02.000Z"}, {"paid_at": datetime(2024, 8, 22, 9, 15, 2, tzinfo=UTC)}),
        (
            {"paid_at": None, "paidAt": "2024-08-22T10:15:02+01:00"},
            {"paid_at": datetime(2024, 8, 22, 9, 15, 2, tzinfo=UTC)},
        ),
        ({"paid_at": "2024-08-22 09:15:02"}, {"paid_at": datetime(2024, 8, 22, 9, 15, 2, tzinfo=UTC)}),
        ({"paid_at": "yesterday", "paidAt": 5}, {}),
        ({"paid_at": "0001-01-01T00:00:00+14:00"}, {}),
    ],
)
def test_odd_answers_are_understood(
    oddity: Oddity, gateway: Paystack, changes: dict[str, object], expected: dict[str, object]
) -> None:
    oddity.tell({**PLAIN, **changes})

    told = gateway.verify(reference="FS-1")

    assert {name: getattr(told, name) for name in Verification.__slots__} == {
        **{name: getattr(TOLD, name) for name in Verification.__slots__},
        **expected,
    }


@pytest.mark.parametrize(
    "data",
    [
        None,
        [],
        "success",
        {},
        {**PLAIN, "amount": None},
        {**PLAIN, "amount": -1},
        {**PLAIN, "amount": 100.5},
        {**PLAIN, "amount": "1e400"},
        {**PLAIN, "amount": "NaN"},
        {**PLAIN, "amount": True},
        {**PLAIN, "amount": 2**63},
        {**PLAIN, "amount": "ten"},
        {**PLAIN, "requested_amount": "much"},
        {**PLAIN, "currency": None},
        {**PLAIN, "reference": ""},
        {**PLAIN, "reference": "FS\x00"},
        {**PLAIN, "id": None},
        {**PLAIN, "id": {}},
    ],
)
def test_answers_that_decide_nothing_are_invalid(oddity: Oddity, gateway: Paystack, data: object) -> None:
    oddity.tell(data)

    with pytest.raises(GatewayAnswerInvalid) as caught:
        gateway.verify(reference="FS-1")

    assert caught.value.retriable is False


@pytest.mark.parametrize(
    ("status", "body", "error", "requests"),
    [
        (200, {"status": False, "message": "Nope"}, GatewayRejected, 1),
        (200, {"status": False, "message": "Transaction reference not found"}, TransactionNotFound, 1),
        (404, {"status": False, "message": "Transaction not found"}, TransactionNotFound, 1),
        (400, {"status": False, "message": "?", "code": "transaction_not_found"}, TransactionNotFound, 1),
        (400, {"status": False, "message": "Duplicate Transaction Reference"}, DuplicateReference, 1),
        (400, {"status": False, "message": ["not a text"]}, GatewayRejected, 1),
        (400, {"status": False, "message": "Invalid key"}, GatewayUnauthorized, 1),
        (400, {"status": True, "message": "ok", "data": PLAIN}, GatewayRejected, 1),
        (401, "<h1>Unauthorized</h1>", GatewayUnauthorized, 1),
        (403, {"status": False, "message": "Blocked"}, GatewayUnauthorized, 1),
        (200, {"message": "no status"}, GatewayAnswerInvalid, 1),
        (200, {"status": "true", "data": PLAIN}, GatewayAnswerInvalid, 1),
        (200, "<html>Welcome</html>", GatewayAnswerInvalid, 1),
        (404, "<html>Not here</html>", GatewayAnswerInvalid, 1),
        (200, "", GatewayAnswerInvalid, 1),
        (200, '{"status": true, "data": {', GatewayAnswerInvalid, 1),
        (200, '{"status": true, "data": NaN}', GatewayAnswerInvalid, 1),
        (200, "[" * 100_000, GatewayAnswerInvalid, 1),
        (302, "", GatewayAnswerInvalid, 1),
        (429, {"status": False, "message": "Too many requests"}, GatewayUnavailable, 2),
        (408, "", GatewayUnavailable, 2),
        (500, {"status": False, "message": "Server error"}, GatewayUnavailable, 2),
        (502, "<h1>Bad gateway</h1>", GatewayUnavailable, 2),
    ],
)
def test_every_refusal_is_named(
    oddity: Oddity, gateway: Paystack, status: int, body: object, error: type[GatewayError], requests: int
) -> None:
    oddity.body = (body if isinstance(body, str) else json.dumps(body)).encode()
    oddity.status = status
    oddity.headers = {"Location": "/elsewhere"} if status == 302 else {}

    with pytest.raises(GatewayError) as caught:
        gateway.verify(reference="FS-1")

    assert type(caught.value) is error
    assert oddity.requests == ["GET /transaction/verify/FS-1"] * requests


@pytest.mark.parametrize("status", [429, 500])
def test_writing_is_never_repeated(oddity: Oddity, gateway: Paystack, status: int) -> None:
    oddity.body, oddity.status = b"{}", status

    with pytest.raises(GatewayUnavailable):
        gateway.refund(reference="FS-1", amount_minor=1, currency="NGN", note="")

    assert oddity.requests == ["POST /refund"]


def test_initialize_needs_a_page(oddity: Oddity, gateway: Paystack) -> None:
    oddity.tell({"reference": "FS-1", "access_code": "x", "authorization_url": None})

    with pytest.raises(GatewayAnswerInvalid, match="authorization_url"):
        gateway.initialize(
            reference="FS-1", amount_minor=1, currency="NGN", email="dami@example.com", callback_url="", metadata={}
        )


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("pending", RefundStatus.PENDING),
        ("processing", RefundStatus.PENDING),
        ("needs-attention", RefundStatus.PENDING),
        ("something new", RefundStatus.PENDING),
        ("processed", RefundStatus.PROCESSED),
        ("failed", RefundStatus.FAILED),
    ],
)
def test_a_refunds_receipt(oddity: Oddity, gateway: Paystack, word: str, status: RefundStatus) -> None:
    oddity.tell(
        {
            "id": 3018284,
            "transaction": {"id": 7},
            "status": word,
            "amount": "500",
            "currency": "NGN",
            "merchant_note": "ours",
        }
    )

    receipt = gateway.refund(reference="FS-1", amount_minor=500, currency="NGN", note="")

    assert receipt == RefundReceipt("3018284", status, 500, "NGN", "ours")


def test_a_list_that_ignores_its_filter_yields_only_ours() -> None:
    mine = {"id": 10, "transaction": 7, "status": "processed", "amount": 1, "currency": "NGN"}
    embedded = {**mine, "id": 9, "transaction": {"id": 7}, "status": "pending"}
    foreign = {**mine, "id": 3, "transaction": 8}
    texts = {**mine, "id": 11, "transaction": "7"}

    async def answer(request: Request) -> Response:
        data = PLAIN if "verify" in request.url.path else [mine, foreign, embedded, texts]
        return Response(json.dumps(envelope(data)))

    with served(Starlette(routes=[Route("/{path:path}", answer)])) as url:
        receipts = Paystack(KEY, base_url=url).refunds(reference="FS-1")

    assert [receipt.refund_id for receipt in receipts] == ["9", "10", "11"]


def test_refunds_that_are_no_list_are_invalid(oddity: Oddity, gateway: Paystack) -> None:
    oddity.tell(PLAIN)

    with pytest.raises(GatewayAnswerInvalid, match="not a list"):
        gateway.refunds(reference="FS-1")


KNOWN = {
    "success": GatewayStatus.SUCCESS,
    "failed": GatewayStatus.FAILED,
    "abandoned": GatewayStatus.ABANDONED,
    "ongoing": GatewayStatus.PENDING,
    "pending": GatewayStatus.PENDING,
    "processing": GatewayStatus.PENDING,
    "queued": GatewayStatus.PENDING,
    "reversed": GatewayStatus.REVERSED,
}


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    status=st.sampled_from(sorted(KNOWN)) | st.text(max_size=12),
    amount=st.integers(min_value=0, max_value=2**63 - 1),
    requested=st.none() | st.integers(min_value=0, max_value=2**63 - 1),
    as_text=st.booleans(),
)
def test_statuses_and_amounts_come_through(
    server: tuple[Oddity, Paystack], status: str, amount: int, requested: int | None, as_text: bool
) -> None:
    oddity, gateway = server
    data = {**PLAIN, "status": status, "amount": str(amount) if as_text else amount}
    if requested is not None:
        data["requested_amount"] = str(requested) if as_text else requested
    oddity.tell(data)

    told = gateway.verify(reference="FS-1")

    assert told.status is KNOWN.get(status.lower(), GatewayStatus.UNKNOWN)
    assert (told.amount_minor, told.requested_amount_minor) == (amount, amount if requested is None else requested)
