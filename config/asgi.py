"""The ASGI application: HTTP through Django, WebSockets through Channels."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.production")
_http = get_asgi_application()

from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402  (apps are loaded above)
from django.urls import path  # noqa: E402

from schema.endpoint import socket_endpoint  # noqa: E402

application = ProtocolTypeRouter({"http": _http, "websocket": URLRouter([path("graphql/", socket_endpoint)])})
