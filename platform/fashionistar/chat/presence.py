"""Who is here and who is typing: known for moments, in Valkey; who looks is woken over the channel layer."""

from collections.abc import Sequence
from enum import StrEnum
from uuid import UUID

from fashionistar.chat.models import ChatSide, Conversation
from fashionistar.chat.selectors import side_of
from fashionistar.kernel import ephemeral, realtime
from fashionistar.kernel.actor import Actor


class Signal(StrEnum):
    """What can be known of somebody for a moment."""

    TYPING = "typing"
    PRESENT = "present"


#: How long each holds, in seconds, unless it is said again.
HOLDS: dict[Signal, float] = {Signal.TYPING: 6.0, Signal.PRESENT: 30.0}


def topic_of(signal: Signal, conversation_id: UUID) -> str:
    """Where it is kept, and under which topic who looks is woken."""
    return f"chat_{signal}:{conversation_id}"


def say(signal: Signal, conversation: Conversation, actor: Actor, where: str = "") -> None:
    """Say that the actor is here, or typing; `where` tells her devices apart. Who looks is woken when it is news."""
    topic = topic_of(signal, conversation.pk)
    if ephemeral.set_for(topic, _member(conversation, actor, where), seconds=HOLDS[signal]):
        realtime.push([topic])


def unsay(signal: Signal, conversation: Conversation, actor: Actor, where: str = "") -> None:
    """Say that she is so no longer."""
    topic = topic_of(signal, conversation.pk)
    ephemeral.end(topic, _member(conversation, actor, where))
    realtime.push([topic])


def others(signal: Signal, conversation: Conversation, actor: Actor) -> tuple[ChatSide, ...]:
    """The sides on which somebody other than the actor is here, or typing."""
    found = ephemeral.holding(topic_of(signal, conversation.pk))
    hers = _member(conversation, actor, "")
    return tuple(sorted({ChatSide(member.split(" ")[0]) for member in found if not member.startswith(hers)}))


def present(conversation_ids: Sequence[UUID]) -> frozenset[tuple[UUID, str]]:
    """Who has which of these conversations open, by the actor's label."""
    found = ephemeral.holding_each([topic_of(Signal.PRESENT, each) for each in conversation_ids])
    each_of = zip(conversation_ids, found, strict=True)
    return frozenset((talk, member.split(" ")[1]) for talk, members in each_of for member in members)


def _member(conversation: Conversation, actor: Actor, where: str) -> str:
    return f"{side_of(actor, conversation)} {actor.label} {where}"
