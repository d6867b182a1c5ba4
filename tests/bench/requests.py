"""Requests as they go over the wire, and one at a time for preparing a run."""

import http.client
import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any, Self

from config.local.ports import HOST
from tests.bench.faults import BenchFault

_TIMEOUT_SECONDS = 120


@dataclass(frozen=True, slots=True)
class Request:
    """One request.

    Attributes:
        path: Where to.
        body: JSON to post; without it the request is a GET.
        token: Whose it is.
        kind: What it is called in a report of a mix.
        weight: How often it is sent, beside the others of its point.
        products: How many products its answer shows.
        expected: The body that each answer must have; without it, that of the first answer that is no error.
    """

    path: str
    body: str = ""
    token: str = ""
    kind: str = ""
    weight: float = 1.0
    products: int = 0
    expected: str | None = None

    def at(self, path: str) -> Self:
        """The same request to another address."""
        return replace(self, path=path)

    def headers(self) -> dict[str, str]:
        """What its head says beside the host and the length."""
        stated = {"Accept": "application/json"}
        if self.body:
            stated["Content-Type"] = "application/json"
        if self.token:
            stated["Authorization"] = f"Bearer {self.token}"
        return stated

    def raw(self) -> str:
        """The whole request; its body is ASCII."""
        method, length = ("POST", {"Content-Length": str(len(self.body))}) if self.body else ("GET", {})
        head = {"Host": HOST} | self.headers() | length
        lines = [f"{method} {self.path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
        return "\r\n".join([*lines, "", self.body])

    def job(self) -> dict[str, Any]:
        """What the load process gets of it."""
        return {"raw": self.raw(), "weight": self.weight, "expected": self.expected}


def graphql(text: str, variables: dict[str, Any] | None = None, *, token: str = "", trusted: bool = False) -> Request:
    """A GraphQL request, by its text or by the id of its text."""
    document = {"documentId": document_id(text)} if trusted else {"query": text}
    return Request("/graphql/", json.dumps(document | {"variables": variables or {}}), token)


def document_id(text: str) -> str:
    """The id of a trusted document."""
    return f"sha256:{sha256(text.encode()).hexdigest()}"


def send(port: int, request: Request) -> tuple[int, str]:
    """Send one request; returns the status and the body."""
    connection = http.client.HTTPConnection(HOST, port, timeout=_TIMEOUT_SECONDS)
    try:
        method = "POST" if request.body else "GET"
        connection.request(method, request.path, request.body or None, request.headers())
        response = connection.getresponse()
        return response.status, response.read().decode()
    except (OSError, http.client.HTTPException) as error:
        raise BenchFault(f"{request.path} cannot be asked ({error!r}): see its log with --keep-logs.") from error
    finally:
        connection.close()


def data_of(port: int, request: Request) -> Any:
    """The data of a GraphQL answer.

    Raises:
        BenchFault: There were errors.
    """
    status, body = send(port, request)
    if status != http.client.OK:
        raise BenchFault(f"{request.path} answered {status}: mend what it says first: {body[:500]}")
    answer = json.loads(body)
    if "errors" in answer:
        raise BenchFault(f"{request.path} answered with errors: mend them first: {json.dumps(answer['errors'])[:500]}")
    return answer["data"]
