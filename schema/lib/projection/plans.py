"""Plans, made once and kept: a statement with slots, and what remains to be done with its answer."""

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from django.db import connection
from django.db.models.sql import Query
from graphql.execution.collect_fields import FieldDetailsList
from psycopg.sql import Literal

from schema.lib.projection.planned import PlannedField
from schema.lib.projection.rows import Rows
from schema.lib.projection.slots import SlotRef, binder


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with slots.

    Attributes:
        sql: The text.
        bind: Puts a request's values and its actor's key into its parameters.
        varies: Whether the best way to run it depends on the values, as it does for words that are looked for: a
            rare one is looked up, a frequent one met on the way. Such a statement is planned for each request.
    """

    sql: str
    bind: Callable[[Sequence[Any], Any], list[Any]]
    varies: bool


@dataclass(frozen=True, slots=True)
class Plan:
    """How one reference is read.

    Attributes:
        statement: What is run.
        answer: What the answer consists of.
        waits: Whether some of it is computed by Python.
        keeps: What the plan's key names by identity, kept so that no other thing gets the same.
    """

    statement: Statement
    answer: PlannedField
    waits: bool
    keeps: tuple[Rows, FieldDetailsList]


def compiled(text: Any) -> Statement:
    """The statement that says an expression; touches the connection, so never on the event loop."""
    query = Query(None)
    compiler = query.get_compiler(connection=connection)
    sql, params = compiler.compile(text.resolve_expression(query))
    sql, slots = _with_literals(f"SELECT {sql}", params)
    return Statement(sql, binder(slots), varies="LIKE '%%' || UPPER(" in sql)


def _with_literals(sql: str, params: Sequence[Any]) -> tuple[str, list[Any]]:
    """Write what never changes into the statement, so that a generic plan may still use a partial index."""
    left, slots = iter(params), list[Any]()

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        param = next(left)
        if isinstance(param, SlotRef):
            slots.append(param)
            return "%s"
        value = param.value if isinstance(param, Enum) else param
        return Literal(value).as_string().replace("%", "%%")

    return re.sub("%[%s]", written, sql), slots


def plan_of(text: Any, answer: PlannedField, keeps: tuple[Rows, FieldDetailsList]) -> Plan:
    """Compile a plan."""
    return Plan(compiled(text), answer, answer.waits, keeps)


@dataclass(slots=True)
class Plans:
    """The plans used last, at most `size` of them."""

    size: int
    _kept: OrderedDict[object, Plan] = field(default_factory=OrderedDict)

    def get(self, key: object) -> Plan | None:
        """The plan under a key, which is used again."""
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
        return found

    def put(self, key: object, plan: Plan) -> None:
        """Keep a plan; the one not used for longest makes room."""
        self._kept[key] = plan
        while len(self._kept) > self.size:
            self._kept.popitem(last=False)

    def __len__(self) -> int:
        """How many there are."""
        return len(self._kept)
