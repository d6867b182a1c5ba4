"""Want no more messages from the other side."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fashionistar.chat.events import ConversationBlocked
from fashionistar.chat.held_conversation import Held, held_conversation, told
from fashionistar.chat.models import ChatSide, Conversation
from fashionistar.chat.selectors import visible_conversations
from fashionistar.chat.services.conversation_open import hold_pair
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def conversation_block(*, actor: Actor, conversation_id: UUID, now: datetime) -> Conversation:
    """Block the other side in all that the two talk about; neither can send until it is undone.

    Raises:
        DomainError: NOT_FOUND.
    """
    held = held_with_all(actor, conversation_id)
    column = column_of(held)
    if getattr(held.conversation, column) is None:
        pair_of(held.conversation).update(**{column: now})
        held.conversation.refresh_from_db()
        outbox.record(told(ConversationBlocked, held.conversation), actor=actor)
    return held.conversation


def held_with_all(actor: Actor, conversation_id: UUID) -> Held:
    """Hold a conversation with all others between the same two: what is being sent there comes before or not at all.

    Raises:
        DomainError: NOT_FOUND.
    """
    seen: Conversation | None = visible_conversations(actor).filter(pk=conversation_id).first()
    if seen is not None:
        hold_pair(seen.shopper_id, seen.vendor_id)
        list(pair_of(seen).order_by("pk").select_for_update(of=("self",), no_key=True))
    return held_conversation(actor, conversation_id)


def pair_of(conversation: Conversation) -> QuerySet[Conversation]:
    """All that the same shopper and the same shop, or the support, talk about."""
    return Conversation.objects.filter(shopper=conversation.shopper_id, vendor=conversation.vendor_id)


def column_of(held: Held) -> str:
    """Where it is noted that the actor's side has blocked the other."""
    return "shopper_blocked_at" if held.side == ChatSide.SHOPPER else "team_blocked_at"
