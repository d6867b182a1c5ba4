"""Those who ask the same statement in the same turn of the event loop, and are answered together."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from contextvars import Context
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from schema.lib.projection.plans import Statement

#: How many are answered by one trip to the database, at most.
MOST = 100

type Answers = Sequence[tuple[Any, ...]]


@dataclass(slots=True)
class _Asker:
    params: Sequence[UUID]
    answer: asyncio.Future[str]


@dataclass(slots=True)
class Crowd:
    """Who waits for the end of the turn, of one event loop.

    `fetch` runs SQL with its parameters and gives the rows.
    """

    fetch: Callable[[str, Sequence[Any]], Awaitable[Answers]]
    _waiting: dict[Statement, list[_Asker]] = field(default_factory=dict, init=False)
    _trips: set[asyncio.Task[None]] = field(default_factory=set, init=False)

    async def answer(self, statement: Statement, params: Sequence[UUID]) -> str:
        """Run a statement with these keys; raises what its trip raises."""
        loop = asyncio.get_running_loop()
        asker = _Asker(params, loop.create_future())
        waiting = self._waiting.get(statement)
        if waiting is None:
            self._waiting[statement] = [asker]
            # In no request's context: the trip is everybody's.
            loop.call_soon(self._depart, statement, loop, context=Context())
        else:
            waiting.append(asker)
        return await asker.answer

    def _depart(self, statement: Statement, loop: asyncio.AbstractEventLoop) -> None:
        waiting = self._waiting.pop(statement)
        for at in range(0, len(waiting), MOST):
            trip = loop.create_task(self._travel(statement, waiting[at : at + MOST]))
            self._trips.add(trip)
            trip.add_done_callback(self._trips.discard)

    async def _travel(self, statement: Statement, askers: Sequence[_Asker]) -> None:
        try:
            found = await self._answers(statement, askers)
        except asyncio.CancelledError:
            for asker in askers:
                asker.answer.cancel()
            raise
        except Exception as error:  # noqa: BLE001  (theirs to explain)
            for asker in askers:
                if not asker.answer.done():
                    asker.answer.set_exception(error)
            return
        for asker, text in zip(askers, found, strict=True):
            if not asker.answer.done():
                asker.answer.set_result(text)

    async def _answers(self, statement: Statement, askers: Sequence[_Asker]) -> list[str]:
        if len(askers) == 1:
            rows = await self.fetch(statement.one.sql, askers[0].params)
            return [str(rows[0][0]) if rows else "null"]
        places = [statement.one.slots.index(name) for name in statement.names]
        arrays = [[asker.params[place] for asker in askers] for place in places]
        return [str(text) for (text,) in await self.fetch(statement.many(), arrays)]
