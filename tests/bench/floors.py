"""The floors: what a server answers when there is nothing to do, or nothing but one statement."""

import os
from pathlib import Path

from django.http import HttpRequest, HttpResponse
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from schema.lib.projection.statements import answer

_JSON = "application/json"
_CONSTANT = b'{"data":{"__typename":"Query"}}'


def _statement() -> str:
    """The statement that was given at the start; it has no parameters, so its percent signs stand for themselves."""
    given = os.environ.get("BENCH_SQL")
    return Path(given).read_text(encoding="utf-8").replace("%", "%%") if given else "SELECT 'null'"


_SQL = _statement()


async def empty_view(_request: HttpRequest) -> HttpResponse:
    """Nothing, behind Django's middleware."""
    return HttpResponse(_CONSTANT, content_type=_JSON)


async def sql_view(_request: HttpRequest) -> HttpResponse:
    """One statement, behind Django's middleware."""
    return HttpResponse(await answer(_SQL, ()), content_type=_JSON)


async def empty(scope: Scope, receive: Receive, send: Send) -> None:
    """Nothing, behind the ASGI layers alone."""
    await Response(_CONSTANT, media_type=_JSON)(scope, receive, send)


async def sql(scope: Scope, receive: Receive, send: Send) -> None:
    """One statement, behind the ASGI layers alone."""
    await Response(await answer(_SQL, ()), media_type=_JSON)(scope, receive, send)
