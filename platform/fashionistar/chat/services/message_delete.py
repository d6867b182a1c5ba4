"""Take back what one said."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F

from fashionistar.chat.events import MessageDeleted
from fashionistar.chat.held_conversation import held_message, own_message, told
from fashionistar.chat.models import Message, MessageChange, MessageVersion, Participant
from fashionistar.chat.services.message_edit import require_recent
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def message_delete(*, actor: Actor, message_id: UUID, now: datetime) -> Message:
    """Delete one's own message, within `CHAT_EDIT_WINDOW`: its place stays, what it said is kept for disputes.

    It may be done while the conversation is blocked; deleting it twice is refused.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (somebody else's), STATUS_CONFLICT (too late, or deleted).
    """
    held, found = held_message(actor, message_id)
    message = own_message(actor, found)
    require_recent(message, now=now)
    MessageVersion.objects.create(message=message, change=MessageChange.DELETED, body=message.body, replaced_at=now)
    message.body, message.has_contact, message.deleted_at = "", False, now
    message.product, message.vendor_order, message.terms = None, None, []
    message.save(update_fields=["body", "has_contact", "deleted_at", "product", "vendor_order", "terms"])
    message.reactions.all().delete()
    unread = Participant.objects.filter(conversation=held.conversation, read_sequence__lt=message.sequence)
    unread.exclude(side=message.side).update(unread_count=F("unread_count") - 1)
    outbox.record(told(MessageDeleted, held.conversation, message_id=message.pk), actor=actor)
    return message
