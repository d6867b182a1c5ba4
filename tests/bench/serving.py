"""Servers that run at the same time, so that what they serve can be interleaved, and are stopped together."""

from collections.abc import Sequence
from pathlib import Path
from typing import Self

from tests.bench.databases import Database
from tests.bench.progress import Teller
from tests.bench.servers import Server


class Serving:
    """The servers of one mode."""

    def __init__(self, teller: Teller, logs: Path) -> None:
        """None yet."""
        self._teller, self._logs = teller, logs
        self._servers: list[Server] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for server in self._servers:
            server.stop()

    def start(self, wanted: Sequence[tuple[str, Database]], extra: dict[str, str] | None = None) -> list[Server]:
        """Start servers of these names on these databases, and wait until all answer."""
        with self._teller.step(", ".join(dict.fromkeys(name for name, _ in wanted)) + " started"):
            for name, database in wanted:
                self._servers.append(Server(name, database.url, self._logs, extra))
            for server in self._servers:
                server.wait_ready()
        return self._servers
