"""Plans, made once and kept: a statement with slots, and what remains to be done with its answer."""

import re
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models.sql import Query
from graphql.execution.collect_fields import FieldDetailsList

from fashionistar.kernel.slots import Slotted, slotted
from schema.lib.projection.planned import PlannedField
from schema.lib.projection.rows import Rows


@dataclass(slots=True, eq=False)
class Statement:
    """A statement of one row and one text.

    Attributes:
        one: The SQL and its slots.
        varies: Whether the best way to run it depends on the values, as it does for words that are looked for: a
            rare one is looked up, a frequent one met on the way. Such a statement is planned for each request.
        names: The slots, each once.
    """

    one: Slotted
    varies: bool
    names: tuple[int | str, ...] = field(init=False)
    _many: str | None = field(default=None, init=False)

    def __post_init__(self) -> None:
        """Name the slots."""
        self.names = tuple(dict.fromkeys(self.one.slots))

    def takes_keys(self, params: Sequence[Any]) -> bool:
        """Whether keys are all that it is given, so that many may ask it at once."""
        return bool(params) and not self.varies and all(type(param) is UUID for param in params)

    def many(self) -> str:
        """The same for many requests at once, a row for each: of arrays of keys, one for each of `names`."""
        if self._many is None:
            self._many = _many(self.one, self.names)
        return self._many


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
    return Statement(slotted(f"SELECT {sql}", params), varies="LIKE '%%' || UPPER(" in sql)


def _many(one: Slotted, names: Sequence[int | str]) -> str:
    """A statement of one row for each row of arrays, in their order."""
    columns, left = [f"k{at}" for at in range(len(names))], iter(one.slots)

    def written(found: re.Match[str]) -> str:
        return "%%" if found[0] == "%%" else f"asked.k{names.index(next(left))}"

    sql, arrays = re.sub("%[%s]", written, one.sql), ", ".join(["%s::uuid[]"] * len(columns))
    return f"{sql} FROM unnest({arrays}) WITH ORDINALITY AS asked ({', '.join(columns)}, nth) ORDER BY asked.nth"


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
