"""Statements of our own that every request runs, compiled when they are first asked."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from schema.lib.projection.plans import Statement, compiled
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
