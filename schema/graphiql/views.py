"""The page at the endpoint for browsers, and the operations that it opens with."""

import functools
from pathlib import Path
from typing import Final, TypedDict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

TOUR: Final = Path(__file__).resolve().parent / "tour"

# The page needs this origin only; editors and dialogs set styles from their script.
CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self' 'unsafe-inline'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)


class Operation(TypedDict):
    """One prepared operation, as the page takes it."""

    name: str
    query: str
    variables: str | None
    headers: str | None


def graphiql(request: HttpRequest) -> HttpResponse:
    """Answer with the GraphiQL page; it sends its operations to the path that it was served from."""
    page = {"endpoint": request.path, "tour": tour()}
    response = render(request, "graphiql/index.html", {"page": page})
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY
    response["Cache-Control"] = "no-cache"
    return response


@functools.cache
def tour() -> tuple[Operation, ...]:
    """The operations of the tour in their order, read once."""
    return tuple(_operation(path) for path in sorted(TOUR.glob("*.graphql")))


def _operation(path: Path) -> Operation:
    return {
        "name": path.stem,
        "query": path.read_text(encoding="utf-8"),
        "variables": _beside(path, ".variables.json"),
        "headers": _beside(path, ".headers.json"),
    }


def _beside(path: Path, suffix: str) -> str | None:
    companion = path.with_suffix(suffix)
    return companion.read_text(encoding="utf-8") if companion.exists() else None
