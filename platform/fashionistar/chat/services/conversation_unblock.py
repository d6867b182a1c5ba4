"""Take messages from the other side again."""

from uuid import UUID

from django.db import transaction

from fashionistar.chat.events import ConversationUnblocked
from fashionistar.chat.held_conversation import told
from fashionistar.chat.models import Conversation
from fashionistar.chat.services.conversation_block import column_of, held_with_all, pair_of
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def conversation_unblock(*, actor: Actor, conversation_id: UUID) -> Conversation:
    """Undo the actor's side's `conversation_block`; what the other side has blocked stays so.

    Raises:
        DomainError: NOT_FOUND.
    """
    held = held_with_all(actor, conversation_id)
    column = column_of(held)
    if getattr(held.conversation, column) is not None:
        pair_of(held.conversation).update(**{column: None})
        held.conversation.refresh_from_db()
        outbox.record(told(ConversationUnblocked, held.conversation), actor=actor)
    return held.conversation
