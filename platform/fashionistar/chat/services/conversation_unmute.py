"""Hear of a conversation again."""

from uuid import UUID

from django.db import transaction

from fashionistar.chat.held_conversation import held_conversation, own_participant
from fashionistar.chat.models import Conversation
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def conversation_unmute(*, actor: Actor, conversation_id: UUID) -> Conversation:
    """Undo `conversation_mute`, if it was done.

    Raises:
        DomainError: NOT_FOUND.
    """
    held = held_conversation(actor, conversation_id)
    participant = own_participant(actor, held)
    participant.muted_until = None
    participant.save(update_fields=["muted_until"])
    return held.conversation
