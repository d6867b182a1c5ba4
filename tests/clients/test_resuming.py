"""npm's `graphql-ws` and `graphql-sse`, cut off at random, end with the complete, ordered list without doubles."""

import json
import os
import signal
from contextlib import ExitStack
from typing import Any

import pytest

from tests.clients.node import Node
from tests.journeys.test_first_order import BROWSE
from tests.live import LivePlatform
from tests.wire.client import CART_CREATE, LINES_UPDATE

pytestmark = pytest.mark.clients

UPDATES = 150
#: By how many updates are done: the relay, and what carries wake-ups.
VICTIMS = {50: r"manage\.py relay", 100: r"valkey-server"}


def begun(live: LivePlatform) -> dict[str, Any]:
    """A guest's cart with one line."""
    product = next(each for each in live.send(BROWSE)["products"]["nodes"] if each["variants"][0]["price"])
    lines = [{"variantId": product["variants"][0]["id"], "quantity": 1}]
    cart: dict[str, Any] = live.send(CART_CREATE, {"input": {"currency": "NGN", "lines": lines}})["cartCreate"]["cart"]
    return cart


def change(live: LivePlatform, cart: dict[str, Any]) -> None:
    """Change the cart again and again, and kill a part of the platform now and then."""
    line = cart["lines"][0]["id"]
    for number in range(1, UPDATES + 1):
        given = {"cartId": cart["id"], "lines": [{"lineId": line, "quantity": number % 9 + 1}]}
        assert live.send(LINES_UPDATE, {"input": given})["cartLinesUpdate"]["userErrors"] == []
        for pid in live.pids(VICTIMS[number]) if number in VICTIMS else ():
            os.kill(pid, signal.SIGKILL)


def test_clients_that_are_cut_off_at_random_miss_nothing(live_platform: LivePlatform, second_server: str) -> None:
    live, cart = live_platform, begun(live_platform)
    with ExitStack() as stack:
        ways = [(transport, url) for transport in ("ws", "sse") for url in (live.url, second_server)]
        watchers = [
            Node(stack, "watch.mjs", transport, f"{url}/graphql/", cart["id"], str(UPDATES + 1))
            for transport, url in ways
        ]
        assert [each.hear() for each in watchers] == ["watching"] * 4
        change(live, cart)
        for (transport, _), each in zip(ways, watchers, strict=True):
            name = f"{transport}, seed {each.seed}"
            found: dict[str, Any] = json.loads(each.hear())
            begin = found["seen"][0] if found["seen"] else 0
            assert found["seen"] == list(range(begin, UPDATES + 2)), name
            # The first fact is the cart's beginning, which may be placed before or after they watch.
            assert (begin in {1, 2}, found["cuts"] > 0) == (True, True), f"{name}: {begin}, {found['cuts']}"
