"""The table of notifications."""

from django.db import models
from django.db.models import Q

from fashionistar.kernel.models import Record


class Channel(models.TextChoices):
    """How a message reaches somebody."""

    EMAIL = "EMAIL"
    SMS = "SMS"


class NotificationStatus(models.TextChoices):
    """Where a message stands."""

    PENDING = "PENDING", "To be sent, or to be tried again"
    SENT = "SENT", "A provider took it"
    FAILED = "FAILED", "Given up"
    EXPIRED = "EXPIRED", "Of no use before it could be sent"
    SUPPRESSED = "SUPPRESSED", "Nobody has the address; never sent"


class Notification(Record):
    """One message to one address."""

    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=254, help_text="An email address, or a phone number in E.164.")
    kind = models.CharField(max_length=40, help_text="What it is about, as `otp`; for operators.")
    user = models.UUIDField(null=True, help_text="Whose address it is.")
    content = models.TextField(blank=True, help_text="Subject and text, encrypted; empty once it is over.")
    status = models.CharField(max_length=12, choices=NotificationStatus)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True, help_text="When to try next; null when it is over.")
    leased_until = models.DateTimeField(null=True, help_text="A worker is at it until then.")
    expires_at = models.DateTimeField(null=True, help_text="After that it is of no use.")
    sent_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=20, blank=True, default="", help_text="Who was last asked to send it.")
    last_error = models.CharField(max_length=300, blank=True, default="", help_text="Holds nothing of the message.")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(status=NotificationStatus.PENDING, due_at__isnull=False)
                | ~Q(status=NotificationStatus.PENDING) & Q(due_at__isnull=True),
                name="notification_pending_is_due",
            ),
            models.CheckConstraint(
                condition=Q(status__in=(NotificationStatus.PENDING, NotificationStatus.SUPPRESSED)) | Q(content=""),
                name="notification_over_is_forgotten",
            ),
        )
        indexes = (
            models.Index(
                fields=["channel", "due_at"], name="notification_due", condition=Q(status=NotificationStatus.PENDING)
            ),
            models.Index(
                fields=["created_at"],
                name="notification_lost",
                condition=Q(status__in=(NotificationStatus.FAILED, NotificationStatus.EXPIRED)),
            ),
            models.Index(fields=["user", "-created_at"], name="notification_of_user"),
        )
