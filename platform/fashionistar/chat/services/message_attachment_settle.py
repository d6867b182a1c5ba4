"""An attachment has been worked on: keep what came of it, and let what was uploaded go."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.chat import attachment_files
from fashionistar.chat.attachment_ends import finish, reject
from fashionistar.chat.gateway import Reencoded
from fashionistar.chat.models import AttachmentFile, AttachmentRejection, AttachmentStatus, MessageAttachment
from fashionistar.chat.policies import SCANNER_PAUSE
from fashionistar.chat.services.message_attachment_lease import Leased, held_attachment
from fashionistar.kernel.actor import SYSTEM


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a try.

    Attributes:
        made: What was made of the file.
        rejection: Why nothing was.
        signature: What the scanner found, as it names it.
        waits: The scanner is away; this try does not count.
    """

    made: Reencoded | None = None
    rejection: AttachmentRejection | None = None
    signature: str = ""
    waits: bool = False


@transaction.atomic(durable=True)
def message_attachment_settle(
    *, leased: Leased, outcome: Outcome, files: Sequence[AttachmentFile], now: datetime
) -> bool:
    """Record the outcome; a worker whose lease another has taken over changes nothing, and its files go by themselves.

    Returns:
        Whether it was this worker's still.
    """
    attachment = held_attachment(leased.attachment.pk)
    if attachment is None or not _is_leased(attachment, leased):
        return False
    if outcome.made is not None:
        attachment_files.keep(files, attachment)
        attachment.byte_size = len(outcome.made.content)
        for name, value in outcome.made.facts.items():
            setattr(attachment, name, value)
        finish(attachment, now=now)
    elif outcome.rejection is not None:
        reject(attachment, outcome.rejection, now=now)
        _audit(attachment, outcome)
    else:
        attachment.attempts, attachment.leased_until = attachment.attempts - 1, now + SCANNER_PAUSE
        attachment.save(update_fields=["attempts", "leased_until"])
    return True


def _is_leased(attachment: MessageAttachment, leased: Leased) -> bool:
    return (
        attachment.status == AttachmentStatus.PROCESSING and attachment.leased_until == leased.attachment.leased_until
    )


def _audit(attachment: MessageAttachment, outcome: Outcome) -> None:
    if outcome.rejection is AttachmentRejection.INFECTED:
        note(
            AuditAction.ATTACHMENT_INFECTED,
            user_id=attachment.author_id,
            actor=SYSTEM,
            attachment=str(attachment.pk),
            sender=attachment.sender,
            signature=outcome.signature,
        )
