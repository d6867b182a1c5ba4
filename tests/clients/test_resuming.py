"""npm's `graphql-ws` and `graphql-sse`, cut off at random, end with the complete, ordered list without doubles."""

import json
import os
import signal
import subprocess
from contextlib import ExitStack
from pathlib import Path
from random import SystemRandom
from typing import Any

import pytest

from tests.journeys.test_first_order import BROWSE
from tests.live import LivePlatform
from tests.wire.client import CART_CREATE, LINES_UPDATE

pytestmark = pytest.mark.clients

UPDATES = 150
#: By how many updates are done: the relay, and what carries wake-ups.
VICTIMS = {50: r"manage\.py relay", 100: r"valkey-server"}
HERE = Path(__file__).parent


class Watcher:
    """One Node process."""

    def __init__(self, stack: ExitStack, transport: str, url: str, cart: str) -> None:
        self.seed = SystemRandom().randrange(2**31)
        words = ["node", "watch.mjs", transport, f"{url}/graphql/", cart, str(UPDATES + 1), str(self.seed)]
        self.process = stack.enter_context(subprocess.Popen(words, cwd=HERE, stdout=subprocess.PIPE, text=True))
        stack.callback(self.process.kill)
        self.name = f"{transport}, seed {self.seed}"

    def hear(self) -> str:
        """The next line; nothing once it has ended."""
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()


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
        watchers = [Watcher(stack, transport, url, cart["id"]) for transport, url in ways]
        assert [each.hear() for each in watchers] == ["watching"] * 4
        change(live, cart)
        for each in watchers:
            found: dict[str, Any] = json.loads(each.hear())
            begin = found["seen"][0] if found["seen"] else 0
            assert found["seen"] == list(range(begin, UPDATES + 2)), each.name
            # The first fact is the cart's beginning, which may be placed before or after they watch.
            assert (begin in {1, 2}, found["cuts"] > 0) == (True, True), f"{each.name}: {begin}, {found['cuts']}"
