"""A device that talks over a network that fails: an outbox, a cursor, and the messages as they came."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from random import Random
from typing import Any
from uuid import UUID

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

_MESSAGE = "{ sequence clientId body }"
WATCH = f"""subscription($id: ID!, $after: String) {{ messageReceived(conversationId: $id, after: $after) {{
  cursor event {{ type sequence }} message {_MESSAGE} }} }}"""
READ = f"""query($id: ID!, $after: String) {{ messages(conversationId: $id, first: 100, after: $after) {{
  nodes {_MESSAGE} pageInfo {{ hasNextPage endCursor }} }} }}"""
SEND = f"""mutation($input: MessageSendInput!) {{ messageSend(input: $input) {{
  message {_MESSAGE} userErrors {{ code }} }} }}"""

type Line = tuple[int, str, str]


def line(message: dict[str, Any]) -> Line:
    """A message as transcripts keep it."""
    return message["sequence"], message["clientId"], message["body"]


class CutOffError(Exception):
    """The connection is gone."""


class Connection:
    """One WebSocket that speaks `graphql-transport-ws`: operations by id, each with what came for it."""

    def __init__(self, socket: ClientConnection) -> None:
        """Speak over a socket that is open."""
        self.socket, self._ids = socket, count(1)
        self._came: dict[str, asyncio.Queue[dict[str, Any] | None]] = {}
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, port: int, token: str) -> "Connection":
        """Connect as whoever the token is of.

        Raises:
            CutOffError: It failed on the way.
        """
        try:
            socket = await connect(
                f"ws://127.0.0.1:{port}/graphql/",
                subprotocols=[Subprotocol("graphql-transport-ws")],
                proxy=None,
                compression=None,
                open_timeout=60,
                ping_interval=None,
            )
            await socket.send(
                orjson.dumps({"type": "connection_init", "payload": {"Authorization": f"Bearer {token}"}}), text=True
            )
            await socket.recv()
        except (ConnectionClosed, OSError) as error:
            raise CutOffError from error
        found = cls(socket)
        found._reading = asyncio.create_task(found._read())
        return found

    async def begin(self, query: str, **variables: Any) -> "asyncio.Queue[dict[str, Any] | None]":
        """Begin an operation; where its results come, and None when the connection is gone."""
        key = str(next(self._ids))
        self._came[key] = asyncio.Queue()
        said = {"id": key, "type": "subscribe", "payload": {"query": query, "variables": variables}}
        try:
            await self.socket.send(orjson.dumps(said), text=True)
        except ConnectionClosed as error:
            raise CutOffError from error
        return self._came[key]

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Begin an operation of one result, and wait for it.

        Raises:
            CutOffError: The connection is gone; whether the operation ran is not known.
        """
        return await result(await self.begin(query, **variables))

    def cut(self) -> None:
        """Lose the connection without a word."""
        self.socket.transport.abort()

    async def close(self) -> None:
        """Say goodbye."""
        await self.socket.close()
        if self._reading is not None:
            await self._reading

    async def _read(self) -> None:
        with suppress(ConnectionClosed):
            async for text in self.socket:
                message = orjson.loads(text)
                if message["type"] in {"next", "error"}:
                    self._came[message["id"]].put_nowait(message)
        for each in self._came.values():
            each.put_nowait(None)


async def result(came: "asyncio.Queue[dict[str, Any] | None]") -> dict[str, Any]:
    """The next result's data.

    Raises:
        CutOffError: The connection is gone, or something took too long: what has errors counts for nothing.
    """
    message = await came.get()
    if message is None or _took_too_long(message):
        raise CutOffError
    assert message["type"] == "next", message
    assert "errors" not in message["payload"], message
    data: dict[str, Any] = message["payload"]["data"]
    return data


def _took_too_long(message: dict[str, Any]) -> bool:
    errors = message["payload"].get("errors", []) if message["type"] == "next" else message["payload"]
    return any(each["extensions"]["code"] == "TIMEOUT" for each in errors)


