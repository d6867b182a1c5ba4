"""Upload a picture or a voice note, to send it beside words."""

import hashlib
from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction

from fashionistar.chat import attachment_files
from fashionistar.chat.events import MessageAttachmentUploaded
from fashionistar.chat.held_conversation import held_conversation, require_open, told
from fashionistar.chat.models import AttachmentFile, AttachmentKind, Conversation, FileRole, MessageAttachment
from fashionistar.chat.selectors import unsent_attachments
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle


def message_attachment_upload(
    *, actor: Actor, conversation_id: UUID, client_id: UUID, kind: AttachmentKind, content: bytes, now: datetime
) -> MessageAttachment:
    """Take a file, encrypted, until a worker has made it anew. The same one uploaded again is the same attachment.

    Raises:
        DomainError: NOT_FOUND, INVALID (empty, or too large), CONVERSATION_BLOCKED, RATE_LIMITED,
            IDEMPOTENCY_KEY_MISMATCH (its client id was used for another file), TOO_MANY_ATTACHMENTS.
    """
    throttle("chat-attachment", actor.label)
    fresh = MessageAttachment(
        client_id=client_id,
        author_id=actor.user_id,
        sender=actor.label,
        kind=kind,
        sent_hash=hashlib.sha256(kind.encode() + content).hexdigest(),
    )
    # Asked first, so that nothing is written for whoever may not.
    done, _ = _admitted(actor, conversation_id, fresh)
    if done is not None:
        return done
    _check_size(kind, content)
    return _uploaded(actor, conversation_id, fresh, attachment_files.write(content, FileRole.ORIGINAL, now=now))


@transaction.atomic(durable=True)
def _admitted(
    actor: Actor, conversation_id: UUID, fresh: MessageAttachment
) -> tuple[MessageAttachment | None, Conversation]:
    return _checked(actor, conversation_id, fresh)


@transaction.atomic(durable=True)
def _uploaded(
    actor: Actor, conversation_id: UUID, fresh: MessageAttachment, original: AttachmentFile
) -> MessageAttachment:
    done, talk = _checked(actor, conversation_id, fresh)
    if done is not None:
        return done
    fresh.conversation = talk
    fresh.save(force_insert=True)
    attachment_files.keep([original], fresh)
    outbox.record(told(MessageAttachmentUploaded, talk, attachment_id=fresh.pk), actor=actor)
    return fresh


def _checked(
    actor: Actor, conversation_id: UUID, fresh: MessageAttachment
) -> tuple[MessageAttachment | None, Conversation]:
    """The attachment that it is already, if it is; and the conversation, held."""
    held = held_conversation(actor, conversation_id)
    done = MessageAttachment.objects.filter(conversation=held.conversation, client_id=fresh.client_id).first()
    if done is not None:
        if (done.sender, done.sent_hash) != (fresh.sender, fresh.sent_hash):
            message = "This client id was used for another file. Use a fresh one."
            raise refuse(ErrorCode.IDEMPOTENCY_KEY_MISMATCH, message, "clientId")
        return done, held.conversation
    require_open(held)
    with connection.cursor() as cursor:
        # She may upload in other conversations at the same time.
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 4))", [f"attachments:{actor.label}"])
    if unsent_attachments(actor).count() >= settings.ATTACHMENT_UNSENT_MOST:
        message = f"At most {settings.ATTACHMENT_UNSENT_MOST} attachments may wait to be sent. Send those first."
        raise refuse(ErrorCode.TOO_MANY_ATTACHMENTS, message)
    return None, held.conversation


def _check_size(kind: AttachmentKind, content: bytes) -> None:
    most = {
        AttachmentKind.IMAGE: settings.ATTACHMENT_IMAGE_MAX_BYTES,
        AttachmentKind.VOICE: settings.ATTACHMENT_VOICE_MAX_BYTES,
    }[kind]
    if not content:
        raise refuse(ErrorCode.INVALID, "The file is empty.", "file")
    if len(content) > most:
        raise refuse(ErrorCode.INVALID, f"The file may have at most {most // 1024 // 1024} MB.", "file")
