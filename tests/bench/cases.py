"""The cases: what is read, and what each answer must say."""

import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

from tests.bench.databases import Database
from tests.bench.faults import BenchFault
from tests.bench.operations import CURSOR, FILTERED, LIST, ORDERS, PRODUCT, SIGN_IN, TRIVIAL
from tests.bench.requests import Request, data_of, graphql, send
from tests.bench.servers import Server

PLAIN_PATH = "/bench/plain/"
FLOORS = {
    "empty (ASGI)": "/bench/asgi/empty/",
    "empty (Django)": "/bench/django/empty/",
    "SQL (ASGI)": "/bench/asgi/sql/",
    "SQL (Django)": "/bench/django/sql/",
}
#: What takes longer alone would not come in time from several connections.
_PATIENCE_SECONDS = 4.0
_PAGE, _MOST_PAGE, _PRODUCT_PAGES = 20, 100, 60


@dataclass(frozen=True, slots=True)
class Case:
    """Something to read.

    Attributes:
        name: What it is called.
        requests: How it is asked for; different ones for different rows.
        right: Whether an answer's data to one of them is right.
    """

    name: str
    requests: Sequence[Request]
    right: Callable[[Request, Any], bool]


def cases_on(server: Server, database: Database) -> list[Case]:
    """Every case on a server, each proved against what the ORM says of its database."""
    facts = database.facts
    token = sign_in(server, database)
    after = cursor_at(server, facts["deep_pages"] * _PAGE)
    made = [
        Case("trivial", [graphql(TRIVIAL)], lambda _, data: bool(data == {"__typename": "Query"})),
        Case("list of 20", [graphql(LIST)], lambda _, data: _slugs(data) == facts["first"]),
        Case("product page", [_product(slug) for slug in facts["slugs"][:_PRODUCT_PAGES]], _is_the_product),
        Case("filtered list", [graphql(FILTERED, {"filter": facts["filter"]})], lambda _, data: _counted(data, facts)),
        Case("deep page", [graphql(LIST, {"after": after})], lambda _, data: _slugs(data) == facts["deep"]),
        Case("my orders", [graphql(ORDERS, token=token)], lambda _, data: _are_the_orders(data, facts)),
    ]
    return [_proved(server, case) for case in made]


def plain_of(server: Server, case: Case) -> Case | str:
    """The case as the plain executor answers it; a reason where it does not, or not the same."""
    found = []
    for request in case.requests:
        began = time.monotonic()
        status, body = send(server.port, request.at(PLAIN_PATH))
        if (took := time.monotonic() - began) > _PATIENCE_SECONDS:
            return f"one answer takes {took:.1f} s"
        if status != 200:
            return body[:200]
        if json.loads(body) != json.loads(request.expected or "null"):
            return f"it answers something else: {_first_difference(request.expected or '', body)}"
        found.append(replace(request.at(PLAIN_PATH), expected=body))
    return replace(case, requests=found)


def sign_in(server: Server, database: Database) -> str:
    """The shopper's access token."""
    data = data_of(server.port, graphql(SIGN_IN, {"input": database.facts["sign_in"]}))
    return str(data["tokenCreate"]["accessToken"])


def cursor_at(server: Server, rows: int) -> str | None:
    """The cursor after so many products."""
    after = None
    while rows > 0:
        asked = {"first": min(rows, _MOST_PAGE), "after": after}
        after = data_of(server.port, graphql(CURSOR, asked))["products"]["pageInfo"]["endCursor"]
        rows -= _MOST_PAGE
    return after


def _proved(server: Server, case: Case) -> Case:
    """The case with the answers that each of its requests gets, once they are known to be right."""
    found = []
    for request in case.requests:
        data = data_of(server.port, request)
        if not case.right(request, data):
            said = json.dumps(data)[:400]
            raise BenchFault(f"{case.name}: the answer is not what is in the database; nothing was measured: {said}")
        found.append(replace(request, expected=send(server.port, request)[1]))
    return replace(case, requests=found)


def _product(slug: str) -> Request:
    return graphql(PRODUCT, {"slug": slug})


def _is_the_product(request: Request, data: Any) -> bool:
    asked = json.loads(request.body)["variables"]["slug"]
    return bool(data["product"] and data["product"]["slug"] == asked and data["product"]["variants"])


def _slugs(data: Any) -> list[str]:
    return [node["slug"] for node in data["products"]["nodes"] if node["variants"] and node["media"]]


def _counted(data: Any, facts: dict[str, Any]) -> bool:
    products = data["products"]
    told = {facet["field"]: sum(each["count"] for each in facet["values"]) for facet in products["facets"]}
    # A facet shows its most frequent values; every product has one of two ways to be made.
    right = products["totalCount"] == told.get("MADE_TO_MEASURE", 0) == facts["counted"]
    return right and len(products["nodes"]) == min(_PAGE, facts["filtered"])


def _are_the_orders(data: Any, facts: dict[str, Any]) -> bool:
    orders = data["me"]["orders"]
    shown = [node["number"] for node in orders["nodes"]]
    return bool(orders["totalCount"] == len(facts["orders"]) and shown == facts["orders"][:_PAGE])


def _first_difference(expected: str, found: str) -> str:
    one, other = json.dumps(json.loads(expected)), json.dumps(json.loads(found))
    at = next((at for at, pair in enumerate(zip(one, other, strict=False)) if pair[0] != pair[1]), 0)
    return f"…{one[max(at - 30, 0) : at + 50]}… and …{other[max(at - 30, 0) : at + 50]}…"
