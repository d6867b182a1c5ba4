"""Statements of our own that every request runs, compiled when they are first asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db.models import QuerySet, TextField, Value

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.slots import Slot, kind, symbolic
from schema.lib.projection.plans import Statement, compiled
from schema.lib.projection.sql import ROW, Single
from schema.lib.projection.statements import run
from schema.lib.threads import in_thread


@dataclass(slots=True)
class Prepared:
    """A statement of one row and one text.

    `text` makes the expression; its values are slots, numbered from 0.
    """

    text: Callable[[], Any]
    _statement: Statement | None = field(default=None, init=False)

    async def answer(self, *values: Any) -> str:
        """Run it with these values."""
        if self._statement is None:
            self._statement = await in_thread(lambda: compiled(self.text()))
        return await run(self._statement, values)


@dataclass(slots=True)
class Sight:
    """Whether an actor may see a row, asked so often that the statement is compiled once for each kind of actor.

    `rows` are those that an actor may see; slots in them, numbered from 1, are what is asked besides.
    """

    rows: Callable[[Actor], QuerySet[Any]]
    _statements: dict[object, Statement] = field(default_factory=dict, init=False)

    async def holds(self, actor: Actor, key: UUID, *values: Any) -> bool:
        """Look now, with these values for the slots."""
        of_kind = kind(actor)
        statement = self._statements.get(of_kind)
        if statement is None:
            statement = await in_thread(lambda: compiled(self._text(symbolic(actor))))
            self._statements[of_kind] = statement
        return await run(statement, [key, *values], actor.key) != "null"

    def _text(self, actor: Actor) -> Single:
        seen = self.rows(actor).filter(pk=Slot(0)).annotate(**{ROW: Value("1", output_field=TextField())})
        return Single(seen.values(ROW), "null")
