"""The request (or task, or event delivery) at hand: its id, in every log line and outbox row, and who sent it."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from uuid import uuid4

import structlog

REQUEST_ID_HEADER = "X-Request-Id"
_ACCEPTED = re.compile(r"[A-Za-z0-9_.:-]{8,64}")


def current_request_id() -> str:
    """The id at hand, or "" outside any request."""
    value = structlog.contextvars.get_contextvars().get("request_id", "")
    return str(value)


def accepted_request_id(offered: str | None) -> str:
    """Take the caller's id when it is a plain token of 8 to 64 characters, else make one."""
    if offered and _ACCEPTED.fullmatch(offered):
        return offered
    return uuid4().hex


@dataclass(frozen=True, slots=True)
class Client:
    """Where a request came from, as far as can be known."""

    ip: str | None = None
    user_agent: str = ""


_NOBODY = Client()
_client: ContextVar[Client] = ContextVar("client")


def current_client() -> Client:
    """Who sent the request at hand; nobody in a task."""
    return _client.get(_NOBODY)


@contextmanager
def client_scope(client: Client) -> Iterator[None]:
    """Remember who sent the request for the block."""
    token = _client.set(client)
    try:
        yield
    finally:
        _client.reset(token)


@contextmanager
def request_scope(offered: str | None = None) -> Iterator[str]:
    """Bind a request id for the block and hand it out."""
    request_id = accepted_request_id(offered)
    with structlog.contextvars.bound_contextvars(request_id=request_id):
        yield request_id
