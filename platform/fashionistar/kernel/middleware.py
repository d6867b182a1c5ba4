"""ASGI middleware: each HTTP request gets an id, says it in its response, and leaves one access line."""

import time
from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any

import structlog
from asgiref.sync import ThreadSensitiveContext
from django.conf import settings

from fashionistar.kernel.request import REQUEST_ID_HEADER, Client, client_scope, request_scope

_log = structlog.get_logger("fashionistar.access")
_HEADER = REQUEST_ID_HEADER.lower().encode()


class OwnThread:
    """Gives each request a database thread of its own, made when it is first needed; else all would share one."""

    def __init__(self, application: Any) -> None:
        """Wrap an ASGI application."""
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one HTTP request."""
        async with ThreadSensitiveContext():
            await self._application(scope, receive, send)


class ClientScope:
    """Remembers who sent a request or opened a socket: the address before our own proxies, and the user agent."""

    def __init__(self, application: Any) -> None:
        """Wrap an ASGI application."""
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one request or serve one socket."""
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        with client_scope(Client(_address(scope, headers), headers.get(b"user-agent", ""))):
            await self._application(scope, receive, send)


def _address(scope: Any, headers: Mapping[bytes, str]) -> str | None:
    found = (scope.get("client") or [None])[0]
    if settings.PROXY_HOPS:
        hops = [hop.strip() for hop in headers.get(b"x-forwarded-for", "").split(",")]
        found = hops[-settings.PROXY_HOPS] if len(hops) >= settings.PROXY_HOPS else found
    try:
        return str(ip_address(found)) if found else None
    except ValueError:
        return None


class RequestScope:
    """Binds the request's id around the whole request, whoever answers it."""

    def __init__(self, application: Any) -> None:
        """Wrap an ASGI application."""
        self._application = application

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Answer one HTTP request."""
        offered = next((value.decode("latin-1") for name, value in scope["headers"] if name == _HEADER), None)
        started, status = time.perf_counter(), 0
        with request_scope(offered) as current:

            async def telling(event: Any) -> None:
                nonlocal status
                if event["type"] == "http.response.start":
                    status = event["status"]
                    event["headers"] = [*event.get("headers", ()), (_HEADER, current.encode())]
                await send(event)

            await self._application(scope, receive, telling)
            _log.info(
                "request",
                method=scope["method"],
                path=scope["path"],
                status=status,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
