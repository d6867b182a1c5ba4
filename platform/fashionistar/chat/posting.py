"""What a message of somebody's needs, and putting it at the end of a held conversation."""

import re
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection

from fashionistar.chat.contact_filter import ContactPolicy, Filtered, filtered
from fashionistar.chat.events import MessageSent
from fashionistar.chat.held_conversation import Held, told
from fashionistar.chat.models import MAX_BODY, Conversation, Message
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.kept import KeptRow
from fashionistar.kernel.slots import Slot

_SAID = KeptRow(lambda _actor: Message.objects.filter(conversation=Slot(0), client_id=Slot(1)))

_POST = """
WITH numbered AS (
    UPDATE chat_conversation SET last_sequence = last_sequence + 1, active_at = %(sent_at)s,
        remind_at = LEAST(remind_at, %(remind_at)s)
    WHERE id = %(conversation_id)s RETURNING last_sequence
), counted AS (
    UPDATE chat_participant SET unread_count = unread_count + 1
    WHERE conversation_id = %(conversation_id)s AND side <> %(side)s AND %(side)s <> 'PLATFORM'
)
INSERT INTO chat_message (
    conversation_id, sequence, client_id, side, author_id, sender, sent_hash, kind, body, product_id, vendor_order_id,
    terms, reply_to_id, has_contact, sent_at
)
SELECT
    %(conversation_id)s, last_sequence, %(client_id)s, %(side)s, %(author_id)s, %(sender)s, %(sent_hash)s, %(kind)s,
    %(body)s, %(product_id)s, %(vendor_order_id)s, %(terms)s, %(reply_to_id)s, %(has_contact)s, %(sent_at)s
FROM numbered
RETURNING id, created_at, sequence
"""
_POSTED = re.findall(r"%\((\w+)\)s", _POST.partition("INSERT")[2])


def said_before(actor: Actor, held: Held, client_id: UUID, digest: str) -> Message | None:
    """The message that the same draft, sent by the same sender, has become already.

    Raises:
        DomainError: IDEMPOTENCY_KEY_MISMATCH: its client id was used for something else.
    """
    done = _SAID.find(actor, held.conversation.pk, client_id)
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
    message.conversation, message.sent_at = conversation, now
    given = {name: getattr(message, name) for name in _POSTED} | {"remind_at": now + settings.CHAT_AWAY}
    with connection.cursor() as cursor:
        cursor.execute(_POST, given)
        message.pk, message.created_at, message.sequence = cursor.fetchone()
    message._state.adding = False  # noqa: SLF001  (Django has no other word for it)
    conversation.last_sequence, conversation.active_at = message.sequence, now
    outbox.record(told(MessageSent, conversation, message_id=message.pk), actor=actor)
    return message
