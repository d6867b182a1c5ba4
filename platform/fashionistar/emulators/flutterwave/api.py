"""The API that collects money, as Flutterwave documents it: payments, transactions, refunds, chargebacks."""

import json
from collections.abc import Awaitable, Callable, Sequence
from decimal import Decimal, InvalidOperation
from functools import wraps

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fashionistar.emulators.common.control import has_key
from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.flutterwave.engine import Flutterwave, Refusal
from fashionistar.kernel.money import exponent

PAGE_SIZE = 10
_CURRENCIES = {"NGN", "GHS", "KES", "ZAR", "USD", "EUR", "GBP", "UGX", "TZS", "RWF", "ZMW", "MWK", "XOF", "XAF"}

type Endpoint = Callable[[Request], Awaitable[Response]]


def emulator_of(request: Request) -> Flutterwave:
    """The emulator that serves a request."""
    emulator: Flutterwave = request.app.state.emulator
    return emulator


def answer(message: str, data: object, **extra: object) -> JSONResponse:
    """A success in Flutterwave's envelope."""
    return JSONResponse({"status": "success", "message": message, **extra, "data": data})


def refused(message: str, status: int) -> JSONResponse:
    """A refusal in Flutterwave's envelope."""
    return JSONResponse({"status": "error", "message": message, "data": None}, status_code=status)


def authorized(endpoint: Endpoint) -> Endpoint:
    """Let an endpoint answer the merchant's key only, and turn its refusals into answers."""

    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        if not has_key(request):
            return refused("Invalid authorization key", 401)
        try:
            return await endpoint(request)
        except Refusal as refusal:
            return refused(refusal.message, refusal.status)

    return guarded


async def content_of(request: Request) -> Document:
    """Return the body, which must be a JSON object.

    Raises:
        Refusal: It is not.
    """
    try:
        content = json.loads(await request.body(), parse_float=Decimal)
    except ValueError:
        content = None
    if not isinstance(content, dict):
        raise Refusal("The body is not a JSON object")
    return content


def money(content: Document, currency: str) -> Decimal:
    """Read an amount of major units.

    Raises:
        Refusal: It is none, or finer than the currency.
    """
    try:
        amount = Decimal(str(content.get("amount")))
    except InvalidOperation:
        raise Refusal("amount is required") from None
    scaled = amount.scaleb(exponent(currency)) if amount.is_finite() else Decimal("0.5")
    if amount <= 0 or scaled != scaled.to_integral_value():
        raise Refusal("Invalid amount passed")
    return amount


