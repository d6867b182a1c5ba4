"""Control for tests: what a shopper's bank does."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fashionistar.emulators.common.control import controlled, json_object
from fashionistar.emulators.stripe.engine import Stripe


@controlled
async def dispute(request: Request) -> Response:
    """POST /_control/dispute: {reference}; answers {id}."""
    content = await json_object(request)
    emulator: Stripe = request.app.state.emulator
    for session in emulator.documents.all("checkout.session"):
        if session["client_reference_id"] == content["reference"] and session["status"] == "complete":
            intent = emulator.find("payment_intent", str(session["payment_intent"]))
            return JSONResponse({"id": emulator.charge_back(intent)["id"]})
    raise ValueError("Nothing was paid by this reference.")


@controlled
async def dispute_end(request: Request) -> Response:
    """POST /_control/dispute-end: {id, won}."""
    content = await json_object(request)
    emulator: Stripe = request.app.state.emulator
    found = emulator.find("dispute", str(content["id"]))
    emulator.move_dispute(found, "charge.dispute.closed", status="won" if content["won"] else "lost")
    return JSONResponse({})


routes = [
    Route("/_control/dispute", dispute, methods=["POST"]),
    Route("/_control/dispute-end", dispute_end, methods=["POST"]),
]
