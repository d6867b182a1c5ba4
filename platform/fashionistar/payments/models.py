"""Tables of payments: the payment, its attempts, refunds and disputes, and every webhook that ever arrived."""

from django.db import models
from django.db.models import F, Q

from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode


class PaymentStatus(models.TextChoices):
    """Where a payment stands; only the gateway's verified word moves it to SUCCEEDED."""

    PENDING = "PENDING"
    FAILED = "FAILED", "The last try failed; the shopper may try again"
    SUCCEEDED = "SUCCEEDED"
    MISMATCHED = "MISMATCHED"
    PARTIALLY_REFUNDED = "PARTIALLY_REFUNDED", "A part has gone back"
    REFUNDED = "REFUNDED", "All of it has gone back"


class PaymentPurpose(models.TextChoices):
    """What a payment is for: whose reaction to its success is meant."""

    ORDER = "ORDER"
    WALLET_TOP_UP = "WALLET_TOP_UP"
    GIFT_CARD = "GIFT_CARD"


class Payment(Record):
    """Money asked of a shopper; `reference` and `gateway` are of the attempt that counts, the paid or else the last."""

    purpose = models.CharField(
        max_length=13, choices=PaymentPurpose, db_default=PaymentPurpose.ORDER, default=PaymentPurpose.ORDER
    )
    reference = models.CharField(max_length=60, unique=True)
    gateway = models.CharField(max_length=20)
    email = models.EmailField(max_length=254)
    country = models.CharField(max_length=2, blank=True, db_default="", default="", help_text="ISO 3166-1 alpha-2.")
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(null=True, blank=True, help_text="What the gateway keeps; null: not said.")
    refunded_minor = models.BigIntegerField(
        db_default=0, default=0, help_text="The sum of the refunds that have not failed."
    )
    status = models.CharField(max_length=20, choices=PaymentStatus, default=PaymentStatus.PENDING)
    authorization_url = models.URLField(max_length=400, blank=True, db_default="", default="")
    transaction_id = models.CharField(max_length=60, blank=True, db_default="", default="")
    message = models.CharField(max_length=300, blank=True, db_default="", default="")
    paid_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payment_positive"),
            models.CheckConstraint(condition=Q(purpose__in=PaymentPurpose.values), name="payment_purpose_known"),
            models.CheckConstraint(
                condition=Q(refunded_minor__gte=0, refunded_minor__lte=F("amount_minor")),
                name="payment_refunded_within_amount",
            ),
            models.CheckConstraint(condition=Q(fee_minor__gte=0), name="payment_fee_not_negative"),
            models.CheckConstraint(
                condition=~Q(status__in=("SUCCEEDED", "PARTIALLY_REFUNDED")) | Q(paid_at__isnull=False),
                name="payment_succeeded_has_time",
            ),
        )


class AttemptStatus(models.TextChoices):
    """What became of one attempt."""

    PENDING = "PENDING"
    FAILED = "FAILED", "The last try failed; it may still be paid"
    SUCCEEDED = "SUCCEEDED", "It is what the payment was paid by"
    SURPLUS = "SURPLUS", "It was paid although the payment was paid already; that money goes back"
    MISMATCHED = "MISMATCHED", "The gateway confirmed something else than was asked for"


#: What such an attempt brought pays for nothing.
UNAPPLIED = (AttemptStatus.SURPLUS, AttemptStatus.MISMATCHED)


