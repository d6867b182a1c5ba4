"""The ASGI application: GraphQL at its own door, pages and webhooks through Django, WebSockets through Channels."""

import gc
import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
_pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (apps are loaded above)
from django.urls import path  # noqa: E402

from fashionistar.kernel.middleware import ClientScope, OwnThread, RequestScope  # noqa: E402
from schema.door import GraphQLDoor  # noqa: E402
from schema.endpoint import http_endpoint, socket_endpoint  # noqa: E402
from schema.lib.projection.statements import close_pool  # noqa: E402

# What is loaded stays: nobody need look through it again and again, nor copy its pages after a fork.
gc.collect()
gc.freeze()
gc.set_threshold(20_000, 20, 20)

_routes: list[Any] = [path("graphql/", socket_endpoint)]  # type: ignore[arg-type]  # stubs want views here
http = ClientScope(RequestScope(GraphQLDoor(http_endpoint, _pages)))
_sockets = ClientScope(URLRouter(_routes))


async def _lifespan(_scope: Any, receive: Any, send: Any) -> None:
    """What a server says when it starts and stops."""
    while (event := await receive())["type"] != "lifespan.shutdown":
        await send({"type": f"{event['type']}.complete"})
    await close_pool()
    await send({"type": "lifespan.shutdown.complete"})


application = ProtocolTypeRouter({"http": OwnThread(http), "websocket": _sockets, "lifespan": _lifespan})
