"""`python -m tests.bench.load`: sends requests to a port of this machine, as jobs on its standard input say.

A job is one line of JSON, and so is its report. The process ends with its input. It imports nothing of the platform, so
that it stays as light as the interpreter allows.
"""

import asyncio
import json
import random
import sys
import time
from collections.abc import Iterator
from itertools import accumulate
from typing import Any, override

_HOST = "127.0.0.1"
_GRACE_SECONDS = 60.0

#: The first answer to each request ever sent, by port.
_known: dict[tuple[int, bytes], bytes] = {}


class LoadFault(Exception):  # noqa: N818  (shown to people)
    """An answer that must not be."""


class Connection(asyncio.Protocol):
    """A connection that is kept alive; one request at a time."""

    def __init__(self) -> None:
        """Nothing is asked yet."""
        self._buffer = bytearray()
        self._body_at = self._end = 0
        self._waiting: asyncio.Future[tuple[int, bytes]] | None = None
        self._transport: Any = None

    @override
    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport

    @override
    def connection_lost(self, exc: Exception | None) -> None:
        if self._waiting and not self._waiting.done():
            self._waiting.set_exception(LoadFault(f"the server closed a connection that waited for an answer ({exc})"))

    @override
    def data_received(self, data: bytes) -> None:
        self._buffer += data
        if not self._end and (head := self._buffer.find(b"\r\n\r\n")) >= 0:
            self._body_at, self._end = head + 4, head + 4 + _length(bytes(self._buffer[:head]))
        if self._end and len(self._buffer) >= self._end and self._waiting:
            status, body = int(self._buffer[9:12]), bytes(self._buffer[self._body_at : self._end])
            del self._buffer[: self._end]
            self._end = 0
            self._waiting.set_result((status, body))

    async def ask(self, raw: bytes) -> tuple[int, bytes]:
        """Send a request; returns the status and the body of its answer."""
        self._waiting = asyncio.get_running_loop().create_future()
        self._transport.write(raw)
        return await self._waiting

    def close(self) -> None:
        """Hang up."""
        self._transport.abort()


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    raise LoadFault("an answer has no Content-Length")


class Job:
    """One slice of load on one port."""

    def __init__(self, given: dict[str, Any]) -> None:
        """Read what is asked for; `rate` is in requests a second, none sends as fast as answers come."""
        self._port, self._connections, self._rate = given["port"], given["connections"], given["rate"]
        self._requests = [each["raw"].encode() for each in given["requests"]]
        for raw, each in zip(self._requests, given["requests"], strict=True):
            if each["expected"] is not None:
                _known.setdefault((self._port, raw), each["expected"].encode())
        self._seconds, self._limit = given["seconds"], given["limit"]
        chosen = random.Random(given["seed"])
        weights = list(accumulate(each["weight"] for each in given["requests"]))
        places = range(len(weights))
        self._order = iter(lambda: chosen.choices(places, cum_weights=weights)[0], -1)
        self.micros: list[int] = []
        self.which: list[int] = []

    async def run(self) -> dict[str, Any]:
        """Send, check, and report."""
        loop = asyncio.get_running_loop()
        opened = [await loop.create_connection(Connection, _HOST, self._port) for _ in range(self._connections)]
        busy, began = time.process_time(), time.perf_counter()
        due = self._due(began)
        try:
            async with asyncio.timeout(self._seconds + _GRACE_SECONDS), asyncio.TaskGroup() as group:
                for _, connection in opened:
                    group.create_task(self._work(connection, due))
        finally:
            for _, connection in opened:
                connection.close()
        seconds = time.perf_counter() - began
        cpu = time.process_time() - busy
        return {"micros": self.micros, "which": self.which, "seconds": seconds, "cpu": cpu}

    def _due(self, began: float) -> Iterator[float]:
        """When each request is due: at its place in the rate, or at once."""
        for number in range(self._limit):
            now = time.perf_counter()
            if now - began >= self._seconds:
                return
            yield began + number / self._rate if self._rate else now

    async def _work(self, connection: Connection, due: Iterator[float]) -> None:
        for moment in due:
            wait = moment - time.perf_counter()
            if wait > 0:
                await asyncio.sleep(wait)
            which = next(self._order)
            sent = moment if self._rate else time.perf_counter()
            status, body = await connection.ask(self._requests[which])
            self.micros.append(round((time.perf_counter() - sent) * 1_000_000))
            self.which.append(which)
            self._check(self._requests[which], status, body)

    def _check(self, raw: bytes, status: int, body: bytes) -> None:
        what = raw.partition(b" HTTP/")[0].decode()
        if status != 200:
            raise LoadFault(f"{what} answered {status}: {body[:500].decode(errors='replace')}")
        known = _known.get((self._port, raw))
        if known is None:
            answer = json.loads(body)
            if isinstance(answer, dict) and "errors" in answer:
                raise LoadFault(f"{what} answered with errors: {json.dumps(answer['errors'])[:500]}")
            _known[self._port, raw] = body
        elif body != known:
            raise LoadFault(f"{what} gave two answers to one request: {_difference(known, body)}")


def _difference(known: bytes, body: bytes) -> str:
    at = next((at for at, (one, other) in enumerate(zip(known, body, strict=False)) if one != other), len(known))
    shown = slice(max(at - 40, 0), at + 40)
    return f"{known[shown]!r} and {body[shown]!r}"


def _report(line: str) -> dict[str, Any]:
    try:
        return asyncio.run(Job(json.loads(line)).run())
    except* (LoadFault, OSError, TimeoutError, ValueError) as group:
        first: BaseException = group
        while isinstance(first, BaseExceptionGroup):
            first = first.exceptions[0]
        fault = str(first) or "some answers did not come at all"
    return {"fault": fault}


def main() -> None:
    """Do jobs until there are no more."""
    for line in sys.stdin:
        sys.stdout.write(json.dumps(_report(line)) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
