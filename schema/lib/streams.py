"""What every subscription to facts has in common: cursors to go on from, and the fact behind each payload."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable, Iterable
from contextlib import aclosing
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from functools import partial
from inspect import iscoroutinefunction
from typing import Any, cast

import strawberry
from django.db.models import QuerySet
from django.utils import timezone
from graphql import GraphQLError
from strawberry.relay.utils import from_base64, to_base64

from fashionistar.kernel import event_log
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.event_log import Entry
from schema.lib.errors import invalid
from schema.lib.identity import again
from schema.lib.live import follow
from schema.lib.threads import in_thread

_KIND = "log"


@strawberry.type(description="A fact of the platform's log.")
class Event:
    """Why a payload was sent."""

    id: strawberry.ID = strawberry.field(description="The fact's own id; the same for every subscriber.")
    type: str = strawberry.field(description="What happened, as OrderPaid.")
    sequence: int = strawberry.field(description="Its place among the facts about the same thing, from 1, no gaps.")
    occurred_at: datetime


class Look(Enum):
    """What becomes of a step: it is shown, passed over, or the last one, since the actor may look no longer."""

    SHOW = "SHOW"
    SKIP = "SKIP"
    END = "END"


type Looking = Callable[[Entry | None], Look] | Callable[[Entry | None], Awaitable[Look]]


@dataclass(frozen=True, slots=True)
class Moment:
    """One step of a stream: where it is, and the fact that led there; none at the beginning."""

    cursor: str
    entry: Entry | None = None

    @property
    def event(self) -> Event | None:
        """The fact on the wire."""
        if self.entry is None:
            return None
        found = self.entry
        return Event(
            id=strawberry.ID(str(found.event_id)),
            type=found.type,
            sequence=found.sequence,
            occurred_at=found.occurred_at,
        )


def whenever(rows: QuerySet[Any]) -> Callable[[Entry | None], Look]:
    """Look as long as there is a row that the actor may see."""
    return lambda _: Look.SHOW if rows.all().exists() else Look.END


async def moments(actor: Actor, topics: Iterable[str], *, after: str | None, look: Looking) -> AsyncGenerator[Moment]:
    """The steps of a stream, until the actor may no longer see what it is about, or her session or key ends.

    Args:
        actor: Who watches.
        topics: What is watched.
        after: The client's cursor; without one the first step has no fact.
        look: Whether the actor may (still) see a step, asked before it is shown: in a database thread, unless it is
            a coroutine function.

    Raises:
        GraphQLError: INVALID for a cursor that is none of ours, CURSOR_EXPIRED for one whose facts are pruned.
    """
    begin = None if after is None else await _position(after)
    endings = _endings(actor)
    until: datetime | None = None
    async with aclosing(follow([*topics, *endings], after=begin)) as steps:
        while (step := await _next(steps, until)) is not None:
            entry = None if isinstance(step, int) else step
            if entry is None:
                # What ended between the request and here was not heard of; what ends from here on is.
                standing = await again(actor)
                until = standing.until
            if (entry is None and standing.actor != actor) or (entry is not None and entry.aggregate in endings):
                return
            seen = await _seen(look, entry)
            if seen is Look.END:
                return
            if seen is Look.SHOW and (begin is None or entry is not None):
                yield Moment(_cursor(step if isinstance(step, int) else step.position), entry)


async def _seen(look: Looking, entry: Entry | None) -> Look:
    found = look(entry) if iscoroutinefunction(look) else in_thread(partial(look, entry))
    return cast("Look", await found)


def _endings(actor: Actor) -> frozenset[str]:
    """The topics of what ends her streams: of her session, her powers, or her key."""
    found = {"session": actor.session_id, "api_key": actor.api_key_id, "staff": actor.user_id if actor.staff else None}
    return frozenset(f"{topic}:{key}" for topic, key in found.items() if key is not None)


async def _next(steps: AsyncGenerator[int | Entry], until: datetime | None) -> int | Entry | None:
    """The next step; None at the end, which `until` is in any case."""
    if until is None:
        return await anext(steps, None)
    try:
        async with asyncio.timeout((until - timezone.now()).total_seconds()):
            return await anext(steps, None)
    except TimeoutError:
        return None


def _cursor(position: int) -> str:
    return to_base64(_KIND, str(position))


async def _position(cursor: str) -> int:
    try:
        kind, position = from_base64(cursor)
        found = int(position)
    except ValueError as error:
        raise _unknown() from error
    bounds = await in_thread(event_log.bounds)
    if kind != _KIND or not 0 <= found <= bounds.head:
        raise _unknown()
    if found < bounds.pruned:
        raise GraphQLError(
            "What happened after this cursor is no longer kept. Read anew, and subscribe without `after`.",
            extensions={"code": "CURSOR_EXPIRED"},
        )
    return found


def _unknown() -> GraphQLError:
    return invalid("This is not a cursor of a subscription. Take one from an event that you were sent.")
