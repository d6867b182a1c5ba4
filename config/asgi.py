"""The ASGI application: HTTP through Django, WebSockets through Channels."""

import os
from typing import Any

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
_http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (apps are loaded above)
from django.urls import path  # noqa: E402

from schema.endpoint import socket_endpoint  # noqa: E402

_routes: list[Any] = [path("graphql/", socket_endpoint)]  # type: ignore[arg-type]  # stubs want views here
application = ProtocolTypeRouter({"http": _http, "websocket": URLRouter(_routes)})
