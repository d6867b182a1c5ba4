"""Many subscribers on sockets of their own, each with what it was told."""

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

_WATCH = """subscription($id: ID!, $after: String) { cartUpdated(cartId: $id, after: $after) {
  cursor event { id sequence } cart { status total { amount } } } }"""
_PROBE = "{ __typename }"
_AT_ONCE = 100


@dataclass(slots=True)
class Subscriber:
    """One socket: what it watches, where it is, and when it was told of what."""

    cart: str
    cursor: str | None = None
    told: list[tuple[str, int, float]] = field(default_factory=list)
    greeted: asyncio.Event = field(default_factory=asyncio.Event)
    answered: asyncio.Event = field(default_factory=asyncio.Event)
    socket: ClientConnection | None = None
    task: "asyncio.Task[None] | None" = None

    async def open(self, url: str) -> None:
        """Connect, subscribe after the last cursor, and listen from now on."""
        self.answered.clear()
        self.socket = await connect(
            url, subprotocols=[Subprotocol("graphql-transport-ws")], proxy=None, compression=None, open_timeout=60
        )
        await self.socket.send(b'{"type":"connection_init"}', text=True)
        await self.socket.recv()
        variables = {"id": self.cart, "after": self.cursor}
        said = {"id": "1", "type": "subscribe", "payload": {"query": _WATCH, "variables": variables}}
        await self.socket.send(orjson.dumps(said), text=True)
        self.task = asyncio.create_task(self._listen(self.socket))

    async def probe(self) -> float:
        """Ask for a bare answer on the same socket; seconds until it came."""
        if self.socket is None:
            raise RuntimeError("not connected")
        self.answered.clear()
        began = time.perf_counter()
        said = {"id": f"p{began}", "type": "subscribe", "payload": {"query": _PROBE}}
        await self.socket.send(orjson.dumps(said), text=True)
        await self.answered.wait()
        return time.perf_counter() - began

    async def cut(self) -> None:
        """Lose the connection without a word."""
        if self.socket is not None:
            self.socket.transport.abort()
        if self.task is not None:
            await self.task

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for message in socket:
                self._take(orjson.loads(message))
        except ConnectionClosed:
            return

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] != "next":
            return
        payload = message["payload"]
        if payload.get("errors"):
            raise RuntimeError(str(payload["errors"]))
        told = payload["data"].get("cartUpdated")
        if told is None:
            self.answered.set()
            return
        self.greeted.set()
        self.cursor = told["cursor"]
        if told["event"]:
            self.told.append((told["event"]["id"], told["event"]["sequence"], time.perf_counter()))


async def open_all(subscribers: list[Subscriber], url: str, *, at_once: int = _AT_ONCE) -> float:
    """Open all of them, so many at a time, until each has been told how things stand; seconds that it took."""
    began, room = time.perf_counter(), asyncio.Semaphore(at_once)

    async def one(subscriber: Subscriber) -> None:
        async with room:
            await subscriber.open(url)

    await asyncio.gather(*(one(each) for each in subscribers))
    return time.perf_counter() - began
