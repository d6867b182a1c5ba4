"""The API that a merchant calls, as Stripe documents it."""

from starlette.requests import Request
from starlette.routing import Route

from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.stripe.engine import TWO_ZEROS, Refusal, Stripe
from fashionistar.emulators.stripe.wire import endpoint, page_of

_THREE_DECIMALS = {"bhd", "jod", "kwd", "omr", "tnd"}


@endpoint
async def session_create(request: Request, emulator: Stripe, asked: Document) -> Document:
    """POST /v1/checkout/sessions, of one line with `price_data`."""
    lines = asked.get("line_items")
    price = lines[0].get("price_data") if isinstance(lines, list) and lines else None
    if asked.get("mode") != "payment" or not isinstance(price, dict):
        raise Refusal("You must provide mode=payment and line_items with price_data.")
    if not str(asked.get("success_url", "")).startswith(("http://", "https://")):
        raise Refusal("Not a valid URL", code="url_invalid")
    if "@" not in str(asked.get("customer_email", "@")):
        raise Refusal(f"Invalid email address: {asked['customer_email']}", code="email_invalid")
    currency = str(price.get("currency"))
    amount = _amount(price.get("unit_amount"), currency) * int(str(lines[0].get("quantity", "1")))  # type: ignore[index]
    with emulator.documents.together:
        return emulator.open_session(asked, currency=currency, amount=amount, url=f"{request.base_url}c/pay")


@endpoint
async def session_retrieve(request: Request, emulator: Stripe, asked: Document) -> Document:
    """GET /v1/checkout/sessions/{id}."""
    return emulator.find("checkout.session", request.path_params["name"])


@endpoint
async def product_create(request: Request, emulator: Stripe, asked: Document) -> Document:
    """POST /v1/products, with an id of the merchant's."""
    name = str(asked.get("id") or "")
    if not name or not asked.get("name"):
        raise Refusal("Missing required param: name.", code="parameter_missing")
    if emulator.documents.get("product", name):
        raise Refusal("Product already exists.", code="resource_already_exists")
    about = {"name": asked["name"], "active": asked.get("active") == "true", "metadata": asked.get("metadata") or {}}
    with emulator.documents.together:
        return emulator.keep("product", {"id": name, "object": "product", **about})


@endpoint
async def product_retrieve(request: Request, emulator: Stripe, asked: Document) -> Document:
    """GET /v1/products/{id}."""
    return emulator.find("product", request.path_params["name"])


@endpoint
async def product_update(request: Request, emulator: Stripe, asked: Document) -> Document:
    """POST /v1/products/{id}: metadata."""
    found = emulator.find("product", request.path_params["name"])
    with emulator.documents.together:
        return emulator.keep("product", {**found, "metadata": _merged(found, asked)})


@endpoint
async def intents(request: Request, emulator: Stripe, asked: Document) -> Document:
    """GET /v1/payment_intents."""
    return page_of(emulator, "payment_intent", asked, "/v1/payment_intents")


@endpoint
async def refund_create(request: Request, emulator: Stripe, asked: Document) -> Document:
    """POST /v1/refunds of a payment intent."""
    intent = emulator.find("payment_intent", str(asked.get("payment_intent")))
    amount = _amount(asked["amount"], str(intent["currency"])) if "amount" in asked else None
    metadata = asked.get("metadata")
    return emulator.refund(intent, amount=amount, metadata=metadata if isinstance(metadata, dict) else {})


@endpoint
async def refunds(request: Request, emulator: Stripe, asked: Document) -> Document:
    """GET /v1/refunds, of one payment intent with `payment_intent`."""
    owner = asked.get("payment_intent")
    rows = [row for row in emulator.documents.all("refund") if owner in {None, row["payment_intent"]}]
    return page_of(emulator, "refund", asked, "/v1/refunds", rows=rows)


@endpoint
async def disputes(request: Request, emulator: Stripe, asked: Document) -> Document:
    """GET /v1/disputes."""
    return page_of(emulator, "dispute", asked, "/v1/disputes")


@endpoint
async def dispute_retrieve(request: Request, emulator: Stripe, asked: Document) -> Document:
    """GET /v1/disputes/{id}."""
    return emulator.find("dispute", request.path_params["name"])


@endpoint
async def dispute_update(request: Request, emulator: Stripe, asked: Document) -> Document:
    """POST /v1/disputes/{id}: evidence, which is final with `submit`."""
    found = emulator.find("dispute", request.path_params["name"])
    if found["status"] != "needs_response":
        raise Refusal("This dispute is already closed or under review.")
    status = "under_review" if asked.get("submit") == "true" else found["status"]
    evidence = asked.get("evidence") or {}
    return emulator.move_dispute(found, "charge.dispute.updated", evidence=evidence, status=status)


@endpoint
async def dispute_close(request: Request, emulator: Stripe, asked: Document) -> Document:
    """POST /v1/disputes/{id}/close: it is lost."""
    found = emulator.find("dispute", request.path_params["name"])
    if found["status"] != "needs_response":
        raise Refusal("This dispute is already closed.")
    return emulator.move_dispute(found, "charge.dispute.closed", status="lost")


def _amount(value: object, currency: str) -> int:
    text = str(value)
    if not text.isdecimal() or not 0 < int(text) <= 99_999_999_999:
        raise Refusal(f"Invalid integer: {text}", code="parameter_invalid_integer")
    if (currency in _THREE_DECIMALS and int(text) % 10) or (currency in TWO_ZEROS and int(text) % 100):
        raise Refusal(f"Invalid amount for {currency}", code="amount_invalid")
    return int(text)


def _merged(found: Document, asked: Document) -> Document:
    old, new = found.get("metadata"), asked.get("metadata")
    return {**(old if isinstance(old, dict) else {}), **(new if isinstance(new, dict) else {})}


routes = [
    Route("/v1/checkout/sessions", session_create, methods=["POST"]),
    Route("/v1/checkout/sessions/{name}", session_retrieve, methods=["GET"]),
    Route("/v1/products", product_create, methods=["POST"]),
    Route("/v1/products/{name}", product_retrieve, methods=["GET"]),
    Route("/v1/products/{name}", product_update, methods=["POST"]),
    Route("/v1/payment_intents", intents, methods=["GET"]),
    Route("/v1/refunds", refund_create, methods=["POST"]),
    Route("/v1/refunds", refunds, methods=["GET"]),
    Route("/v1/disputes", disputes, methods=["GET"]),
    Route("/v1/disputes/{name}", dispute_retrieve, methods=["GET"]),
    Route("/v1/disputes/{name}", dispute_update, methods=["POST"]),
    Route("/v1/disputes/{name}/close", dispute_close, methods=["POST"]),
]
