"""Reads of one row that are asked all the time: what Django makes of a queryset is kept, not made again each time."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import Model, QuerySet

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.slots import Slotted, kind, slotted, symbolic


@dataclass(frozen=True, slots=True)
class _Compiled[Row: Model]:
    model: type[Row]
    said: Slotted
    columns: Sequence[str]
    #: What Python makes of a column's value, by the column's place.
    readers: dict[int, tuple[Sequence[Callable[..., Any]], Any]]


@dataclass(slots=True)
class KeptRow[Row: Model]:
    """A row of a table, whole, found by values of the request's own among those that an actor may see.

    `rows` makes the queryset; the values are its slots. It is compiled once for each kind of actor, and it must find
    one row at most.
    """

    rows: Callable[[Actor], QuerySet[Row]]
    _compiled: dict[object, _Compiled[Row] | None] = field(default_factory=dict, init=False)

    def find(self, actor: Actor, *values: Any) -> Row | None:
        """The row as it is now; on Django's connection, in its transaction."""
        of_kind = kind(actor)
        if of_kind not in self._compiled:
            self._compiled[of_kind] = self._compile(actor)
        found = self._compiled[of_kind]
        if found is None:
            return None
        with connection.cursor() as cursor:
            cursor.execute(found.said.sql, found.said.params(values, actor.key))
            row = cursor.fetchone()
        return None if row is None else _read(found, list(row))

    def _compile(self, actor: Actor) -> _Compiled[Row] | None:
        rows = self.rows(symbolic(actor)).order_by()
        compiler = rows.query.get_compiler(connection=connection)
        try:
            said = slotted(*compiler.as_sql())
        except EmptyResultSet:
            # Whoever is of this kind sees none, whatever there is.
            return None
        columns = [each[0] for each in compiler.select]
        return _Compiled(rows.model, said, [each.target.attname for each in columns], compiler.get_converters(columns))


def _read[Row: Model](compiled: _Compiled[Row], values: list[Any]) -> Row:
    for place, (readers, expression) in compiled.readers.items():
        for reader in readers:
            values[place] = reader(values[place], expression, connection)
    return compiled.model.from_db(connection.alias, compiled.columns, values)
