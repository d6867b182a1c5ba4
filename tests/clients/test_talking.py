"""npm's `graphql-ws` in two processes, a shopper's and a tailor's, cut off at random: one transcript, complete.

uv run poe chat-cuts --chat-minutes 5     as long as one likes, with figures
"""

import json
from contextlib import ExitStack
from typing import Any

import pytest

from tests.clients.node import Node
from tests.live import LivePlatform

pytestmark = pytest.mark.clients

SECONDS = 12
OPEN = """mutation($input: ConversationOpenInput!) { conversationOpen(input: $input) {
  conversation { id } userErrors { code } } }"""
MINE = "{ me { memberships { vendor { id slug } } } }"
ALL = """query($id: ID!, $after: String) { messages(conversationId: $id, first: 100, after: $after) {
  nodes { sequence clientId body } pageInfo { hasNextPage endCursor } } }"""


def opened(live: LivePlatform, shopper: str, owner: str) -> str:
    """A conversation of the demo's shopper with the demo's shop."""
    shop = live.send(MINE, token=owner)["me"]["memberships"][0]["vendor"]["id"]
    payload = live.send(OPEN, {"input": {"vendorId": shop}}, token=shopper)["conversationOpen"]
    assert payload["userErrors"] == []
    talk: str = payload["conversation"]["id"]
    return talk


def kept(live: LivePlatform, talk: str, token: str) -> list[list[Any]]:
    """The conversation as it is read."""
    found, after = [], None
    while True:
        page = live.send(ALL, {"id": talk, "after": after}, token=token)["messages"]
        found += [["MessageSent", each["sequence"], each["clientId"], each["body"]] for each in page["nodes"]]
        if not page["pageInfo"]["hasNextPage"]:
            return found
        after = page["pageInfo"]["endCursor"]


def test_two_clients_that_are_cut_off_at_random_have_the_same_complete_transcript(
    live_platform: LivePlatform, second_server: str, request: pytest.FixtureRequest
) -> None:
    minutes = request.config.getoption("--chat-minutes")
    seconds = SECONDS if minutes is None else minutes * 60
    tokens = {"shopper": live_platform.sign_in("shopper"), "tailor": live_platform.sign_in("owner")}
    talk = opened(live_platform, *tokens.values())
    before = len(kept(live_platform, talk, tokens["shopper"]))
    urls = [f"{url.replace('http', 'ws')}/graphql/" for url in (live_platform.url, second_server)]
    with ExitStack() as stack:
        both = [Node(stack, "talk.mjs", talk, token, name, str(seconds), *urls) for name, token in tokens.items()]
        seeds = f"seeds {[each.seed for each in both]}"
        assert [each.hear() for each in both] == ["follows"] * 2, seeds
        for each in both:
            each.tell("go")
        assert [each.hear() for each in both] == ["silent"] * 2, seeds
        told = kept(live_platform, talk, tokens["shopper"])[before:]
        for each in both:
            each.tell(str(before + len(told)))
        found = [json.loads(each.hear()) for each in both]
    print({name: each | {"told": len(each["told"])} for name, each in zip(tokens, found, strict=True)}, seeds)
    assert [each["told"] for each in found] == [told, told], seeds
    written = [
        f"{name} says {number + 1}"
        for name, each in zip(tokens, found, strict=True)
        for number in range(each["written"])
    ]
    assert sorted(body for *_, body in told) == sorted(written), seeds
    assert [number for _, number, *_ in told] == list(range(before + 1, before + len(told) + 1)), seeds
    assert all(each["cuts"] > each["cutsInASend"] > 0 for each in found), seeds
    assert sum(each["sends"] - each["written"] for each in found) > 0, f"nothing was sent twice, {seeds}"
