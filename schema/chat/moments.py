"""Who is here and who is typing: known for moments, never in the log, and only to who may see the conversation."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from time import monotonic
from typing import Any
from uuid import UUID, uuid4

import strawberry

from fashionistar.chat.models import Conversation
from fashionistar.chat.presence import HOLDS, Signal, others, say, topic_of, unsay
from fashionistar.chat.selectors import visible_conversations
from fashionistar.kernel import realtime
from fashionistar.kernel.actor import Actor
from schema.chat.enums import ChatSide
from schema.chat.subscriptions import topics_of
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import SignedIn
from schema.lib.streams import moments, whenever
from schema.lib.threads import in_thread


@strawberry.type
class Typing:
    """Who is typing now, besides oneself."""

    sides: list[ChatSide]


@strawberry.type
class Presence:
    """Who is here now, besides oneself: who has `presence` open."""

    sides: list[ChatSide]


async def _to_its_end(stream: AsyncGenerator[Any]) -> None:
    async for _ in stream:
        pass


async def _wakes(actor: Actor, conversation: UUID, topic: str) -> AsyncGenerator[None]:
    """Whenever there may be something to see, until the actor may not see the conversation or her session ends."""
    look = whenever(visible_conversations(actor).filter(pk=conversation))
    access = moments(actor, topics_of(actor, f"conversation:{conversation}"), after=None, look=look)
    async with aclosing(access), aclosing(realtime.listen(topic)) as wakes:
        if await anext(access, None) is None:
            return
        over = asyncio.ensure_future(_to_its_end(access))
        try:
            while True:
                woken = asyncio.ensure_future(anext(wakes))
                await asyncio.wait({over, woken}, return_when=asyncio.FIRST_COMPLETED)
                if over.done():
                    woken.cancel()
                    await asyncio.gather(woken, return_exceptions=True)
                    return
                yield None
        finally:
            over.cancel()
            await asyncio.gather(over, return_exceptions=True)


async def _sides(actor: Actor, conversation: Conversation, signal: Signal) -> AsyncGenerator[list[ChatSide]]:
    """The other sides of which something is known: as it is, then each time that it changes."""
    shown: list[ChatSide] | None = None
    where, said_at = str(uuid4()), 0.0
    try:
        async with aclosing(_wakes(actor, conversation.pk, topic_of(signal, conversation.pk))) as wakes:
            async for _ in wakes:
                if signal is Signal.PRESENT and monotonic() - said_at > HOLDS[signal] / 3:
                    await in_thread(partial(say, signal, conversation, actor, where))
                    said_at = monotonic()
                found = list(await in_thread(partial(others, signal, conversation, actor)))
                if found != shown:
                    shown = found
                    yield found
    finally:
        if said_at:
            await in_thread(partial(unsay, signal, conversation, actor, where))


async def _seen(actor: Actor, conversation_id: strawberry.ID) -> Conversation | None:
    row = row_id(conversation_id, "Conversation")
    return await in_thread(lambda: visible_conversations(actor).filter(pk=row).first())


@strawberry.type
class ChatMomentSubscriptions:
    """Root fields about what is true for moments."""

    @strawberry.subscription(
        permission_classes=[SignedIn],
        description="Who is typing in a conversation besides oneself: at first, then whenever it changes. Ends as "
        "`messageReceived` does.",
    )
    async def typing(self, info: WireInfo, conversation_id: strawberry.ID) -> AsyncGenerator[Typing]:
        """What `typingSignal` says."""
        actor = info.context.actor
        conversation = await _seen(actor, conversation_id)
        if conversation is None:
            return
        async with aclosing(_sides(actor, conversation, Signal.TYPING)) as found:
            async for sides in found:
                yield Typing(sides=sides)

    @strawberry.subscription(
        permission_classes=[SignedIn],
        description="Who has this open besides oneself, who is present by having it open. Ends as `messageReceived` "
        "does.",
    )
    async def presence(self, info: WireInfo, conversation_id: strawberry.ID) -> AsyncGenerator[Presence]:
        """Who vanishes without a word is here for half a minute more."""
        actor = info.context.actor
        conversation = await _seen(actor, conversation_id)
        if conversation is None:
            return
        async with aclosing(_sides(actor, conversation, Signal.PRESENT)) as found:
            async for sides in found:
                yield Presence(sides=sides)
