"""The projection answers whatever is asked as field by field resolution does, to the byte.

`FASHIONISTAR_DIFFERENTIAL=5000` tries so many operations for each actor, others every time.
"""

import os
from collections.abc import Callable, Sequence
from typing import Any
from zlib import crc32

import psycopg
import pytest
from django.db import connection
from graphql import get_named_type
from hypothesis import HealthCheck, given, seed, settings

from fashionistar.kernel.actor import GUEST, Actor
from schema.lib.projection import statements
from schema.root import schema
from tests.people import People, acting
from tests.projection.alike import Asker, alike
from tests.projection.market import Market, put_up
from tests.projection.operations import Operation, everything, operations, pages
from tests.projection.pools import Pools, pools_of_database

_MANY = int(os.environ.get("FASHIONISTAR_DIFFERENTIAL", "0"))


def examples(few: int, actor: str) -> Callable[[Any], Any]:
    """So few operations in the suite, for each actor others but always the same; as many as asked for otherwise."""
    chosen = settings(
        max_examples=_MANY or few,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    return chosen if _MANY else lambda tried: seed(crc32(actor.encode()))(chosen(tried))


@pytest.fixture(autouse=True)
def _run_as_in_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements are prepared and their values bound by the server, yet inside the test's transaction."""

    def run(sql: str, params: Sequence[Any]) -> str:
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(sql, params, prepare=True)
            return str((cursor.fetchone() or ["null"])[0])

    monkeypatch.setattr(statements, "_on_djangos_connection", run)


@pytest.fixture
def market(people: People) -> Market:
    """The market, put up."""
    return put_up(people)


@pytest.fixture
def pools(market: Market) -> Pools:
    """What arguments are drawn from."""
    return pools_of_database()


def askers_of(market: Market) -> dict[str, Asker]:
    """All those who ask, each beside another one who is let in to the same, and yet sees other rows."""
    people = market.people
    known = {name: Asker(acting(getattr(people, name))) for name in ("cleo", "dami", "bisi", "ada")}
    chief = Asker(Actor(user_id=people.cleo.pk, is_platform_staff=True))
    guests = {"guest": Asker(GUEST), "rejected": Asker(GUEST, rejected=True)}
    return {**guests, **known, "root": Asker(acting(market.admin)), "chief": chief}


@pytest.mark.parametrize(
    ("who", "next_one"),
    [
        ("guest", "rejected"),
        ("cleo", "dami"),
        ("dami", "ada"),
        ("bisi", "cleo"),
        ("ada", "bisi"),
        ("root", "chief"),
    ],
)
def test_any_operation_is_answered_alike(market: Market, pools: Pools, who: str, next_one: str) -> None:
    askers = askers_of(market)

    @examples(20, who)
    @given(operations(schema._schema, pools))
    def tried(operation: Operation) -> None:
        alike(operation.text, askers[who], operation.variables)
        alike(operation.text, askers[who], operation.others)
        alike(operation.text, askers[next_one], operation.variables)

    tried()


@pytest.mark.parametrize("who", ["dami", "ada", "root"])
def test_everything_at_once_is_answered_alike(market: Market, pools: Pools, who: str) -> None:
    asker, query = askers_of(market)[who], schema._schema.query_type
    assert query is not None
    for name in ("products", "vendors", "categories", "me", "vendorOrders"):
        alike(f"{{ {name} {everything(get_named_type(query.fields[name].type), 4)} }}", asker)
    for name in ("Product", "Cart", "Order"):
        body = everything(schema._schema.type_map[name], 3)
        for key in pools.ids[name]:
            alike(f"query($id: ID!) {{ {name.lower()}(id: $id) {body} }}", asker, {"id": key})


@pytest.mark.parametrize("who", ["dami", "ada", "root"])
def test_every_page_of_a_walk_is_answered_alike(market: Market, pools: Pools, who: str) -> None:
    asker = askers_of(market)[who]

    @examples(10, who)
    @given(pages(schema._schema, pools))
    def walked(operation: Operation) -> None:
        info: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
        while info["hasNextPage"]:
            variables = {**operation.variables, "after": info["endCursor"]}
            info = alike(operation.text, asker, variables)["data"]["page"]["pageInfo"]

    walked()
