"""HTTP middleware: each request gets an id, says it in its response, and leaves one access line."""

import time
from collections.abc import Awaitable, Callable
from typing import Protocol

import structlog
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.decorators import async_only_middleware

from fashionistar.kernel.request import REQUEST_ID_HEADER, request_scope

_log = structlog.get_logger("fashionistar.access")


class _View(Protocol):
    def __call__(self, request: HttpRequest) -> Awaitable[HttpResponseBase]: ...


@async_only_middleware
def request_id(get_response: _View) -> Callable[[HttpRequest], Awaitable[HttpResponseBase]]:
    """Bind the request's id around the whole request."""

    async def handle(request: HttpRequest) -> HttpResponseBase:
        started = time.perf_counter()
        with request_scope(request.headers.get(REQUEST_ID_HEADER)) as current:
            response = await get_response(request)
            response.headers[REQUEST_ID_HEADER] = current
            _log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )
            return response

    return handle
