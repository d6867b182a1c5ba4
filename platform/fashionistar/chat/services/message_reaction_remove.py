"""Feel it no longer."""

from uuid import UUID

from django.db import transaction

from fashionistar.chat.events import MessageReactionsChanged
from fashionistar.chat.held_conversation import held_message, told
from fashionistar.chat.models import Message, MessageReaction
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def message_reaction_remove(*, actor: Actor, message_id: UUID, emoji: str) -> Message:
    """Take one's reaction back, if it is there.

    Raises:
        DomainError: NOT_FOUND.
    """
    held, message = held_message(actor, message_id, field="messageId")
    gone, _ = MessageReaction.objects.filter(message=message, user=actor.user_id, emoji=emoji).delete()
    if gone:
        outbox.record(told(MessageReactionsChanged, held.conversation, message_id=message.pk), actor=actor)
    return message
