"""npm's `graphql-ws` and `graphql-sse`, cut off at random, end with the complete, ordered list without doubles."""

import json
import os
import signal
import subprocess
from concurrent.futures import ThreadPoolExecutor
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


def watch(transport: str, url: str, cart: str, seed: int) -> dict[str, Any]:
    """Run one client to its end."""
    words = ["node", "watch.mjs", transport, f"{url}/graphql/", cart, str(UPDATES + 1), str(seed)]
    done = subprocess.run(words, cwd=HERE, capture_output=True, text=True, timeout=150, check=False)
    assert done.stdout, done.stderr
    found: dict[str, Any] = json.loads(done.stdout)
    return found


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
    seeds = [SystemRandom().randrange(2**31) for _ in range(4)]
    ways = [(transport, url) for transport in ("ws", "sse") for url in (live.url, second_server)]
    with ThreadPoolExecutor(len(ways)) as pool:
        watching = [
            pool.submit(watch, transport, url, cart["id"], seed)
            for (transport, url), seed in zip(ways, seeds, strict=True)
        ]
        change(live, cart)
        found = [each.result() for each in watching]
    for (transport, _), seed, each in zip(ways, seeds, found, strict=True):
        begin = each["seen"][0] if each["seen"] else 0
        assert each["seen"] == list(range(begin, UPDATES + 2)), f"{transport}, seed {seed}"
        assert (begin <= 30, each["cuts"] > 0) == (True, True), f"{transport}, seed {seed}: {begin}, {each['cuts']}"
