"""Putting a message at the end of a held conversation."""

from datetime import datetime

from django.db.models import F

from fashionistar.chat.events import MessageSent
from fashionistar.chat.held_conversation import told
from fashionistar.chat.models import ChatSide, Conversation, Message, Participant
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor


def post(conversation: Conversation, message: Message, *, actor: Actor, now: datetime) -> Message:
    """Number a message, count it for the others, and tell of it, in the caller's transaction.

    The conversation's row is held: numbers have no gaps, and the order of messages is that of their transactions.
    """
    conversation.last_sequence += 1
    conversation.active_at = now
    message.conversation, message.sequence, message.sent_at = conversation, conversation.last_sequence, now
    message.save(force_insert=True)
    conversation.save(update_fields=["last_sequence", "active_at"])
    if message.side != ChatSide.PLATFORM:
        others = Participant.objects.filter(conversation=conversation).exclude(side=message.side)
        others.update(unread_count=F("unread_count") + 1)
    outbox.record(told(MessageSent, conversation, message_id=message.pk), actor=actor)
    return message
