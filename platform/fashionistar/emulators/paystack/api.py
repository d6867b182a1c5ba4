"""The API that a merchant calls, as Paystack documents it."""

import hmac
import json
import re
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import wraps
from secrets import token_hex
from typing import Protocol
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fashionistar.emulators.paystack.desk import Json, Refusal, invalid
from fashionistar.emulators.paystack.engine import Emulator
from fashionistar.emulators.paystack.payloads import listed_refund_json, refund_json, transaction_json
from fashionistar.emulators.paystack.store import Transaction

CURRENCIES = ("NGN", "GHS", "ZAR", "KES", "USD")


class Dated(Protocol):
    """A row that knows when it was made."""

    @property
    def created_at(self) -> str:
        """As Paystack writes it."""
        ...


type Endpoint = Callable[[Request], Awaitable[Response]]


def emulator_of(request: Request) -> Emulator:
    """The emulator that serves a request."""
    emulator: Emulator = request.app.state.emulator
    return emulator


def answer(message: str, data: object, **extra: object) -> JSONResponse:
    """A success in Paystack's envelope."""
    return JSONResponse({"status": True, "message": message, "data": data, **extra})


def refused(refusal: Refusal) -> JSONResponse:
    """A refusal in Paystack's envelope."""
    return JSONResponse(
        {
            "status": False,
            "message": refusal.message,
            "meta": {"nextStep": refusal.next_step},
            "type": "validation_error",
            "code": refusal.code,
        },
        status_code=refusal.status,
    )


def authorized(endpoint: Endpoint) -> Endpoint:
    """Let an endpoint answer the merchant's key only, and turn its refusals into answers."""

    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        expected = f"Bearer {emulator_of(request).config.secret_key}"
        given = request.headers.get("authorization", "")
        if not hmac.compare_digest(expected.encode(), given.encode()):
            step = "Ensure that you provide the correct authorization key for the request"
            return refused(Refusal(401, "Invalid key", "invalid_Key", step))
        try:
            return await endpoint(request)
        except Refusal as refusal:
            return refused(refusal)

    return guarded


async def json_object(request: Request) -> Mapping[str, object]:
    """Return the body, which must be a JSON object.

    Raises:
        Refusal: It is not.
    """
    try:
        content = json.loads(await request.body())
    except (ValueError, RecursionError):
        content = None
    if not isinstance(content, dict):
        raise invalid("The body is not a JSON object")
    return content


@authorized
async def initialize(request: Request) -> Response:
    """POST /transaction/initialize."""
    content = await json_object(request)
    reference = content.get("reference") or token_hex(5)
    if not isinstance(reference, str) or not re.fullmatch(r"[-.=A-Za-z0-9]{1,100}", reference):
        raise invalid("Reference may have only letters, digits and -.= in it")
    currency = content.get("currency", "NGN")
    if not isinstance(currency, str) or currency not in CURRENCIES:
        raise invalid(f"Currency not supported; use one of {', '.join(CURRENCIES)}")
    transaction = emulator_of(request).initialize(
        reference=reference,
        email=_email(content),
        amount=amount_of(content.get("amount")),
        currency=currency,
        callback_url=_callback_url(content),
        metadata=_metadata(content.get("metadata")),
        ip_address=request.client.host if request.client else "127.0.0.1",
    )
    return answer(
        "Authorization URL created",
        {
            "authorization_url": str(request.url_for("checkout", access_code=transaction.access_code)),
            "access_code": transaction.access_code,
            "reference": transaction.reference,
        },
    )


@authorized
async def verify(request: Request) -> Response:
    """GET /transaction/verify/{reference}."""
    emulator = emulator_of(request)
    transaction = emulator.transaction(request.path_params["reference"])
    return answer("Verification successful", transaction_json(transaction, emulator.knobs))


@authorized
async def transaction_list(request: Request) -> Response:
    """GET /transaction, newest first."""
    emulator = emulator_of(request)
    rows = emulator.store.rows(Transaction, "SELECT * FROM transactions ORDER BY id DESC")
    return paged(request, "Transactions retrieved", rows, lambda row: transaction_json(row, emulator.knobs))


