"""Tables of payments: the payment, its refunds, and every webhook that ever arrived."""

from django.db import models
from django.db.models import Q

from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode


class PaymentStatus(models.TextChoices):
    """Where a payment stands; only the gateway's verified word moves it to SUCCEEDED."""

    PENDING = "PENDING"
    FAILED = "FAILED", "The last try failed; the shopper may try again"
    SUCCEEDED = "SUCCEEDED"
    MISMATCHED = "MISMATCHED"
    REFUNDED = "REFUNDED"


class Payment(Record):
    """Money asked of a shopper through a gateway, under a reference that we made."""

    reference = models.CharField(max_length=60, unique=True)
    gateway = models.CharField(max_length=20)
    email = models.EmailField(max_length=254)
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    amount_minor = models.BigIntegerField()
    status = models.CharField(max_length=12, choices=PaymentStatus, default=PaymentStatus.PENDING)
    authorization_url = models.URLField(max_length=400, blank=True, db_default="", default="")
    transaction_id = models.CharField(max_length=60, blank=True, db_default="", default="")
    message = models.CharField(max_length=300, blank=True, db_default="", default="")
    paid_at = models.DateTimeField(null=True, blank=True)
    check_at = models.DateTimeField(null=True, blank=True, help_text="When to ask the gateway next, unasked.")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_positive"),
            models.CheckConstraint(
                condition=~Q(status="SUCCEEDED") | Q(paid_at__isnull=False), name="payment_succeeded_has_time"
            ),
        )
        indexes = (models.Index(fields=["check_at"], name="payment_check", condition=Q(check_at__isnull=False)),)


class RefundStatus(models.TextChoices):
    """Where a refund stands: to be sent, taken by the gateway, done, or refused by it."""

    REQUESTED = "REQUESTED"
    SENT = "SENT"
    PROCESSED = "PROCESSED"
    FAILED = "FAILED"


class Refund(Record):
    """Money going back to the shopper, and why."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=RefundStatus, default=RefundStatus.REQUESTED)
    gateway_id = models.CharField(max_length=60, blank=True, db_default="", default="")
    message = models.CharField(max_length=300, blank=True, db_default="", default="")
    attempts = models.PositiveSmallIntegerField(db_default=0, default=0)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When to try or look again; null when ended.")

    class Meta:
        constraints = (models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_positive"),)
        indexes = (models.Index(fields=["due_at"], name="refund_due", condition=Q(due_at__isnull=False)),)


class WebhookOutcome(models.TextChoices):
    """What became of a webhook."""

    RECEIVED = "RECEIVED"
    PROCESSED = "PROCESSED"
    IGNORED = "IGNORED"
    FORGED = "FORGED"
    MALFORMED = "MALFORMED"


class WebhookEvent(Record):
    """One distinct webhook body, stored before it is answered; `deliveries` counts how often it came."""

    gateway = models.CharField(max_length=20)
    digest = models.CharField(max_length=64, help_text="SHA-256 of the raw body and of whether its signature held.")
    event = models.CharField(max_length=60, blank=True, db_default="", default="")
    reference = models.CharField(max_length=100, blank=True, db_default="", default="")
    body = models.BinaryField()
    deliveries = models.PositiveIntegerField(default=1)
    last_delivered_at = models.DateTimeField()
    outcome = models.CharField(max_length=10, choices=WebhookOutcome)
    detail = models.CharField(max_length=300, blank=True, db_default="", default="")
    processed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["gateway", "digest"], name="webhook_digest_unique"),)
        indexes = (
            models.Index(fields=["created_at"], name="webhook_waiting", condition=Q(outcome=WebhookOutcome.RECEIVED)),
        )
