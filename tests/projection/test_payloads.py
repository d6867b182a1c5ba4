"""What mutations and subscriptions answer with is read alike too: the same is done twice, from the same state."""

from dataclasses import replace

import pytest
from hypothesis import given

from fashionistar.accounts import tokens
from fashionistar.products.models import ProductStatus, Variant
from schema.root import schema
from tests.projection.alike import alike, first_event
from tests.projection.askers import askers_of, examples
from tests.projection.market import Market
from tests.projection.operations import Operation
from tests.projection.pools import Pools
from tests.projection.writes import stock_for, subscriptions, writes
from tests.wire.client import gid


@pytest.fixture(autouse=True)
def _same_tokens(monkeypatch: pytest.MonkeyPatch, market: Market) -> None:
    """The ids of tokens are the only thing that nobody could know beforehand."""
    monkeypatch.setattr(tokens, "uuid4", lambda: market.people.ada.pk)


@pytest.mark.parametrize("who", ["guest", "rejected", "dami", "ada", "root"])
def test_payloads_of_mutations_are_answered_alike(market: Market, pools: Pools, who: str) -> None:
    asker = askers_of(market)[who]

    @examples(25, who)
    @given(writes(schema._schema, pools, stock_for(asker.actor)))
    def tried(operation: Operation) -> None:
        alike(operation.text, asker, operation.variables)
        alike(operation.text, asker, operation.others)

    tried()


@pytest.mark.parametrize("who", ["guest", "rejected", "dami", "ada"])
def test_events_of_subscriptions_are_answered_alike(market: Market, pools: Pools, who: str) -> None:
    asker = askers_of(market)[who]
    # A stream about what nobody may see says nothing, and goes on.
    shown = Variant.objects.filter(product__status=ProductStatus.PUBLISHED).order_by("pk")
    pools = replace(pools, ids={**pools.ids, "Variant": [gid(variant) for variant in shown]})

    @examples(25, who)
    @given(subscriptions(schema._schema, pools))
    def tried(operation: Operation) -> None:
        alike(operation.text, asker, operation.variables, answering=first_event)

    tried()
