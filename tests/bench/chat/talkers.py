"""Both sides of many conversations on sockets of their own, each with what it was told."""

import asyncio
import time
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import orjson
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

_WATCH = """subscription($id: ID!, $after: String) { messageReceived(conversationId: $id, after: $after) {
  cursor event { type } message { id sequence side body sentAt clientId } } }"""
_SEND = """mutation($input: MessageSendInput!) { messageSend(input: $input) {
  message { id sequence sentAt } userErrors { code } } }"""
_AT_ONCE = 50
_AGAIN_SECONDS = 0.5


@dataclass(slots=True)
class Talker:
    """One side of one conversation on a socket.

    Attributes:
        told: The number and the client's name of each message, and when it came, in seconds of `perf_counter`.
        failed: How often the stream broke off, and was begun again after the last cursor.
    """

    talk: str
    token: str
    told: list[tuple[int, str, float]] = field(default_factory=list)
    failed: int = 0
    greeted: asyncio.Event = field(default_factory=asyncio.Event)
    _answers: dict[str, "asyncio.Future[None]"] = field(default_factory=dict)
    _ids: "count[int]" = field(default_factory=count)
    _socket: ClientConnection | None = None
    _task: "asyncio.Task[None] | None" = None
    _again: "asyncio.Task[None] | None" = None
    _cursor: str | None = None

    async def open(self, port: int) -> None:
        """Connect, subscribe, and listen from now on."""
        self._socket = await connect(
            f"ws://127.0.0.1:{port}/graphql/",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            proxy=None,
            compression=None,
            open_timeout=60,
            ping_interval=None,
        )
        await self._say({"type": "connection_init", "payload": {"Authorization": f"Bearer {self.token}"}})
        await self._socket.recv()
        await self._watch(0)
        self._task = asyncio.create_task(self._listen(self._socket))

    async def send(self, name: str, body: str) -> None:
        """Send a message under a name, and wait for the answer.

        Raises:
            RuntimeError: It was refused.
        """
        operation = f"s{next(self._ids)}"
        self._answers[operation] = asyncio.get_running_loop().create_future()
        given = {"conversationId": self.talk, "clientId": name, "body": body}
        await self._say(_operation(operation, _SEND, {"input": given}))
        await self._answers[operation]

    async def _watch(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        operation = f"w{next(self._ids)}"
        await self._say(_operation(operation, _WATCH, {"id": self.talk, "after": self._cursor}))

    async def close(self) -> None:
        """Say goodbye."""
        if self._socket is not None and self._task is not None:
            await self._socket.close()
            await self._task

    async def _say(self, message: dict[str, Any]) -> None:
        if self._socket is None:
            raise RuntimeError("not connected")
        await self._socket.send(orjson.dumps(message), text=True)

    async def _listen(self, socket: ClientConnection) -> None:
        try:
            async for text in socket:
                self._take(orjson.loads(text))
        except ConnectionClosed as error:
            for answer in self._answers.values():
                answer.set_exception(RuntimeError(str(error)))
            self._answers.clear()

    def _take(self, message: dict[str, Any]) -> None:
        if message["type"] not in {"next", "error"}:
            return
        payload = message["payload"] if message["type"] == "next" else {"errors": message["payload"]}
        if message["id"].startswith("s"):
            self._answer(message["id"], payload)
            return
        if payload.get("errors"):
            self.failed += 1
            self._again = asyncio.create_task(self._watch(_AGAIN_SECONDS))
            return
        told = payload["data"]["messageReceived"]
        self.greeted.set()
        self._cursor = told["cursor"]
        if told["event"]:
            self.told.append((told["message"]["sequence"], told["message"]["clientId"], time.perf_counter()))

    def _answer(self, operation: str, payload: dict[str, Any]) -> None:
        answer = self._answers.pop(operation)
        if payload.get("errors") or payload["data"]["messageSend"]["userErrors"]:
            answer.set_exception(RuntimeError(str(payload)))
        else:
            answer.set_result(None)


def _operation(key: str, query: str, variables: dict[str, Any]) -> dict[str, Any]:
    return {"id": key, "type": "subscribe", "payload": {"query": query, "variables": variables}}


async def open_all(talkers: list[Talker], port: int) -> float:
    """Open all, some at a time, until each has been told that it listens; seconds that it took."""
    began, room = time.perf_counter(), asyncio.Semaphore(_AT_ONCE)

    async def one(talker: Talker) -> None:
        async with room:
            await talker.open(port)
            await talker.greeted.wait()

    await asyncio.gather(*(one(each) for each in talkers))
    return time.perf_counter() - began
