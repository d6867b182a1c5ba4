"""A subscriber over a real WebSocket, speaking `graphql-transport-ws`."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol


class Subscriber:
    """One subscription on one connection."""

    def __init__(self, socket: ClientConnection) -> None:
        """Speak over a connection that is acknowledged."""
        self.socket = socket

    def subscribe(self, query: str, variables: dict[str, Any]) -> None:
        """Begin."""
        payload = {"query": query, "variables": variables}
        self.socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))

    def next(self, seconds: float = 30) -> dict[str, Any] | None:
        """The next event's data; None when the subscription has ended."""
        while True:
            message = json.loads(self.socket.recv(timeout=seconds))
            if message["type"] == "next":
                assert "errors" not in message["payload"], message
                data: dict[str, Any] = message["payload"]["data"]
                return data
            if message["type"] == "complete":
                return None
            assert message["type"] in {"ping", "pong"}, message
            if message["type"] == "ping":
                self.socket.send(json.dumps({"type": "pong"}))


@contextmanager
def connected(url: str, *, token: str | None = None, origin: str | None = None) -> Iterator[Subscriber]:
    """Connect and wait until the server acknowledges."""
    address = url.replace("http", "ws", 1) + "/graphql/"
    with connect(address, subprotocols=[Subprotocol("graphql-transport-ws")], origin=origin, proxy=None) as socket:  # type: ignore[arg-type]
        payload = {"Authorization": f"Bearer {token}"} if token else {}
        socket.send(json.dumps({"type": "connection_init", "payload": payload}))
        assert json.loads(socket.recv(timeout=20))["type"] == "connection_ack"
        yield Subscriber(socket)