class PaymentAttempt(Record):
    """A reference under which one gateway was asked to open a page; each may be paid, so each is watched."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="attempts")
    reference = models.CharField(max_length=60, unique=True)
    gateway = models.CharField(max_length=20)
    status = models.CharField(max_length=12, choices=AttemptStatus, default=AttemptStatus.PENDING)
    fee_minor = models.BigIntegerField(
        null=True, blank=True, help_text="What the gateway keeps of what this attempt brought; null: not said."
    )
    check_at = models.DateTimeField(null=True, blank=True, help_text="When to ask the gateway next, unasked.")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["payment"], condition=Q(status="SUCCEEDED"), name="payment_attempt_one_success"
            ),
            models.CheckConstraint(condition=Q(fee_minor__gte=0), name="payment_attempt_fee_not_negative"),
        )
        indexes = (models.Index(fields=["check_at"], name="attempt_check", condition=Q(check_at__isnull=False)),)


class RefundStatus(models.TextChoices):
    """Where a refund stands."""

    REQUESTED = "REQUESTED", "To be sent"
    SENDING = "SENDING", "A try is under way, or its answer was lost"
    SENT = "SENT", "The gateway has it"
    PROCESSED = "PROCESSED"
    FAILED = "FAILED", "The gateway refused it; nothing has gone back"


class Refund(Record):
    """Money going back to the shopper, and why: from the attempt that was paid, or from one that pays for nothing."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="refunds")
    attempt = models.ForeignKey(PaymentAttempt, on_delete=models.PROTECT, related_name="refunds")
    amount_minor = models.BigIntegerField()
    cause = models.CharField(
        max_length=80, help_text="What it is for, as order:<uuid>; once per payment, unless it failed."
    )
    reason = models.CharField(max_length=200)
    status = models.CharField(max_length=10, choices=RefundStatus, default=RefundStatus.REQUESTED)
    gateway_id = models.CharField(max_length=60, blank=True, db_default="", default="")
    message = models.CharField(max_length=300, blank=True, db_default="", default="")
    attempts = models.PositiveSmallIntegerField(db_default=0, default=0)
    due_at = models.DateTimeField(null=True, blank=True, help_text="When to try or look again; null when ended.")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="refund_positive"),
            models.UniqueConstraint(
                fields=["payment", "cause"], condition=~Q(status="FAILED"), name="refund_once_per_cause"
            ),
            # Two of whose fate nothing is known could not be told apart in a gateway's list.
            models.UniqueConstraint(fields=["payment"], condition=Q(status="SENDING"), name="refund_one_under_way"),
        )
        indexes = (models.Index(fields=["due_at"], name="refund_due", condition=Q(due_at__isnull=False)),)

    @property
    def note(self) -> str:
        """What is sent with it, and makes it ours in the gateway's list."""
        return f"Refund {self.pk}"


class DisputeStatus(models.TextChoices):
    """Where a dispute stands, by the gateway's word."""

    AWAITING_EVIDENCE = "AWAITING_EVIDENCE", "We must answer until `dueAt`"
    UNDER_REVIEW = "UNDER_REVIEW", "The bank decides"
    WON = "WON", "The money stays"
    LOST = "LOST", "The shopper gets the money back"


class DisputeAnswer(models.TextChoices):
    """What we answered, or are answering."""

    CONTESTED = "CONTESTED"
    ACCEPTED = "ACCEPTED"


class Dispute(Record):
    """A charge that the shopper's bank wants back."""

    payment = models.ForeignKey(Payment, on_delete=models.PROTECT, related_name="disputes")
    gateway = models.CharField(max_length=20)
    gateway_id = models.CharField(max_length=60)
    amount_minor = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    status = models.CharField(max_length=20, choices=DisputeStatus)
    reason = models.CharField(max_length=300, blank=True, db_default="", default="")
    opened_at = models.DateTimeField()
    fee_minor = models.BigIntegerField(
        null=True, blank=True, help_text="What the gateway charges for it; null: it has not said."
    )
    due_at = models.DateTimeField(null=True, blank=True, help_text="Until when we may answer.")
    check_at = models.DateTimeField(null=True, blank=True, help_text="When to ask the gateway next, unasked.")
    answer = models.CharField(max_length=10, choices=DisputeAnswer, blank=True, db_default="", default="")
    answering_until = models.DateTimeField(null=True, blank=True, help_text="Somebody is answering it until then.")

    class Meta:
        ordering = ("-opened_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["gateway", "gateway_id"], name="dispute_unique"),
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="dispute_positive"),
        )
        indexes = (models.Index(fields=["check_at"], name="dispute_check", condition=Q(check_at__isnull=False)),)


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
