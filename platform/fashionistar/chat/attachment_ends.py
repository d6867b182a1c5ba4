"""How the work on an attachment ends: once, and without what was uploaded; the caller holds its conversation."""

from datetime import datetime

from fashionistar.chat.attachment_files import release
from fashionistar.chat.events import MessageAttachmentReady, MessageAttachmentRejected
from fashionistar.chat.held_conversation import told
from fashionistar.chat.models import AttachmentRejection, AttachmentStatus, FileRole, MessageAttachment
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM


def finish(attachment: MessageAttachment, *, now: datetime) -> None:
    """It can be sent."""
    _end(attachment, AttachmentStatus.READY, now=now)
    fact = told(MessageAttachmentReady, attachment.conversation, attachment_id=attachment.pk)
    outbox.record(fact, actor=SYSTEM)


def reject(attachment: MessageAttachment, reason: AttachmentRejection, *, now: datetime) -> None:
    """Nothing becomes of it."""
    attachment.rejection = reason
    _end(attachment, AttachmentStatus.REJECTED, now=now)
    fact = told(MessageAttachmentRejected, attachment.conversation, attachment_id=attachment.pk)
    outbox.record(fact, actor=SYSTEM)


def _end(attachment: MessageAttachment, status: AttachmentStatus, *, now: datetime) -> None:
    release(attachment, FileRole.ORIGINAL)
    attachment.status, attachment.leased_until, attachment.processed_at = status, None, now
    attachment.save()
