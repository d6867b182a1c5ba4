"""What stands before the GraphQL endpoint: the checks and headers that Django's middleware makes for pages.

Django's handler and its middleware cost each request several hops to another thread, which a page can bear and the
endpoint cannot. Whatever is no plain GraphQL request is therefore handed to Django: browsers that want GraphiQL, hosts
that are not ours, and requests that a redirect to HTTPS must answer.
"""

from typing import Any
from urllib.parse import parse_qs

from django.conf import settings
from django.http.request import split_domain_port, validate_host
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from schema.uploads import has_files

PATHS = ("/graphql", "/graphql/")

_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
)


class TooLargeError(Exception):
    """A body beyond what the endpoint reads."""


class GraphQLDoor:
    """Sends GraphQL requests to the endpoint, all others to Django."""

    def __init__(self, endpoint: ASGIApp, pages: Any) -> None:
        """Stand before both applications."""
        self._endpoint = endpoint
        self._pages = pages

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one HTTP request."""
        if scope["path"] not in PATHS or not _is_for_the_endpoint(scope):
            await self._pages(scope, receive, send)
            return
        limited = _Limited(receive, _most_bytes(Headers(scope=scope)))
        try:
            await self._endpoint(scope, limited, _with_headers(send))
        except TooLargeError:
            await PlainTextResponse("The request is too large.", 413)(scope, receive, send)


def _most_bytes(headers: Headers) -> int:
    """How large a body may be; the endpoint reads no file of somebody who shows nothing to be known by."""
    with_files = has_files(headers) and "authorization" in headers
    return settings.UPLOAD_MAX_MEMORY_SIZE if with_files else settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def _is_for_the_endpoint(scope: Scope) -> bool:
    headers = Headers(scope=scope)
    if settings.SECURE_SSL_REDIRECT and not _is_secure(scope, headers):
        return False
    if not validate_host(split_domain_port(headers.get("host", ""))[0], settings.ALLOWED_HOSTS):
        return False
    return not _wants_a_page(scope, headers)


def _wants_a_page(scope: Scope, headers: Headers) -> bool:
    if scope["method"] != "GET" or not {"query", "documentId"}.isdisjoint(parse_qs(scope["query_string"].decode())):
        return False
    accepts = headers.get("accept", "")
    return "text/html" in accepts or "*/*" in accepts


def _is_secure(scope: Scope, headers: Headers) -> bool:
    if settings.SECURE_PROXY_SSL_HEADER:
        name, value = settings.SECURE_PROXY_SSL_HEADER
        return headers.get(name.removeprefix("HTTP_").replace("_", "-"), "").split(",")[0].strip() == value
    return bool(scope.get("scheme") == "https")


class _Limited:
    """Reads a body no further than a limit."""

    def __init__(self, receive: Receive, limit: int) -> None:
        self._receive = receive
        self._left = limit

    async def __call__(self) -> Message:
        event = await self._receive()
        if event["type"] == "http.request":
            self._left -= len(event.get("body", b""))
            if self._left < 0:
                raise TooLargeError
        return event


def _with_headers(send: Send) -> Send:
    """Send with the headers that Django's middleware adds to pages."""
    added = list(_HEADERS)
    if settings.SECURE_HSTS_SECONDS:
        suffix = "; includeSubDomains" if settings.SECURE_HSTS_INCLUDE_SUBDOMAINS else ""
        added.append((b"strict-transport-security", f"max-age={settings.SECURE_HSTS_SECONDS}{suffix}".encode()))

    async def sending(event: Message) -> None:
        if event["type"] == "http.response.start":
            event["headers"] = [*event.get("headers", ()), *added]
        await send(event)

    return sending
