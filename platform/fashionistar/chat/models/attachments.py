"""Pictures and voice notes, and the files in the storage that are theirs."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fashionistar.accounts.models import User
from fashionistar.chat.models.conversations import Conversation, Message
from fashionistar.kernel.models import Record


class AttachmentKind(models.TextChoices):
    """What is sent beside words."""

    IMAGE = "IMAGE"
    VOICE = "VOICE"


class AttachmentStatus(models.TextChoices):
    """How far it is: only what is READY can be sent and seen."""

    PROCESSING = "PROCESSING"
    READY = "READY"
    REJECTED = "REJECTED"


class AttachmentRejection(models.TextChoices):
    """Why nothing became of a file; FAILED: on our side, it may be sent again."""

    UNREADABLE = "UNREADABLE"
    TOO_MANY_PIXELS = "TOO_MANY_PIXELS"
    TOO_LONG = "TOO_LONG"
    INFECTED = "INFECTED"
    FAILED = "FAILED"


class MessageAttachment(Record):
    """A picture or a voice note, from its upload on; until it is sent it has no message."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, on_delete=models.CASCADE, null=True, related_name="attachments")
    position = models.PositiveSmallIntegerField(null=True, help_text="Its place in the message, from 0.")
    client_id = models.UUIDField()
    author = models.ForeignKey(User, on_delete=models.PROTECT, null=True, related_name="+")
    sender = models.CharField(max_length=60, help_text="As the outbox names actors.")
    sent_hash = models.CharField(max_length=64, help_text="Of the kind and the file that was uploaded.")
    kind = models.CharField(max_length=5, choices=AttachmentKind)
    status = models.CharField(max_length=10, choices=AttachmentStatus, default=AttachmentStatus.PROCESSING)
    rejection = models.CharField(max_length=15, choices=AttachmentRejection, null=True)  # noqa: DJ001
    byte_size = models.IntegerField(null=True, help_text="Of what was made of the file.")
    width = models.IntegerField(null=True, help_text="Pixels.")
    height = models.IntegerField(null=True, help_text="Pixels.")
    duration_ms = models.IntegerField(null=True)
    waveform = ArrayField(models.PositiveSmallIntegerField(), null=True, help_text="Peaks, 0 to 100 of full scale.")
    attempts = models.PositiveSmallIntegerField(default=0)
    leased_until = models.DateTimeField(null=True, help_text="A worker has it until then, or it waits for a scanner.")
    processed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=["conversation", "client_id"], name="message_attachment_client_id_unique"),
            models.UniqueConstraint(fields=["message", "position"], name="message_attachment_position_unique"),
            models.CheckConstraint(
                condition=Q(message__isnull=True, position__isnull=True)
                | Q(message__isnull=False, position__isnull=False, status="READY"),
                name="message_attachment_sent_is_ready",
            ),
            models.CheckConstraint(
                condition=Q(status="PROCESSING", processed_at__isnull=True, rejection__isnull=True)
                | Q(status="READY", processed_at__isnull=False, rejection__isnull=True, byte_size__isnull=False)
                | Q(status="REJECTED", processed_at__isnull=False, rejection__isnull=False),
                name="message_attachment_ends_once",
            ),
        )
        indexes = (
            models.Index(
                fields=["sender", "created_at"],
                name="message_attachment_unsent",
                condition=Q(message__isnull=True),
            ),
        )


class FileRole(models.TextChoices):
    """What a stored file is of its attachment; the ORIGINAL goes as soon as the others were made of it."""

    ORIGINAL = "ORIGINAL"
    CONTENT = "CONTENT"
    PREVIEW = "PREVIEW"


class AttachmentFile(Record):
    """A file in the storage, known here before it is written, so that none is left behind.

    What belongs to no attachment, and is not about to, is removed.
    """

    attachment = models.ForeignKey(MessageAttachment, on_delete=models.SET_NULL, null=True, related_name="files")
    role = models.CharField(max_length=8, choices=FileRole)
    name = models.CharField(max_length=80, unique=True)
    reserved_until = models.DateTimeField(null=True, help_text="Whoever writes it says by then what it belongs to.")

    class Meta:
        constraints = (models.UniqueConstraint(fields=["attachment", "role"], name="attachment_file_unique"),)
        indexes = (
            models.Index(fields=["created_at"], name="attachment_file_nobodys", condition=Q(attachment__isnull=True)),
        )
