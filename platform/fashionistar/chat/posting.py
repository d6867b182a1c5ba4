"""What a message of somebody's needs, and putting it at the end of a held conversation."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db.models import F

from fashionistar.chat.contact_filter import ContactPolicy, Filtered, filtered
from fashionistar.chat.events import MessageSent
from fashionistar.chat.held_conversation import Held, told
from fashionistar.chat.models import MAX_BODY, ChatSide, Conversation, Message, Participant
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


def said_before(actor: Actor, held: Held, client_id: UUID, digest: str) -> Message | None:
    """The message that the same draft, sent by the same sender, has become already.

    Raises:
        DomainError: IDEMPOTENCY_KEY_MISMATCH: its client id was used for something else.
    """
    done = Message.objects.filter(conversation=held.conversation, client_id=client_id).first()
    if done is not None and (done.sender, done.sent_hash) != (actor.label, digest):
        message = "This client id was used for another message. Use a fresh one."
        raise refuse(ErrorCode.IDEMPOTENCY_KEY_MISMATCH, message, "clientId")
    return done


def words(body: str, *, required: bool) -> Filtered:
    """A text without the spaces around it, and what the platform's policy makes of addresses and numbers in it.

    Raises:
        DomainError: REQUIRED, INVALID (too long, or with a character that cannot be kept).
    """
    body = body.strip()
    if required and not body:
        raise refuse(ErrorCode.REQUIRED, "Say something.", "body")
    if len(body) > MAX_BODY or "\0" in body:
        raise refuse(ErrorCode.INVALID, f"A message has at most {MAX_BODY} characters, and no U+0000.", "body")
    return filtered(body, ContactPolicy(settings.CHAT_CONTACT_POLICY))


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
