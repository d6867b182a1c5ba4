"""The projection answers whatever is asked as field by field resolution does, to the byte.

`FASHIONISTAR_DIFFERENTIAL=5000` tries so many operations for each actor, others every time.
"""

from typing import Any

import pytest
from graphql import get_named_type
from hypothesis import given

from schema.root import schema
from tests.projection.alike import alike
from tests.projection.askers import askers_of, examples
from tests.projection.market import Market
from tests.projection.operations import Operation, everything, operations, pages
from tests.projection.pools import Pools

_RECONCILED = ("reconciliationRuns", "reconciliationDifferences")


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
    lists = ("products", "vendors", "categories", "me", "vendorOrders", "staff", "auditEntries", "conversations")
    for name in (*lists, *_RECONCILED):
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
            page = (alike(operation.text, asker, variables)["data"] or {"page": None})["page"]
            info = page["pageInfo"] if page else {"hasNextPage": False}

    walked()