def page_of(request: Request, message: str, rows: Sequence[Document], *, odd: Document | None = None) -> JSONResponse:
    """A page of ten rows, newest first, of those in the days `from` to `to`; each as `odd` falsifies it."""
    first, last = request.query_params.get("from", ""), request.query_params.get("to", "9")
    asked = [row for row in reversed(rows) if first <= str(row.get("created_at", ""))[:10] <= last]
    text = request.query_params.get("page", "1")
    page = int(text) if text.isdecimal() else 1
    info = {"total": len(asked), "current_page": page, "total_pages": -(-len(asked) // PAGE_SIZE)}
    shown = [{**row, **(odd or {})} for row in asked[(page - 1) * PAGE_SIZE : page * PAGE_SIZE]]
    return answer(message, shown, meta={"page_info": info})


@authorized
async def payments(request: Request) -> Response:
    """POST /v3/payments."""
    content = await content_of(request)
    currency, reference = str(content.get("currency", "NGN")), content.get("tx_ref")
    if not isinstance(reference, str) or not reference:
        raise Refusal("tx_ref is required")
    if currency not in _CURRENCIES:
        raise Refusal("currency is not supported")
    customer = content.get("customer")
    email = customer.get("email") if isinstance(customer, dict) else None
    if not isinstance(email, str) or "@" not in email:
        raise Refusal("customer.email must be a valid email")
    asked: Document = {
        "tx_ref": reference,
        "amount": str(money(content, currency)),
        "currency": currency,
        "email": email,
        "redirect_url": str(content.get("redirect_url") or ""),
        "meta": content.get("meta"),
    }
    name = emulator_of(request).open_page(asked)
    return answer("Hosted Link", {"link": str(request.url_for("hosted_page", name=name))})


@authorized
async def verify_by_reference(request: Request) -> Response:
    """GET /v3/transactions/verify_by_reference: the first transaction of the reference."""
    emulator = emulator_of(request)
    found = emulator.transactions(request.query_params.get("tx_ref", ""))
    if not found:
        raise Refusal("No transaction was found for this id")
    return answer("Transaction fetched successfully", told(emulator, found[0]))


@authorized
async def verify(request: Request) -> Response:
    """GET /v3/transactions/{id}/verify."""
    emulator = emulator_of(request)
    found = emulator.transaction(request.path_params["transaction_id"])
    return answer("Transaction fetched successfully", told(emulator, found))


@authorized
async def transactions(request: Request) -> Response:
    """GET /v3/transactions: ids are texts here, and customers flat."""
    emulator, reference = emulator_of(request), request.query_params.get("tx_ref")
    rows = [row for row in emulator.documents.all("transaction") if reference in {None, row["tx_ref"]}]
    flat = [{**told(emulator, row), "id": str(row["id"]), "account_id": "73362"} for row in rows]
    return page_of(request, "Transactions fetched", flat)


@authorized
async def refund_create(request: Request) -> Response:
    """POST /v3/transactions/{id}/refund; without an amount all of it."""
    emulator, content = emulator_of(request), await content_of(request)
    transaction = emulator.transaction(request.path_params["transaction_id"])
    whole = content if content.get("amount") is not None else transaction
    amount = money(whole, str(transaction["currency"]))
    refund = emulator.refund(transaction, amount=amount, comments=str(content.get("comments") or ""))
    return answer("Transaction refund initiated", {key: refund[key] for key in refund if key != "comments"})


@authorized
async def refunds(request: Request) -> Response:
    """GET /v3/refunds: those of the whole account."""
    emulator = emulator_of(request)
    rows, odd = emulator.documents.all("refund"), emulator.knobs.refund_overrides
    return page_of(request, "Transaction refunds fetched", rows, odd=odd)


@authorized
async def chargebacks(request: Request) -> Response:
    """GET /v3/chargebacks, one of them with `?id=`."""
    name = request.query_params.get("id")
    rows = [row for row in emulator_of(request).documents.all("chargeback") if name in {None, str(row["id"])}]
    return page_of(request, "Chargebacks fetched", rows)


@authorized
async def chargeback_answer(request: Request) -> Response:
    """POST /v3/chargebacks/{id}: {action: accept | decline, comment}."""
    emulator, content = emulator_of(request), await content_of(request)
    found = emulator.documents.get("chargeback", request.path_params["chargeback_id"])
    endings = {"accept": "accepted", "decline": "declined"}
    action = str(content.get("action"))
    if found is None:
        raise Refusal("Chargeback not found", 404)
    if action not in endings or not content.get("comment"):
        raise Refusal("action must be accept or decline, and comment is required")
    if found["status"] != "initiated":
        raise Refusal("Chargeback has been answered already")
    ended = emulator.end_chargeback(found, status=endings[action], comment=str(content["comment"]))
    return answer(f"Chargeback {ended['status']}", ended)


def told(emulator: Flutterwave, transaction: Document) -> Document:
    """A transaction as the knobs falsify it."""
    return {**transaction, **emulator.knobs.overrides}


routes = [
    Route("/v3/payments", payments, methods=["POST"]),
    Route("/v3/transactions", transactions, methods=["GET"]),
    Route("/v3/transactions/verify_by_reference", verify_by_reference, methods=["GET"]),
    Route("/v3/transactions/{transaction_id}/verify", verify, methods=["GET"]),
    Route("/v3/transactions/{transaction_id}/refund", refund_create, methods=["POST"]),
    Route("/v3/refunds", refunds, methods=["GET"]),
    Route("/v3/chargebacks", chargebacks, methods=["GET"]),
    Route("/v3/chargebacks/{chargeback_id}", chargeback_answer, methods=["POST"]),
]
