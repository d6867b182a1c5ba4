"""The Paystack adapter against odd answers about transfers, disputes and lists, served raw over real HTTP."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from fashionistar.payments.gateway_errors import (
    AccountNotFound,
    DisputeNotFound,
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayError,
    GatewayRejected,
    GatewayUnavailable,
    TransferNotFound,
)
from fashionistar.payments.gateway_words import DisputeStatus, Evidence, TransferStatus
from fashionistar.payments.gateways.paystack import Paystack
from tests.emulator import served

REFERENCE = "payout-0123456789abcdef"
TRANSFER = {"reference": REFERENCE, "transfer_code": "TRF_1", "status": "success", "amount": 100, "currency": "NGN"}
CHARGE = {"id": 7, "reference": "FS-1", "amount": 39100, "currency": "NGN", "metadata": ""}
DISPUTE = {"id": 2867, "status": "awaiting-merchant-feedback", "resolution": None, "transaction": CHARGE}
ROW = {"id": 7, "status": "success", "reference": "FS-1", "amount": 10000, "currency": "NGN"}
SINCE, UNTIL = datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC)

type Tell = Callable[..., None]


class Script:
    """A gateway that gives the answers it was told, the last one for ever, and notes what it was asked."""

    def __init__(self) -> None:
        self.answers: list[tuple[int, object]] = []
        self.asked: list[str] = []

    async def answer(self, request: Request) -> Response:
        self.asked.append(f"{request.method} {request.url.path}")
        status, content = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        return Response(json.dumps(content), status_code=status, media_type="application/json")


@pytest.fixture(scope="module")
def server() -> Iterator[tuple[Script, Paystack]]:
    script = Script()
    with served(Starlette(routes=[Route("/{path:path}", script.answer, methods=["GET", "POST", "PUT"])])) as url:
        gateway = Paystack("sk_test_of_ada", base_url=url)
        yield script, gateway
        gateway.close()


@pytest.fixture
def gateway(server: tuple[Script, Paystack]) -> Paystack:
    return server[1]


@pytest.fixture
def script(server: tuple[Script, Paystack]) -> Script:
    server[0].asked.clear()
    return server[0]


@pytest.fixture
def tell(script: Script) -> Tell:
    """Answer with these data, each in the envelope of a success, one after the other."""

    def tell(*data: object, **extra: object) -> None:
        script.answers = [(200, {"status": True, "message": "ok", "data": each, **extra}) for each in data]

    return tell


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("success", TransferStatus.SUCCESS),
        ("SUCCESS", TransferStatus.SUCCESS),
        ("failed", TransferStatus.FAILED),
        ("abandoned", TransferStatus.FAILED),
        ("reversed", TransferStatus.REVERSED),
        ("otp", TransferStatus.PENDING),
        ("received", TransferStatus.PENDING),
        ("something new", TransferStatus.UNKNOWN),
        (None, TransferStatus.UNKNOWN),
    ],
)
def test_a_transfers_status(gateway: Paystack, tell: Tell, word: str | None, status: TransferStatus) -> None:
    tell({**TRANSFER, "status": word, "amount": "100"})
    told = gateway.transfer_verify(reference=REFERENCE)
    assert (told.status, told.amount_minor, told.fee_minor, told.created_at) == (status, 100, None, None)


@pytest.mark.parametrize("spelling", ["createdAt", "created_at"])
def test_both_spellings_of_times_are_read(gateway: Paystack, tell: Tell, spelling: str) -> None:
    tell({**TRANSFER, spelling: "2026-06-01T08:32:21.000Z", "fee_charged": "1000"})
    told = gateway.transfer_verify(reference=REFERENCE)
    assert (told.created_at, told.fee_minor) == (datetime(2026, 6, 1, 8, 32, 21, tzinfo=UTC), 1000)


def test_a_transfer_that_failed_with_http_200_has_failed(gateway: Paystack, tell: Tell) -> None:
    tell({**TRANSFER, "status": "failed", "failures": None})
    told = gateway.transfer_send(
        reference=REFERENCE, amount_minor=100, currency="NGN", recipient_code="RCP_1", reason=""
    )
    assert told.status is TransferStatus.FAILED


def test_an_answer_about_another_transfer_is_none(gateway: Paystack, tell: Tell) -> None:
    tell({**TRANSFER, "reference": "payout-of-somebody-else"})
    with pytest.raises(GatewayAnswerInvalid, match="another transfer"):
        gateway.transfer_verify(reference=REFERENCE)


@pytest.mark.parametrize(
    ("status", "refusal", "error"),
    [
        (404, {"message": "Transfer not found"}, TransferNotFound),
        (200, {"message": "Transfer not found"}, TransferNotFound),
        (404, {"message": "Not found"}, GatewayRejected),
        (400, {"message": "Please provide a unique reference. Reference already exists"}, DuplicateReference),
        (400, {"message": "?", "code": "duplicate_transfer_reference"}, DuplicateReference),
        (400, {"message": "Your balance is not enough to fulfil this request"}, GatewayRejected),
        (422, {"message": "Could not resolve account name. Check parameters or try again."}, AccountNotFound),
        (404, {"message": "Dispute not found"}, DisputeNotFound),
        (503, {"message": "?"}, GatewayUnavailable),
    ],
)  # fmt: skip
def test_every_refusal_is_named(
    gateway: Paystack, script: Script, status: int, refusal: dict[str, str], error: type[GatewayError]
) -> None:
    script.answers = [(status, {"status": False, **refusal})]
    with pytest.raises(GatewayError) as caught:
        gateway.transfer_send(reference=REFERENCE, amount_minor=1, currency="NGN", recipient_code="R", reason="")
    assert type(caught.value) is error
    assert script.asked == ["POST /transfer"], "money is never sent twice by itself"


@pytest.mark.parametrize(
    ("status", "resolution", "expected"),
    [
        ("awaiting-merchant-feedback", None, DisputeStatus.AWAITING_EVIDENCE),
        ("awaiting-bank-feedback", "declined", DisputeStatus.UNDER_REVIEW),
        ("pending", None, DisputeStatus.UNDER_REVIEW),
        ("resolved", "declined", DisputeStatus.WON),
        ("resolved", "merchant-accepted", DisputeStatus.LOST),
        ("resolved", "auto-accepted", DisputeStatus.LOST),
        ("resolved", "something new", DisputeStatus.UNKNOWN),
        ("archived", None, DisputeStatus.UNKNOWN),
        ("something new", None, DisputeStatus.UNKNOWN),
    ],
)
def test_a_disputes_status(
    gateway: Paystack, tell: Tell, status: str, resolution: str | None, expected: DisputeStatus
) -> None:
    tell({**DISPUTE, "status": status, "resolution": resolution})
    assert gateway.dispute(dispute_id="2867").status is expected


def test_a_dispute_that_says_little_is_of_its_whole_charge(gateway: Paystack, tell: Tell) -> None:
    tell({**DISPUTE, "refund_amount": None, "currency": None, "category": None, "dueAt": None, "messages": []})
    told = gateway.dispute(dispute_id="2867")
    assert (told.reference, told.amount_minor, told.currency, told.reason, told.due_at) == (
        "FS-1", 39100, "NGN", "", None
    )  # fmt: skip


@pytest.mark.parametrize("dispute_id", ["", "x", "../refund", "7/evidence"])
def test_what_is_no_dispute_is_not_asked_about(gateway: Paystack, script: Script, dispute_id: str) -> None:
    with pytest.raises(DisputeNotFound):
        gateway.dispute(dispute_id=dispute_id)
    assert script.asked == []


def test_a_dispute_without_a_charge_is_invalid(gateway: Paystack, tell: Tell) -> None:
    tell({**DISPUTE, "transaction": None})
    with pytest.raises(GatewayAnswerInvalid):
        gateway.dispute(dispute_id="2867")


@pytest.mark.parametrize("place", ["ftp://example.com/x", "not a url", "http://127.0.0.1:9/x"])
def test_evidence_that_finds_no_place_is_tried_again_later(gateway: Paystack, tell: Tell, place: str) -> None:
    tell({"signedUrl": place, "fileName": "e.txt"})
    evidence = Evidence("Dami", "d@example.com", "+234", "An agbada", "Lekki", None)
    with pytest.raises(GatewayUnavailable, match="evidence was not taken"):
        gateway.dispute_contest(dispute_id="2867", evidence=evidence)


def test_a_list_is_followed_to_its_end_and_tells_each_once(gateway: Paystack, script: Script) -> None:
    pages = [[1, 2], [2, 3], [4]]
    script.answers = [
        (200, {"status": True, "data": [{**ROW, "id": key} for key in page], "meta": {"pageCount": "3"}})
        for page in pages
    ]
    listed = gateway.payments(since=SINCE, until=UNTIL)
    assert [each.transaction_id for each in listed] == ["1", "2", "3", "4"]
    assert script.asked == ["GET /transaction"] * 3


@pytest.mark.parametrize("meta", [{}, {"meta": None}, {"meta": {"pageCount": None}}])
def test_a_short_page_without_a_count_is_the_last(gateway: Paystack, tell: Tell, meta: dict[str, object]) -> None:
    tell([ROW], **meta)
    assert len(list(gateway.payments(since=SINCE, until=UNTIL))) == 1


def test_a_list_that_ignores_its_span_yields_only_what_is_in_it(gateway: Paystack, tell: Tell) -> None:
    times = ("2026-05-31T23:59:59.999Z", "2026-06-01T00:00:00.000Z", "2026-06-02T00:00:00.000Z")
    tell([{**ROW, "id": number, "created_at": at} for number, at in enumerate(times)])
    assert [each.transaction_id for each in gateway.payments(since=SINCE, until=UNTIL)] == ["1"]


@pytest.mark.parametrize("data", [None, {}, ["FS-1"], 7])
def test_what_is_no_list_is_invalid(gateway: Paystack, tell: Tell, data: object) -> None:
    tell(data)
    for ask in (gateway.payments, gateway.disputes, gateway.transfers):
        with pytest.raises(GatewayAnswerInvalid):
            list(ask(since=SINCE, until=UNTIL))


def test_a_transfer_without_a_reference_is_listed_by_its_code(gateway: Paystack, tell: Tell) -> None:
    tell([{**TRANSFER, "id": 1, "reference": None, "status": "otp"}])
    assert [each.reference for each in gateway.transfers(since=SINCE, until=UNTIL)] == ["TRF_1"]


def test_banks_that_are_gone_are_left_out(gateway: Paystack, tell: Tell) -> None:
    bank = {"code": "058", "name": "GTB", "country": "Nigeria", "currency": "NGN", "type": "nuban", "active": True}
    tell([bank, {**bank, "code": "1", "active": False}, {**bank, "code": "2", "is_deleted": True}])
    assert [each.code for each in gateway.banks(currency="NGN")] == ["058"]
