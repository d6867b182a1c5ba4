"""Be left in peace by a conversation for a while."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.chat.held_conversation import held_conversation, own_participant
from fashionistar.chat.models import Conversation
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def conversation_mute(*, actor: Actor, conversation_id: UUID, until: datetime, now: datetime) -> Conversation:
    """Mute a conversation for the actor alone.

    Raises:
        DomainError: NOT_FOUND, INVALID (a time that is past).
    """
    held = held_conversation(actor, conversation_id)
    if until <= now:
        raise refuse(ErrorCode.INVALID, "This time is past.", "until")
    participant = own_participant(actor, held)
    participant.muted_until = until
    participant.save(update_fields=["muted_until"])
    return held.conversation
