"""Open an attachment's address."""

from dataclasses import dataclass
from uuid import UUID

from fashionistar.chat import attachment_files
from fashionistar.chat.models import AttachmentFile, AttachmentKind, FileRole
from fashionistar.chat.selectors import visible_attachments
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """What was made of an upload, and what that is."""

    content: bytes
    content_type: str
    name: str


def message_attachment_read(*, actor: Actor, attachment_id: UUID, role: FileRole) -> OpenedFile:
    """The file, for an actor who may see the attachment now.

    Raises:
        DomainError: NOT_FOUND.
    """
    seen = visible_attachments(actor).filter(pk=attachment_id).values_list("kind", flat=True).first()
    rows = AttachmentFile.objects.filter(attachment=attachment_id, role=role).exclude(role=FileRole.ORIGINAL)
    row = None if seen is None else rows.first()
    if row is None:
        raise _gone()
    try:
        content = attachment_files.read(row)
    except FileNotFoundError:
        raise _gone() from None
    if seen == AttachmentKind.VOICE:
        return OpenedFile(content, "audio/ogg", "voice.ogg")
    return OpenedFile(content, "image/jpeg", "picture.jpg")


def _gone() -> Exception:
    return refuse(ErrorCode.NOT_FOUND, "There is no such attachment.")
