"""The measured ASGI application: the platform's own, and beside it the floors and the plain executor."""

import importlib
import os
from typing import Any

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")

from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from config.asgi import application as _platform
from fashionistar.kernel.middleware import OwnThread, RequestScope
from schema.door import PATHS, GraphQLDoor
from schema.endpoint import GraphQLEndpoint
from schema.root import Query
from tests.bench import floors


def _plain() -> ASGIApp:
    """The GraphQL endpoint with the plain executor, behind a door like the platform's."""
    if not os.environ.get("BENCH_PLAIN"):
        return PlainTextResponse("not asked for", 404)
    try:
        plain = importlib.import_module("tests.projection.plain")
    except ImportError as error:
        return PlainTextResponse(f"there is no plain executor: {error}", 404)
    door = GraphQLDoor(GraphQLEndpoint(plain.plain_schema(Query), graphql_ide=None), PlainTextResponse("no page", 404))

    async def endpoint(scope: Scope, receive: Receive, send: Send) -> None:
        await door({**scope, "path": PATHS[-1]}, receive, send)

    return endpoint


_ROUTES: dict[str, Any] = {
    "/bench/asgi/empty/": OwnThread(RequestScope(floors.empty)),
    "/bench/asgi/sql/": OwnThread(RequestScope(floors.sql)),
    "/bench/plain/": OwnThread(RequestScope(_plain())),
}

_PLATFORM: Any = _platform


async def application(scope: Scope, receive: Receive, send: Send) -> None:
    """Answer whatever a server hands over."""
    found = _ROUTES.get(scope["path"]) if scope["type"] == "http" else None
    await (found or _PLATFORM)(scope, receive, send)
