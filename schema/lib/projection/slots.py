"""A request's values, kept out of the plan: the statement is compiled once, with slots, and bound to each request's."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any, cast, override
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Q
from django.db.models.sql.compiler import SQLCompiler

from fashionistar.kernel.actor import Actor
from schema.lib.projection.rows import Page, Rows
from schema.lib.projection.sql import Sql

#: Values of these types differ from request to request; all others are part of the plan.
_SLOTTED = (str, UUID, int, Decimal, datetime, date)


@dataclass(frozen=True, slots=True)
class SlotRef:
    """Stands in a compiled statement's parameters for the request's value of this name."""

    name: int | str


class Slot(Expression):
    """A value that each request brings."""

    def __init__(self, name: int | str) -> None:
        super().__init__()
        self.name = name

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Sql:
        return "%s", (SlotRef(self.name),)


#: The actor's own key, in the scopes of types.
ACTOR_SLOT = "actor"


def symbolic(actor: Actor) -> Actor:
    """An actor who may see the same, whoever she is: her key is a slot."""
    slot = cast("UUID", Slot(ACTOR_SLOT))
    if actor.user_id is not None:
        return replace(actor, user_id=slot)
    return actor if actor.vendor_id is None else replace(actor, vendor_id=slot)


class Slots:
    """Takes the values out of references, in an order of its own, and makes the structure that remains a key."""

    def __init__(self) -> None:
        """Nothing taken yet."""
        self.values: list[Any] = []

    def structure(self, rows: Rows) -> tuple[Any, ...]:
        """What a plan depends on in a reference; its values are appended to `values`."""
        key = (
            rows.model,
            self._condition(rows.where),
            self._within(rows.within),
            rows.order,
            rows.limit,
            rows.type_name,
            id(rows.shape),
            rows.counted,
            tuple(rows.facets),
        )
        return (*key, self._page(rows.page))

    def _condition(self, where: Q) -> tuple[Any, ...]:
        return (where.connector, where.negated, *(self._child(child) for child in where.children))

    def _child(self, child: Any) -> Any:
        if isinstance(child, Q):
            return self._condition(child)
        if not isinstance(child, tuple):
            return id(child)
        lookup, value = child
        if isinstance(value, (list, tuple)):
            return (lookup, *(self._value(each) for each in value))
        return (lookup, self._value(value))

    def _value(self, value: Any) -> Any:
        if is_slotted(value):
            self.values.append(value)
            return type(value)
        return value if isinstance(value, (bool, Enum, type(None))) else id(value)

    def _within(self, within: Any) -> Any:
        if not isinstance(within, partial):
            return within
        return (within.func, *(self._value(value) for value in within.args))

    def _page(self, page: Page | None) -> Any:
        if page is None:
            return None
        ends = tuple(
            None if end is None else tuple(self._value(value) for value in end) for end in (page.after, page.before)
        )
        return (page.size, page.backwards, *ends)


def is_slotted(value: Any) -> bool:
    """Whether a value differs from request to request."""
    return isinstance(value, _SLOTTED) and not isinstance(value, (bool, Enum))


class Slotting:
    """Puts slots where `Slots` took values, in the same order."""

    def __init__(self) -> None:
        """The first slot comes next."""
        self._next = 0

    def rows(self, rows: Rows) -> Rows:
        """The reference with slots for its values."""
        where, within = self._condition(rows.where), self._within(rows.within)
        return replace(rows, where=where, within=within, page=self._page(rows.page))

    def _condition(self, where: Q) -> Q:
        made = Q(_connector=where.connector, _negated=where.negated)
        made.children = [self._child(child) for child in where.children]
        return made

    def _child(self, child: Any) -> Any:
        if isinstance(child, Q):
            return self._condition(child)
        if not isinstance(child, tuple):
            return child
        lookup, value = child
        if isinstance(value, (list, tuple)):
            return lookup, [self._value(each) for each in value]
        return lookup, self._value(value)

    def _value(self, value: Any) -> Any:
        if not is_slotted(value):
            return value
        self._next += 1
        return Slot(self._next - 1)

    def _within(self, within: Any) -> Any:
        if not isinstance(within, partial):
            return within
        return partial(within.func, *(self._value(value) for value in within.args))

    def _page(self, page: Page | None) -> Page | None:
        if page is None:
            return None
        after, before = (
            None if end is None else tuple(self._value(value) for value in end) for end in (page.after, page.before)
        )
        return replace(page, after=after, before=before)


def binder(params: Sequence[Any]) -> Callable[[Sequence[Any], Any], list[Any]]:
    """What puts a request's values and its actor's key into a statement's parameters."""

    def bind(values: Sequence[Any], actor_id: Any) -> list[Any]:
        return [
            param
            if not isinstance(param, SlotRef)
            else actor_id
            if param.name == ACTOR_SLOT
            else values[cast("int", param.name)]
            for param in params
        ]

    return bind
