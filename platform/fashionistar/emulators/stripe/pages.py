"""Checkout's page."""

from decimal import Decimal
from urllib.parse import parse_qsl

from starlette.requests import Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.common.pages import payment_page
from fashionistar.emulators.stripe.engine import TWO_ZEROS, Stripe
from fashionistar.kernel.money import exponent


async def checkout(request: Request) -> Response:
    """GET: the form, or the receipt. POST: pay; back to the shop on success, else say why and try again."""
    emulator: Stripe = request.app.state.emulator
    session = emulator.documents.get("checkout.session", request.path_params["name"])
    if session is None:
        return PlainTextResponse("There is no such payment. Start again from the shop.", status_code=404)
    if request.method == "GET" or session["status"] != "open":
        return _shown(emulator, session, status=409 if request.method == "POST" else 200)
    form = dict(parse_qsl((await request.body()).decode("utf-8", "replace")))
    session = emulator.pay(session, approved=form.get("outcome") == "success")
    if session["status"] == "open":
        return _shown(emulator, session, problem="Your card was declined. Try a different card.", status=402)
    return RedirectResponse(str(session["success_url"]), status_code=303)


def _shown(emulator: Stripe, session: Document, *, problem: str = "", status: int = 200) -> Response:
    return payment_page(
        status=status,
        gateway="Stripe",
        merchant=emulator.config.merchant,
        amount=_amount(session),
        email=session["customer_email"],
        reference=session["client_reference_id"],
        problem=problem,
        paid=session["status"] == "complete",
        return_url=session["success_url"],
    )


def _amount(session: Document) -> str:
    """Write an amount for people."""
    currency = str(session["currency"])
    decimals = 2 if currency in TWO_ZEROS else exponent(currency.upper())
    return f"{currency.upper()} {Decimal(str(session['amount_total'])).scaleb(-decimals):,f}"


routes = [Route("/c/pay/{name}", checkout, methods=["GET", "POST"])]
