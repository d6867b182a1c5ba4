"""Say that one is typing."""

from uuid import UUID

from fashionistar.chat.held_conversation import no_conversation
from fashionistar.chat.models import Conversation
from fashionistar.chat.presence import Signal, say, unsay
from fashionistar.chat.selectors import visible_conversations
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.throttle import throttle


def typing_signal(*, actor: Actor, conversation_id: UUID, typing: bool) -> Conversation:
    """Say that the actor is typing, for some seconds, or no longer; nothing is written to the database.

    Raises:
        DomainError: NOT_FOUND, RATE_LIMITED.
    """
    throttle("chat-typing", actor.label)
    found: Conversation | None = visible_conversations(actor).filter(pk=conversation_id).first()
    if found is None:
        raise no_conversation()
    if typing:
        say(Signal.TYPING, found, actor)
    else:
        unsay(Signal.TYPING, found, actor)
    return found
