"""Control for tests: turn knobs, watch webhooks. Guarded by the merchant's key."""

import hmac
import json
from collections.abc import Awaitable, Callable
from dataclasses import asdict
from functools import wraps

from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.common.emulator import Emulator

type Endpoint = Callable[[Request], Awaitable[Response]]


def has_key(request: Request) -> bool:
    """Whether a request comes with the merchant's key."""
    emulator: Emulator = request.app.state.emulator
    expected, given = f"Bearer {emulator.config.secret_key}", request.headers.get("authorization", "")
    return hmac.compare_digest(expected.encode(), given.encode())


def controlled(endpoint: Endpoint) -> Endpoint:
    """Let an endpoint of control answer the merchant's key only; what it raises as ValueError is said."""

    @wraps(endpoint)
    async def guarded(request: Request) -> Response:
        if not has_key(request):
            return PlainTextResponse("Control wants the merchant's key.", status_code=401)
        try:
            return await endpoint(request)
        except ValueError as error:
            return PlainTextResponse(str(error), status_code=400)

    return guarded


async def json_object(request: Request) -> Document:
    """Return the body, which must be a JSON object.

    Raises:
        ValueError: It is not.
    """
    content = json.loads(await request.body())
    if not isinstance(content, dict):
        raise ValueError("The body is not a JSON object.")  # noqa: TRY004  (said to the client as such)
    return content


@controlled
async def settings(request: Request) -> Response:
    """POST /_control/settings: turn some knobs, answer all."""
    emulator: Emulator = request.app.state.emulator
    emulator.knobs = emulator.knobs.turned(await json_object(request))
    emulator.wake()
    return JSONResponse(asdict(emulator.knobs))


@controlled
async def deliveries(request: Request) -> Response:
    """GET /_control/deliveries: the webhooks, oldest first, of one payment or transfer with `?reference=`."""
    emulator: Emulator = request.app.state.emulator
    reference = request.query_params.get("reference")
    rows = [row for row in emulator.documents.all("delivery") if reference in {None, row["reference"]}]
    return JSONResponse(rows)


async def healthz(request: Request) -> Response:
    """GET /healthz: 200 while the state can be read."""
    emulator: Emulator = request.app.state.emulator
    emulator.documents.next_number()
    return PlainTextResponse("ok")


routes = [
    Route("/_control/settings", settings, methods=["POST"]),
    Route("/_control/deliveries", deliveries, methods=["GET"]),
    Route("/healthz", healthz, methods=["GET"]),
]
