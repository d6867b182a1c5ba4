"""A request's values, kept out of the plan: the statement is compiled once, with slots, and bound to each request's."""

from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import partial
from typing import Any
from uuid import UUID

from django.db.models import Q

from fashionistar.kernel.slots import Slot
from schema.lib.projection.rows import Page, Rows

#: Values of these types differ from request to request; all others are part of the plan.
_SLOTTED = (str, UUID, int, Decimal, datetime, date)


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
