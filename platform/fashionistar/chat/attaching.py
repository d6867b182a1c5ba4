"""Putting attachments into a message of a held conversation."""

from collections.abc import Sequence
from uuid import UUID

from fashionistar.chat.held_conversation import Held
from fashionistar.chat.models import AttachmentStatus, Message, MessageAttachment
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse

#: In one message.
MOST_ATTACHMENTS = 8
_FIELD = "attachmentIds"


def sendable(actor: Actor, held: Held, attachment_ids: Sequence[UUID]) -> list[MessageAttachment]:
    """The actor's own attachments of this conversation, in the order given.

    Raises:
        DomainError: INVALID (too many, or one twice), NOT_FOUND (not hers, or of another conversation),
            STATUS_CONFLICT (not ready, or in another message).
    """
    if not attachment_ids:
        return []
    if len(attachment_ids) > MOST_ATTACHMENTS or len(set(attachment_ids)) < len(attachment_ids):
        raise refuse(ErrorCode.INVALID, f"At most {MOST_ATTACHMENTS} attachments, each once.", _FIELD)
    hers = MessageAttachment.objects.filter(conversation=held.conversation, sender=actor.label)
    found = hers.in_bulk(list(attachment_ids))
    if len(found) < len(attachment_ids):
        raise refuse(ErrorCode.NOT_FOUND, "There is no such attachment of yours in this conversation.", _FIELD)
    chosen = [found[key] for key in attachment_ids]
    if any(each.message_id is not None for each in chosen):
        raise refuse(ErrorCode.STATUS_CONFLICT, "An attachment was sent already. Upload it again.", _FIELD)
    if any(each.status != AttachmentStatus.READY for each in chosen):
        raise refuse(ErrorCode.STATUS_CONFLICT, "An attachment is not READY.", _FIELD)
    return chosen


def attach(chosen: Sequence[MessageAttachment], message: Message) -> None:
    """Put them into a message, in the caller's transaction."""
    for position, each in enumerate(chosen):
        each.message, each.position = message, position
    MessageAttachment.objects.bulk_update(chosen, ["message", "position"])
