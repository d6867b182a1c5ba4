"""The table of notifications."""

from django.db import models
from django.db.models import Q

from fashionistar.kernel.models import Record


class Channel(models.TextChoices):
    """How a message reaches somebody."""

    EMAIL = "EMAIL"
    SMS = "SMS"


class NotificationStatus(models.TextChoices):
    """Where a message stands; SUPPRESSED ones are never sent."""

    PENDING = "PENDING"
    SENT = "SENT"
    FAILED = "FAILED"
    EXPIRED = "EXPIRED"
    SUPPRESSED = "SUPPRESSED"


class Notification(Record):
    """One message to one address."""

    channel = models.CharField(max_length=8, choices=Channel)
    address = models.CharField(max_length=254, help_text="An email address, or a phone number in E.164.")
    kind = models.CharField(max_length=40, help_text="What it is about, as `otp`; for operators.")
    user = models.UUIDField(null=True, help_text="Whose address it is.")
    content = models.TextField(blank=True, help_text="Subject and text, encrypted; empty once it is over.")
    status = models.CharField(max_length=12, choices=NotificationStatus)
    attempts = models.PositiveSmallIntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    leased_until = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True, help_text="After that it is of no use.")
    sent_at = models.DateTimeField(null=True)
    provider = models.CharField(max_length=20, blank=True, default="")
    last_error = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        ordering = ("-created_at", "-id")
        indexes = (
            models.Index(fields=["due_at"], name="notification_due", condition=Q(status=NotificationStatus.PENDING)),
            models.Index(fields=["user", "-created_at"], name="notification_of_user"),
        )