@dataclass(slots=True)
class Device:
    """Sends what is in its outbox, in order, until each has been answered; follows the conversation all the while.

    Attributes:
        found: What it read when it came for the first time.
        told: What `messageReceived` told it since, nothing left out and nothing put in order.
        sent: How often it sent something.
        cuts: How often its connection was cut.
    """

    token: str
    talk: str
    ports: tuple[int, ...]
    random: Random
    outbox: list[tuple[UUID, str]]
    cuts_to_come: int
    last: int
    cursor: str | None = None
    found: list[Line] = field(default_factory=list)
    told: list[Line] = field(default_factory=list)
    facts: list[int] = field(default_factory=list)
    sent: int = 0
    cuts: int = 0

    async def run(self) -> None:
        """Connect again and again, to whichever server, until there is nothing to send and the last has come."""
        await asyncio.sleep(self.random.random())
        while not self._is_done():
            try:
                await self._once(await Connection.open(self.random.choice(self.ports), self.token))
            except CutOffError:
                await asyncio.sleep(self.random.random() * 0.2)

    @property
    def transcript(self) -> list[Line]:
        """What it shows: what it found, and from where the stream begins, what that told."""
        begin = self.told[0][0] if self.told else self.last + 1
        return [each for each in self.found if each[0] < begin] + self.told

    def _is_done(self) -> bool:
        complete = bool(self.told or self.found) and self.transcript[-1][0] == self.last
        return complete and not self.outbox and self.cuts_to_come == 0

    async def _once(self, connection: Connection) -> None:
        """What is done with one connection; half of those that are to be cut are cut in the middle of a send."""
        ends, in_a_send = self.cuts_to_come > 0, self.random.random() < 0.5
        timer = asyncio.create_task(self._cut_later(connection)) if ends and not (in_a_send and self.outbox) else None
        following = asyncio.create_task(self._follow(connection))
        try:
            await self._empty(connection, cut=ends and timer is None)
            if not self._is_done():
                await following
        finally:
            for each in filter(None, (timer, following)):
                each.cancel()
            await asyncio.gather(*filter(None, (timer, following)), return_exceptions=True)
            await connection.close()

    async def _cut_later(self, connection: Connection) -> None:
        await asyncio.sleep(self.random.uniform(0.05, 1.5))
        self._cut(connection)

    def _cut(self, connection: Connection) -> None:
        self.cuts += 1
        self.cuts_to_come -= 1
        connection.cut()

    async def _empty(self, connection: Connection, *, cut: bool) -> None:
        """Send what was not answered yet, under the name that it has had from the beginning."""
        while self.outbox:
            await asyncio.sleep(self.random.random() * 0.5)
            client_id, body = self.outbox[0]
            given = {"conversationId": self.talk, "clientId": str(client_id), "body": body}
            self.sent += 1
            answer = await connection.begin(SEND, input=given)
            if cut:
                await asyncio.sleep(self.random.random() * 0.05)
                self._cut(connection)
            payload = (await result(answer))["messageSend"]
            assert payload["userErrors"] == []
            self.outbox.pop(0)

    async def _follow(self, connection: Connection) -> None:
        """Go on from the cursor; without one begin, and read what there is."""
        came = await connection.begin(WATCH, id=self.talk, after=self.cursor)
        while not self._is_done():
            payload = (await result(came))["messageReceived"]
            if payload["event"] is None:
                # Only once both are there does the cursor count: who is cut off between them begins anew.
                self.found = await self._all(connection)
            else:
                assert payload["event"]["type"] == "MessageSent"
                self.facts.append(payload["event"]["sequence"])
                self.told.append(line(payload["message"]))
            self.cursor = payload["cursor"]

    async def _all(self, connection: Connection) -> list[Line]:
        found, after = [], None
        while True:
            page = (await connection.ask(READ, id=self.talk, after=after))["messages"]
            found += [line(each) for each in page["nodes"]]
            if not page["pageInfo"]["hasNextPage"]:
                return found
            after = page["pageInfo"]["endCursor"]
