"""Take an attachment to make anew, so that no other worker does."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from fashionistar.chat.attachment_ends import reject
from fashionistar.chat.models import (
    AttachmentFile,
    AttachmentRejection,
    AttachmentStatus,
    Conversation,
    FileRole,
    MessageAttachment,
)
from fashionistar.chat.policies import ATTACHMENT_LEASE, ATTACHMENT_TRIES


@dataclass(frozen=True, slots=True)
class Leased:
    """An attachment that is this worker's until its lease is over, and the file that was uploaded."""

    attachment: MessageAttachment
    original: AttachmentFile


@transaction.atomic(durable=True)
def message_attachment_lease(*, attachment_id: UUID, now: datetime) -> Leased | None:
    """Lease an attachment that waits, or whose worker is gone; one whose every try ended a worker is rejected.

    Returns:
        None when there is nothing to do.
    """
    attachment = held_attachment(attachment_id)
    if attachment is None or attachment.status != AttachmentStatus.PROCESSING:
        return None
    if attachment.leased_until is not None and attachment.leased_until > now:
        return None
    original = AttachmentFile.objects.filter(attachment=attachment, role=FileRole.ORIGINAL).first()
    if original is None or attachment.attempts >= ATTACHMENT_TRIES:
        reject(attachment, AttachmentRejection.FAILED, now=now)
        return None
    attachment.attempts, attachment.leased_until = attachment.attempts + 1, now + ATTACHMENT_LEASE
    attachment.save(update_fields=["attempts", "leased_until"])
    return Leased(attachment, original)


def held_attachment(attachment_id: UUID) -> MessageAttachment | None:
    """Hold an attachment's conversation, as everybody does who changes something in it, and read it as it is then."""
    rows: QuerySet[Conversation] = Conversation.objects.filter(attachments=attachment_id)
    held = rows.select_for_update(of=("self",), no_key=True).first()
    found = MessageAttachment.objects.filter(pk=attachment_id).first()
    if held is None or found is None:
        return None
    found.conversation = held
    return found
