"""Note how far somebody has read."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.chat.events import ConversationRead
from fashionistar.chat.held_conversation import Held, held_conversation, own_participant, remind_by, told
from fashionistar.chat.models import Conversation, Participant
from fashionistar.chat.selectors import unread_count
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def conversation_read(*, actor: Actor, conversation_id: UUID, sequence: int, now: datetime) -> Conversation:
    """Note that the actor has read up to a message; what she read before stays read.

    What a member of a shop has read, the shop has read. The conversation is held, so that what is sent meanwhile is
    counted either before this or after it.

    Raises:
        DomainError: NOT_FOUND, INVALID (there is no such message yet).
    """
    held = held_conversation(actor, conversation_id)
    if not 0 <= sequence <= held.conversation.last_sequence:
        raise refuse(ErrorCode.INVALID, "There is no such message yet.", "sequence")
    for participant in _concerned(actor, held):
        if participant.read_sequence < sequence:
            participant.read_sequence, participant.read_at = sequence, now
            at_end = sequence == held.conversation.last_sequence
            participant.unread_count = 0 if at_end else unread_count(participant, after=sequence)
            participant.save(update_fields=["read_sequence", "read_at", "unread_count"])
            if participant.unread_count:
                remind_by(held.conversation, now + settings.CHAT_AWAY)
            fact = told(ConversationRead, held.conversation, participant_id=participant.pk)
            outbox.record(fact, actor=actor)
    return held.conversation


def _concerned(actor: Actor, held: Held) -> list[Participant]:
    """The actor's row, and her side's."""
    hers = own_participant(actor, held)
    whole = Participant.objects.filter(conversation=held.conversation, side=held.side, user__isnull=True)
    return [hers, *whole.exclude(pk=hers.pk)]
