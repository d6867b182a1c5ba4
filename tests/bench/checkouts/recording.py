"""The statements of one checkout, recorded from one that is made, as scripts that can be played again.

What differs from one checkout to the next is found, not written down: a UUID that a result showed first, or one that
was given, is a slot, wherever it stands in later parameters. Imported when Django is set up.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from psycopg.pq import TransactionStatus
from psycopg.types.json import Jsonb

type Slots = list[str]
type Fill = Callable[[Slots], Any]


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement.

    Attributes:
        sql: As psycopg takes it.
        fills: What gives each parameter, from the slots.
        learns: Row, column and slot of each value that its result shows first.
    """

    sql: str
    fills: tuple[Fill, ...]
    learns: tuple[tuple[int, int, int], ...]


@dataclass(slots=True)
class Script:
    """The statements of a checkout, by transaction.

    Attributes:
        given: What its first slots are, in order.
        slots: How many slots there are.
        transactions: Their statements; those of one that is not atomic stand alone.
    """

    given: tuple[str, ...]
    slots: int
    transactions: list[list[Statement]] = field(default_factory=list)

    @property
    def statements(self) -> int:
        """How many there are, transactions' own not counted."""
        return sum(len(each) for each in self.transactions)


def record(work: Callable[[], Mapping[str, str]]) -> Script:
    """Record what `work` executes on this thread's connection; it returns what was given, by name."""
    tape = _Tape()
    with connection.execute_wrapper(tape):
        given = work()
    return tape.script(given)


@dataclass(slots=True)
class _Tape:
    taken: list[tuple[bool, str, Sequence[Any], list[Sequence[Any]]]] = field(default_factory=list)

    def __call__(self, execute: Callable[..., Any], sql: str, params: Any, many: bool, context: Any) -> Any:
        django, cursor = context["connection"], context["cursor"].cursor
        fresh = django.connection.info.transaction_status == TransactionStatus.IDLE
        result = execute(sql, params, many, context)
        rows: list[Sequence[Any]] = []
        if cursor.description is not None and cursor.rowcount > 0:
            rows = cursor.fetchall()
            cursor.scroll(0, mode="absolute")
        self.taken.append((fresh, sql, tuple(params or ()), rows))
        return result

    def script(self, given: Mapping[str, str]) -> Script:
        """What was taken, with slots."""
        known = {value: place for place, value in enumerate(given.values())}
        script = Script(tuple(given), 0)
        for fresh, sql, params, rows in self.taken:
            fills = tuple(_fill(value, known) for value in params)
            learns = []
            for number, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, UUID) and str(value) not in known:
                        learns.append((number, column, len(known)))
                        known[str(value)] = len(known)
            if fresh:
                script.transactions.append([])
            script.transactions[-1].append(Statement(sql, fills, tuple(learns)))
        script.slots = len(known)
        return script


def _fill(value: Any, known: Mapping[str, int]) -> Fill:
    """What makes a parameter like this one."""
    if isinstance(value, UUID):
        place = known.get(str(value))
        return _constant(value) if place is None else lambda slots: UUID(slots[place])
    if isinstance(value, str):
        return _text(value, known)
    if isinstance(value, Jsonb):
        inner, dumps = _fill(value.obj, known), value.dumps
        return lambda slots: Jsonb(inner(slots), dumps)
    if isinstance(value, Mapping):
        items = {key: _fill(each, known) for key, each in value.items()}
        return lambda slots: {key: each(slots) for key, each in items.items()}
    if isinstance(value, (list, tuple)):
        parts = [_fill(each, known) for each in value]
        return lambda slots: [each(slots) for each in parts]
    return _constant(value)


def _text(value: str, known: Mapping[str, int]) -> Fill:
    pieces = re.split(f"({'|'.join(map(re.escape, known))})", value)
    if len(pieces) == 1:
        return _constant(value)
    parts = [(known[piece], "") if piece in known else (None, piece) for piece in pieces]
    return lambda slots: "".join(text if place is None else slots[place] for place, text in parts)


def _constant(value: Any) -> Fill:
    return lambda _: value
