"""Control for tests: what a shopper's bank does."""

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from fashionistar.emulators.common.control import controlled, json_object
from fashionistar.emulators.flutterwave.api import emulator_of


@controlled
async def dispute(request: Request) -> Response:
    """POST /_control/dispute: {reference}; answers {id}."""
    content, emulator = await json_object(request), emulator_of(request)
    paid = [row for row in emulator.transactions(str(content["reference"])) if row["status"] == "successful"]
    if not paid:
        raise ValueError("Nothing was paid by this reference.")
    return JSONResponse({"id": str(emulator.charge_back(paid[0])["id"])})


@controlled
async def dispute_end(request: Request) -> Response:
    """POST /_control/dispute-end: {id, won}."""
    content, emulator = await json_object(request), emulator_of(request)
    found = emulator.documents.get("chargeback", str(content["id"]))
    if found is None:
        raise ValueError("There is no such chargeback.")
    emulator.end_chargeback(found, status="won" if content["won"] else "lost", comment="")
    return JSONResponse({})


routes = [
    Route("/_control/dispute", dispute, methods=["POST"]),
    Route("/_control/dispute-end", dispute_end, methods=["POST"]),
]
