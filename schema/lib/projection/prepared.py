"""Statements of our own that every request runs, compiled when they are first asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from schema.lib.projection.plans import compiled
from schema.lib.projection.slots import binder
from schema.lib.projection.statements import answer
from schema.lib.threads import in_thread


@dataclass(slots=True)
class Prepared:
    """A statement of one row and one text.

    `text` makes the expression; its values are slots, numbered from 0.
    """

    text: Callable[[], Any]
    _compiled: tuple[str, list[Any]] | None = field(default=None, init=False)

    async def answer(self, *values: Any) -> str:
        """Run it with these values."""
        if self._compiled is None:
            self._compiled = await in_thread(lambda: compiled(self.text()))
        sql, slots = self._compiled
        return await answer(sql, binder(slots)(values, None))
