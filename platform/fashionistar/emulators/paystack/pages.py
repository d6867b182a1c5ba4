"""What people see: the hosted checkout page, the receipt, and the operator's view."""

import json
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.template import Context, Engine
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from fashionistar.emulators.paystack.api import emulator_of
from fashionistar.emulators.paystack.cards import DOCUMENTED_CARDS, read_card
from fashionistar.emulators.paystack.desk_pages import disputes_shown, transfers_shown
from fashionistar.emulators.paystack.engine import Emulator
from fashionistar.emulators.paystack.money import major_units
from fashionistar.emulators.paystack.store import Transaction

_ENGINE = Engine(dirs=[str(Path(__file__).parent / "templates")])
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'"
_SHOWN = 50


async def checkout(request: Request) -> Response:
    """GET /checkout/{access_code}: the page to pay on, or the receipt."""
    emulator = emulator_of(request)
    transaction = emulator.store.by_access_code(request.path_params["access_code"])
    if transaction is None:
        return PlainTextResponse("There is no such payment. Start again from the shop.", status_code=404)
    if transaction.is_paid:
        return _receipt(emulator, transaction)
    return _form(emulator, transaction)


async def checkout_pay(request: Request) -> Response:
    """POST /checkout/{access_code}: charge the card; back to the shop on success, else say why and try again."""
    emulator = emulator_of(request)
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    transaction = emulator.store.by_access_code(request.path_params["access_code"])
    if transaction is None:
        return PlainTextResponse("There is no such payment. Start again from the shop.", status_code=404)
    if transaction.is_paid:
        return _receipt(emulator, transaction, status=409)
    try:
        card = read_card(form)
    except ValueError as error:
        return _form(emulator, transaction, problem=str(error), status=422)
    word = emulator.pay(transaction, card)
    if not word.approved:
        return _form(emulator, transaction, problem=f"{word.response}. Try again or use another card.", status=402)
    if transaction.callback_url:
        return RedirectResponse(_return_url(transaction), status_code=303)
    return _receipt(emulator, emulator.transaction(transaction.reference))


async def checkout_cancel(request: Request) -> Response:
    """GET /checkout/{access_code}/cancel: back to the shop without paying."""
    transaction = emulator_of(request).store.by_access_code(request.path_params["access_code"])
    if transaction is None:
        return PlainTextResponse("There is no such payment. Start again from the shop.", status_code=404)
    metadata = json.loads(transaction.metadata)
    cancel = metadata.get("cancel_action") if isinstance(metadata, dict) else None
    if isinstance(cancel, str) and urlsplit(cancel).scheme in {"http", "https"}:
        return RedirectResponse(cancel, status_code=303)
    if transaction.callback_url:
        return RedirectResponse(_return_url(transaction), status_code=303)
    return PlainTextResponse("The payment was cancelled; nothing was charged. You may close this page.")


async def operator(request: Request) -> Response:
    """GET /: what has happened lately."""
    emulator = emulator_of(request)
    transactions = [
        {
            "reference": row.reference,
            "amount": major_units(row.amount, row.currency),
            "email": row.email,
            "status": row.status,
            "response": row.gateway_response,
            "url": f"/checkout/{row.access_code}",
            "created": row.created_at,
            "disputable": row.status == "success",
        }
        for row in emulator.store.transactions(limit=_SHOWN)
    ]
    deliveries = [
        {
            "id": str(row.id),
            "event": row.event,
            "reference": row.reference,
            "state": row.state,
            "attempts": str(row.attempts),
            "answer": row.last_answer,
            "next": datetime.fromtimestamp(row.next_at, UTC).strftime("%H:%M:%S UTC"),
            "waits": row.state == "pending",
        }
        for row in emulator.store.deliveries(limit=_SHOWN)
    ]
    return _page(
        "operator.html",
        200,
        transactions=transactions,
        transfers=transfers_shown(emulator, _SHOWN),
        disputes=disputes_shown(emulator, _SHOWN),
        balances=[major_units(amount, currency) for currency, amount in emulator.balances().items()],
        deliveries=deliveries,
        webhook_url=emulator.config.webhook_url,
        paused=not emulator.knobs.webhooks,
    )


async def operator_resend(request: Request) -> Response:
    """POST /deliveries/{id}/resend: the operator's button."""
    emulator_of(request).resend(request.path_params["delivery_id"])
    return RedirectResponse("/", status_code=303)


async def healthz(request: Request) -> Response:
    """GET /healthz: 200 while the state can be read."""
    emulator_of(request).store.transactions(limit=1)
    return PlainTextResponse("ok")


def _form(emulator: Emulator, transaction: Transaction, *, problem: str = "", status: int = 200) -> Response:
    cards = [{"label": card.label, "number": card.spaced, "cvv": card.cvv} for card in DOCUMENTED_CARDS]
    return _page(
        "checkout.html",
        status,
        merchant=emulator.config.merchant,
        amount=major_units(transaction.amount, transaction.currency),
        email=transaction.email,
        reference=transaction.reference,
        access_code=transaction.access_code,
        problem=problem,
        cards=cards,
    )


def _receipt(emulator: Emulator, transaction: Transaction, *, status: int = 200) -> Response:
    return _page(
        "receipt.html",
        status,
        merchant=emulator.config.merchant,
        amount=major_units(transaction.amount, transaction.currency),
        email=transaction.email,
        reference=transaction.reference,
        paid_at=transaction.paid_at or "",
        card=transaction.card[-4:],
        return_url=_return_url(transaction) if transaction.callback_url else "",
    )


def _return_url(transaction: Transaction) -> str:
    """The shop's callback with `trxref` and `reference` added to whatever query it has."""
    parts = urlsplit(transaction.callback_url)
    query = [
        *parse_qsl(parts.query, keep_blank_values=True),
        ("trxref", transaction.reference),
        ("reference", transaction.reference),
    ]
    return urlunsplit(parts._replace(query=urlencode(query)))


def _page(template: str, status: int, **values: object) -> HTMLResponse:
    html = _ENGINE.get_template(template).render(Context(values))
    return HTMLResponse(html, status_code=status, headers={"Content-Security-Policy": _POLICY})


routes = [
    Route("/", operator, methods=["GET"]),
    Route("/healthz", healthz, methods=["GET"]),
    Route("/deliveries/{delivery_id:int}/resend", operator_resend, methods=["POST"]),
    Route("/checkout/{access_code}", checkout, name="checkout", methods=["GET"]),
    Route("/checkout/{access_code}", checkout_pay, methods=["POST"]),
    Route("/checkout/{access_code}/cancel", checkout_cancel, methods=["GET"]),
]
