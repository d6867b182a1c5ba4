"""Crashes of a process, without one: it dies, or loses its connection, at its nth statement of SQL."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import OperationalError, connection, transaction

#: What opens and ends a transaction within a test's: no process dies between the parts of a commit.
_FRAMES = ("SAVEPOINT", "RELEASE", "ROLLBACK", "SET CONSTRAINTS")


class Killed(BaseException):
    """The process is gone."""


class DisconnectedError(OperationalError):
    """The database is out of reach for a moment."""


@dataclass(frozen=True, slots=True)
class Crash:
    """How and when.

    Attributes:
        kind: What is raised.
        statement: Before which statement, counted from 1.
    """

    kind: type[Killed | DisconnectedError]
    statement: int


@contextmanager
def crashing(crash: Crash | None) -> Iterator[None]:
    """Let what is within crash; what it had committed stays, and nothing else."""
    if crash is None:
        yield
        return
    left = crash.statement

    def counted(
        execute: Callable[..., object], sql: str, params: Sequence[object], many: bool, context: Mapping[str, object]
    ) -> object:
        nonlocal left
        if not str(sql).startswith(_FRAMES):
            left -= 1
            if left == 0:
                raise crash.kind("crashed")
        return execute(sql, params, many, context)

    try:
        with connection.execute_wrapper(counted):
            yield
    except (Killed, DisconnectedError):
        # A statement outside any transaction of theirs was one by itself; the test's own goes on.
        transaction.set_rollback(False)
        raise
