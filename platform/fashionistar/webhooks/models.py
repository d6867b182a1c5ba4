"""Tables of webhooks: the endpoint, what is to be delivered to it, and every try."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.vendors.models import Vendor
from fashionistar.webhooks.event_types import WebhookEventType


class WebhookDisabledReason(models.TextChoices):
    """Why an endpoint is no longer called."""

    GONE = "GONE", "The receiver answered 410 Gone"
    FAILING = "FAILING", "Nothing was taken for days"
    OWNER_LEFT = "OWNER_LEFT", "Whoever set it up may no longer see what it sends"


class WebhookEndpoint(Record):
    """A URL that is told of events; without a vendor it is the platform's and is told of those of all shops."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, null=True, related_name="webhook_endpoints")
    owner = models.ForeignKey(
        User, on_delete=models.PROTECT, related_name="webhook_endpoints", help_text="As whom payloads are read."
    )
    url = models.CharField(max_length=500)
    description = models.CharField(max_length=200, blank=True, default="")
    events = ArrayField(models.CharField(max_length=40, choices=WebhookEventType))
    selection = models.TextField(blank=True, default="", help_text="GraphQL on Node; empty for each event's own.")
    secret = models.TextField(help_text="Encrypted.")
    previous_secret = models.TextField(blank=True, default="", help_text="Encrypted.")
    previous_secret_until = models.DateTimeField(null=True)
    failing_since = models.DateTimeField(null=True, help_text="The first failure since the last success.")
    disabled_at = models.DateTimeField(null=True)
    disabled_reason = models.CharField(max_length=12, choices=WebhookDisabledReason, blank=True, default="")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(condition=Q(events__len__gt=0), name="webhook_endpoint_has_events"),
            models.CheckConstraint(
                condition=Q(disabled_at__isnull=True, disabled_reason="")
                | Q(disabled_at__isnull=False) & ~Q(disabled_reason=""),
                name="webhook_endpoint_disabled_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(previous_secret="") | Q(previous_secret_until__isnull=False),
                name="webhook_endpoint_previous_secret_ends",
            ),
        )
        indexes = (models.Index(fields=["vendor"], name="webhook_enabled", condition=Q(disabled_at__isnull=True)),)


class WebhookDeliveryStatus(models.TextChoices):
    """Where a delivery stands."""

    PENDING = "PENDING", "To be sent, or to be tried again"
    DELIVERED = "DELIVERED", "The receiver answered 2xx"
    FAILED = "FAILED", "Given up"


class WebhookDelivery(Record):
    """One event for one endpoint; its id is the message's, however often it is sent."""

    endpoint = models.ForeignKey(WebhookEndpoint, on_delete=models.CASCADE, related_name="deliveries")
    event = models.CharField(max_length=40, choices=WebhookEventType)
    subject = models.UUIDField(help_text="The row that the event is about.")
    occurred_at = models.DateTimeField()
    body = models.TextField(blank=True, default="", help_text="Rendered once; the same bytes at every try.")
    status = models.CharField(max_length=10, choices=WebhookDeliveryStatus, default=WebhookDeliveryStatus.PENDING)
    tries = models.PositiveSmallIntegerField(default=0, help_text="Since it was last asked for.")
    first_tried_at = models.DateTimeField(null=True, help_text="Since it was last asked for.")
    due_at = models.DateTimeField(null=True, help_text="When to try next; null when ended.")
    leased_until = models.DateTimeField(null=True, help_text="A worker is at it until then.")
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(status=WebhookDeliveryStatus.PENDING, due_at__isnull=False)
                | ~Q(status=WebhookDeliveryStatus.PENDING) & Q(due_at__isnull=True),
                name="webhook_delivery_pending_is_due",
            ),
        )
        indexes = (
            models.Index(
                fields=["endpoint", "due_at"], name="webhook_due", condition=Q(status=WebhookDeliveryStatus.PENDING)
            ),
            models.Index(fields=["endpoint", "-created_at", "-id"], name="webhook_log"),
        )


class WebhookAttempt(Record):
    """One try: written before the receiver hears of it, completed by what came back."""

    delivery = models.ForeignKey(WebhookDelivery, on_delete=models.CASCADE, related_name="attempts")
    started_at = models.DateTimeField()
    duration_ms = models.PositiveIntegerField(null=True, help_text="Null while under way, or when the worker died.")
    status_code = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True, default="")
    answer = models.TextField(blank=True, default="", help_text="The first KB of what came back.")

    class Meta:
        ordering = ("id",)
