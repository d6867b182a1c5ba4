"""GraphQL over server-sent events, for clients without WebSockets: distinct connections, as `graphql-sse` speaks."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed

from tests.clients.test_resuming import begun
from tests.journeys.socket import connected
from tests.live import LivePlatform
from tests.wire.client import LINES_UPDATE

WATCH = """subscription($id: ID!, $after: String) { cartUpdated(cartId: $id, after: $after) {
  cursor event { type } cart { lines { quantity } } } }"""
SHOP = 'subscription { vendorOrderUpdated(vendorId: "x") { cursor } }'


class Events:
    """What a server sends, event by event."""

    def __init__(self, response: httpx.Response) -> None:
        self.response, self._lines = response, response.iter_lines()

    def next(self) -> tuple[str, Any]:
        """The next event and its data."""
        name, data = "", ""
        for line in self._lines:
            if line.startswith("event:"):
                name = line.removeprefix("event:").strip()
            elif line.startswith("data:"):
                data = line.removeprefix("data:").strip()
            elif not line and name:
                return name, json.loads(data) if data else None
        raise AssertionError("the stream has ended")


@contextmanager
def streaming(live: LivePlatform, query: str, **variables: Any) -> Iterator[Events]:
    """Ask for a stream."""
    body = {"query": query, "variables": variables}
    headers = {"Accept": "text/event-stream"}
    url = f"{live.url}/graphql/"
    with httpx.stream("POST", url, json=body, headers=headers, timeout=30, trust_env=False) as response:
        yield Events(response)


def change(live: LivePlatform, cart: dict[str, Any], quantity: int) -> None:
    """One change of the cart."""
    line = {"lineId": cart["lines"][0]["id"], "quantity": quantity}
    live.send(LINES_UPDATE, {"input": {"cartId": cart["id"], "lines": [line]}})


def test_a_stream_sends_each_payload_as_an_event_and_goes_on_from_a_cursor(live_platform: LivePlatform) -> None:
    cart = begun(live_platform)
    with streaming(live_platform, WATCH, id=cart["id"]) as events:
        assert events.response.headers["content-type"].startswith("text/event-stream")
        assert events.response.headers["cache-control"] == "no-cache, no-transform"
        name, first = events.next()
        told = first["data"]["cartUpdated"]
        assert (name, told["cart"]["lines"]) == ("next", [{"quantity": 1}])
        # The cart's own beginning may still be on its way to the log.
        change(live_platform, cart, 2)
        while told["cart"]["lines"] != [{"quantity": 2}] or told["event"] is None:
            told = events.next()[1]["data"]["cartUpdated"]
    change(live_platform, cart, 3)
    with streaming(live_platform, WATCH, id=cart["id"], after=told["cursor"]) as events:
        again = events.next()[1]["data"]["cartUpdated"]
        while again["cart"]["lines"] != [{"quantity": 3}]:
            again = events.next()[1]["data"]["cartUpdated"]
        assert again["event"] == {"type": "CartUpdated"}


def test_a_query_over_a_stream_is_one_event_and_the_end(live_platform: LivePlatform) -> None:
    with streaming(live_platform, "{ __typename }") as events:
        assert events.next() == ("next", {"data": {"__typename": "Query"}})
        assert events.next() == ("complete", None)


@pytest.mark.parametrize(
    ("query", "code"),
    [(SHOP, "UNAUTHENTICATED"), ('subscription { cartUpdated(cartId: "x", after: "y") { cursor } }', None)],
)
def test_a_stream_that_is_refused_says_why_and_ends(live_platform: LivePlatform, query: str, code: str | None) -> None:
    with streaming(live_platform, query) as events:
        name, data = events.next()
        if code is None:
            assert (name, data) == ("complete", None), "there is no such cart to watch"
            return
        assert (name, data["errors"][0]["extensions"]["code"]) == ("next", code)
        assert events.next() == ("complete", None)


def test_a_document_that_is_not_valid_is_no_stream(live_platform: LivePlatform) -> None:
    with streaming(live_platform, "subscription { nothing }") as events:
        _, data = events.next()
        assert "nothing" in data["errors"][0]["message"]
        assert data.get("data") is None


@pytest.mark.parametrize(
    ("method", "given", "said"),
    [
        ("POST", {"variables": {}}, "Send a document"),
        ("GET", {"query": "mutation { cartCreate(input: {currency: NGN}) { cart { id } } }"}, "no mutation"),
    ],
)
def test_what_is_no_request_of_a_stream_is_told_so(
    live_platform: LivePlatform, method: str, given: dict[str, Any], said: str
) -> None:
    sent = {"json": given} if method == "POST" else {"params": given}
    headers = {"Accept": "text/event-stream"}
    answer = httpx.request(method, f"{live_platform.url}/graphql/", **sent, headers=headers, trust_env=False)
    assert (said in answer.text, "INVALID" in answer.text, "INTERNAL" in answer.text) == (True, True, False)


@pytest.mark.parametrize("message", ["[]", "7", '{"type": "subscribe", "id": "1", "payload": 7}', '{"id": "1"}', "{"])
def test_a_message_that_is_none_closes_the_socket_and_says_so(live_platform: LivePlatform, message: str) -> None:
    with connected(live_platform.url) as subscriber:
        subscriber.socket.send(message)
        with pytest.raises(ConnectionClosed) as closed:
            subscriber.socket.recv(timeout=20)
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4400
