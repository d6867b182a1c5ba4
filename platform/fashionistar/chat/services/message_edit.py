"""Say something else instead."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.chat.events import MessageEdited
from fashionistar.chat.held_conversation import held_message, own_message, require_open, told
from fashionistar.chat.models import Message, MessageChange, MessageKind, MessageVersion
from fashionistar.chat.posting import words
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle


def message_edit(*, actor: Actor, message_id: UUID, body: str, now: datetime) -> Message:
    """Change the words of one's own message, within `CHAT_EDIT_WINDOW`; what it said before is kept.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (somebody else's), STATUS_CONFLICT (too late, or deleted), REQUIRED, INVALID,
            CONVERSATION_BLOCKED, RATE_LIMITED.
    """
    throttle("chat-message", actor.label)
    return _edited(actor, message_id, body, now=now)


@transaction.atomic(durable=True)
def _edited(actor: Actor, message_id: UUID, body: str, *, now: datetime) -> Message:
    held, found = held_message(actor, message_id)
    message = own_message(actor, found)
    require_open(held)
    require_recent(message, now=now)
    alone = message.kind == MessageKind.TEXT and not message.attachments.exists()
    kept = words(body, required=alone)
    if kept.body == message.body:
        return message
    MessageVersion.objects.create(message=message, change=MessageChange.EDITED, body=message.body, replaced_at=now)
    message.body, message.has_contact, message.edited_at = kept.body, kept.has_contact, now
    message.save(update_fields=["body", "has_contact", "edited_at"])
    outbox.record(told(MessageEdited, held.conversation, message_id=message.pk), actor=actor)
    return message


def require_recent(message: Message, *, now: datetime) -> None:
    """Check that a message may still be changed.

    Raises:
        DomainError: STATUS_CONFLICT.
    """
    if now - message.sent_at > settings.CHAT_EDIT_WINDOW:
        minutes = round(settings.CHAT_EDIT_WINDOW.total_seconds() / 60)
        raise refuse(ErrorCode.STATUS_CONFLICT, f"A message may be changed for {minutes} minutes.", "id")