@authorized
async def refund_create(request: Request) -> Response:
    """POST /refund."""
    emulator = emulator_of(request)
    content = await json_object(request)
    transaction = emulator.transaction_or_id(str(content.get("transaction", "")))
    currency = content.get("currency")
    if currency is not None and currency != transaction.currency:
        raise invalid(f"The transaction is in {transaction.currency}")
    amount = content.get("amount")
    refund = emulator.refund(
        transaction,
        amount=None if amount is None else amount_of(amount),
        customer_note=str(content.get("customer_note") or ""),
        merchant_note=str(content.get("merchant_note") or ""),
    )
    return answer("Refund has been queued for processing", refund_json(refund, transaction, embed=True))


@authorized
async def refund_list(request: Request) -> Response:
    """GET /refund, of one transaction with `?transaction=`."""
    emulator = emulator_of(request)
    key = request.query_params.get("transaction")
    rows = emulator.store.refunds(transaction_id=emulator.transaction_or_id(key).id if key else None)
    return paged(
        request,
        "Refunds retrieved",
        rows,
        lambda row: {
            **listed_refund_json(row, emulator.transaction_or_id(str(row.transaction_id))),
            **emulator.knobs.refund_overrides,
        },
    )


@authorized
async def refund_fetch(request: Request) -> Response:
    """GET /refund/{id}."""
    emulator = emulator_of(request)
    refund = emulator.found_refund(request.path_params["refund_id"])
    transaction = emulator.transaction_or_id(str(refund.transaction_id))
    return answer("Refund retrieved", refund_json(refund, transaction, embed=False))


def _email(content: Mapping[str, object]) -> str:
    email = content.get("email")
    try:
        validate_email(email if isinstance(email, str) else "")
    except ValidationError:
        raise invalid("Invalid Email Address Passed") from None
    return str(email)


def amount_of(value: object) -> int:
    """Read minor units: a whole number, or its digits as text.

    Raises:
        Refusal: It is something else, or nothing.
    """
    digits = str(value) if isinstance(value, int) and not isinstance(value, bool) else value
    if not isinstance(digits, str) or not re.fullmatch(r"[0-9]{1,15}", digits) or int(digits) == 0:
        raise invalid("Invalid Amount Sent")
    return int(digits)


def _callback_url(content: Mapping[str, object]) -> str:
    url = content.get("callback_url") or ""
    if not isinstance(url, str) or (url and urlsplit(url).scheme not in {"http", "https"}):
        raise invalid("callback_url must be an http or https URL")
    return url


def _metadata(value: object) -> object:
    """Paystack takes an object or its JSON text, and tells "" where there is none."""
    if isinstance(value, str):
        try:
            return json.loads(value)
        except ValueError:
            return value
    return "" if value is None else value


def paged[Row: Dated](request: Request, message: str, rows: Sequence[Row], told: Callable[[Row], Json]) -> Response:
    """A page of a list, of what was made from `from` to `to`."""
    since, until = request.query_params.get("from", ""), request.query_params.get("to", "~")
    within = [row for row in rows if since <= row.created_at <= until]
    size, page = _number(request, "perPage", 50), _number(request, "page", 1)
    meta = {
        "total": len(within),
        "skipped": (page - 1) * size,
        "perPage": size,
        "page": page,
        "pageCount": -(-len(within) // size),
    }
    return answer(message, [told(row) for row in within[(page - 1) * size : page * size]], meta=meta)


def _number(request: Request, name: str, default: int) -> int:
    text = request.query_params.get(name, "")
    return int(text) if re.fullmatch(r"[1-9][0-9]{0,3}", text) else default


routes = [
    Route("/transaction/initialize", initialize, methods=["POST"]),
    Route("/transaction/verify/{reference}", verify, methods=["GET"]),
    Route("/transaction", transaction_list, methods=["GET"]),
    Route("/refund", refund_create, methods=["POST"]),
    Route("/refund", refund_list, methods=["GET"]),
    Route("/refund/{refund_id}", refund_fetch, methods=["GET"]),
]
