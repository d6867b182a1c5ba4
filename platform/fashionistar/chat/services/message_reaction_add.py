"""Feel something about a message."""

import unicodedata
from uuid import UUID

from django.db import transaction

from fashionistar.chat.events import MessageReactionsChanged
from fashionistar.chat.held_conversation import held_message, person, require_open, told
from fashionistar.chat.models import Message, MessageReaction
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle

#: By one person, to one message.
MOST = 5
_PARTS = {"So", "Sk", "Mn", "Me", "Cf"}


def message_reaction_add(*, actor: Actor, message_id: UUID, emoji: str) -> Message:
    """React to a message with an emoji; once more with the same changes nothing.

    Raises:
        DomainError: NOT_FOUND, INVALID (no emoji, or too many), STATUS_CONFLICT (deleted), CONVERSATION_BLOCKED,
            RATE_LIMITED.
    """
    throttle("chat-message", actor.label)
    return _added(actor, message_id, checked_emoji(emoji))


@transaction.atomic(durable=True)
def _added(actor: Actor, message_id: UUID, emoji: str) -> Message:
    held, message = held_message(actor, message_id, field="messageId")
    require_open(held)
    if message.deleted_at is not None:
        raise refuse(ErrorCode.STATUS_CONFLICT, "The message was deleted.", "messageId")
    hers = MessageReaction.objects.filter(message=message, user=actor.user_id)
    if hers.filter(emoji=emoji).exists():
        return message
    if hers.count() >= MOST:
        raise refuse(ErrorCode.INVALID, f"At most {MOST} reactions to one message.", "emoji")
    MessageReaction.objects.create(message=message, user_id=person(actor), side=held.side, emoji=emoji)
    outbox.record(told(MessageReactionsChanged, held.conversation, message_id=message.pk), actor=actor)
    return message


def checked_emoji(given: str) -> str:
    """One emoji, of 16 code points at most; letters, digits and the like are none.

    Raises:
        DomainError: INVALID.
    """
    kinds = [unicodedata.category(each) for each in given]
    if not 1 <= len(given) <= 16 or kinds[0] != "So" or not _PARTS.issuperset(kinds):
        raise refuse(ErrorCode.INVALID, "Give one emoji.", "emoji")
    return given
