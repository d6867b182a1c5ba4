"""Tables of reconciliation: runs, what each of them counted, and the differences that were filed.

A trigger (the first migration) refuses to change what a difference says, and to delete one.
"""

from django.db import models
from django.db.models import Case, Q, Value, When

from fashionistar.kernel.models import Record


class RunStatus(models.TextChoices):
    """Where a run stands."""

    RUNNING = "RUNNING", "A worker is at it, or died while it was"
    COMPLETED = "COMPLETED", "All was compared"
    FAILED = "FAILED", "It stopped on the way; the next one goes on"


class ReconciliationRun(Record):
    """One day of one gateway, compared; run again it is the same row."""

    gateway = models.CharField(max_length=20)
    day = models.DateField(help_text="In UTC.")
    until = models.DateTimeField(help_text="The end of the day, or how far of it there was.")
    status = models.CharField(max_length=9, choices=RunStatus, default=RunStatus.RUNNING)
    attempts = models.PositiveIntegerField(default=1, help_text="How often it was begun or taken up.")
    steps_done = models.PositiveSmallIntegerField(db_default=0, default=0, help_text="Where it is taken up.")
    leased_until = models.DateTimeField(null=True, blank=True, help_text="Its worker is alive until then.")
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    examined = models.PositiveIntegerField(db_default=0, default=0, help_text="How many things were compared.")
    found = models.PositiveIntegerField(db_default=0, default=0, help_text="Differences that it saw, old and new.")
    filed = models.PositiveIntegerField(db_default=0, default=0, help_text="Those that it saw first.")
    gone = models.PositiveIntegerField(db_default=0, default=0, help_text="Those of earlier runs that are no more.")
    message = models.CharField(max_length=300, blank=True, db_default="", default="")

    class Meta:
        ordering = ("-day", "-id")
        constraints = (
            models.UniqueConstraint(fields=["gateway", "day"], name="reconciliation_run_once"),
            models.UniqueConstraint(
                fields=["gateway"], condition=Q(status="RUNNING"), name="reconciliation_run_one_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(status="RUNNING", leased_until__isnull=False, ended_at__isnull=True)
                | (~Q(status="RUNNING") & Q(leased_until__isnull=True, ended_at__isnull=False)),
                name="reconciliation_run_leased_while_running",
            ),
        )


class Subject(models.TextChoices):
    """What is compared."""

    CHARGE = "CHARGE", "Money that a shopper paid"
    REFUND = "REFUND", "Money that went back to a shopper"
    TRANSFER = "TRANSFER", "Money that was sent to a shop"


class ReconciliationTotal(Record):
    """What moved on a run's day in one currency, by the gateway's lists and by the books, in minor units."""

    run = models.ForeignKey(ReconciliationRun, on_delete=models.CASCADE, related_name="totals")
    subject = models.CharField(max_length=8, choices=Subject)
    currency = models.CharField(max_length=3)
    gateway_count = models.PositiveIntegerField()
    gateway_minor = models.BigIntegerField()
    gateway_fee_minor = models.BigIntegerField(help_text="Of those whose fee it tells.")
    books_count = models.PositiveIntegerField()
    books_minor = models.BigIntegerField()
    books_fee_minor = models.BigIntegerField()

    class Meta:
        ordering = ("subject", "currency", "id")
        constraints = (
            models.UniqueConstraint(fields=["run", "subject", "currency"], name="reconciliation_total_once"),
        )


class DifferenceKind(models.TextChoices):
    """How two sides differ."""

    MISSING_AT_GATEWAY = "MISSING_AT_GATEWAY", "We have it, the gateway does not"
    MISSING_IN_BOOKS = "MISSING_IN_BOOKS", "The gateway has it, our books do not"
    AMOUNT = "AMOUNT"
    FEE = "FEE"
    CURRENCY = "CURRENCY"
    STATUS = "STATUS", "One side says that the money moved, the other that it did not"


class DifferenceState(models.TextChoices):
    """Whether somebody must look."""

    OPEN = "OPEN"
    RESOLVED = "RESOLVED", "Staff said what it is"
    GONE = "GONE", "The two sides agree now"


def _state() -> Case:
    return Case(
        When(resolved_at__isnull=False, then=Value(DifferenceState.RESOLVED.value)),
        When(gone_at__isnull=False, then=Value(DifferenceState.GONE.value)),
        default=Value(DifferenceState.OPEN.value),
        output_field=models.CharField(max_length=8),
    )


class ReconciliationDifference(Record):
    """One thing that a gateway and we tell otherwise, amounts (of a FEE the fees) in minor units."""

    gateway = models.CharField(max_length=20)
    subject = models.CharField(max_length=8, choices=Subject)
    kind = models.CharField(max_length=18, choices=DifferenceKind)
    reference = models.CharField(
        max_length=120,
        help_text="Ours of a charge or transfer; the gateway's id of a refund; else the transfer's here.",
    )
    payment_reference = models.CharField(max_length=120, blank=True, db_default="", default="")
    gateway_minor = models.BigIntegerField(null=True, blank=True)
    gateway_currency = models.CharField(max_length=3, blank=True, db_default="", default="")
    gateway_status = models.CharField(max_length=20, blank=True, db_default="", default="", help_text="At first sight.")
    books_minor = models.BigIntegerField(null=True, blank=True)
    books_currency = models.CharField(max_length=3, blank=True, db_default="", default="")
    books_status = models.CharField(max_length=20, blank=True, db_default="", default="", help_text="At first sight.")
    facts = models.CharField(max_length=120, help_text="What makes it the same difference when it is seen again.")
    happened_at = models.DateTimeField(null=True, blank=True, help_text="When the money moved, by whoever says.")
    first_seen_at = models.DateTimeField()
    last_seen_at = models.DateTimeField()
    first_run = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, related_name="first_seen")
    last_run = models.ForeignKey(ReconciliationRun, on_delete=models.PROTECT, related_name="last_seen")
    gone_at = models.DateTimeField(null=True, blank=True)
    resolved_at = models.DateTimeField(null=True, blank=True)
    resolved_by = models.CharField(max_length=60, blank=True, db_default="", default="", help_text="As the outbox.")
    resolution = models.CharField(max_length=300, blank=True, db_default="", default="")
    state = models.GeneratedField(
        expression=_state(), output_field=models.CharField(max_length=8, choices=DifferenceState), db_persist=True
    )

    class Meta:
        ordering = ("-first_seen_at", "-id")
        constraints = (
            models.UniqueConstraint(
                fields=["gateway", "subject", "reference", "facts"],
                condition=Q(gone_at__isnull=True),
                name="reconciliation_difference_once",
            ),
            models.CheckConstraint(
                condition=Q(gateway_minor__isnull=False) | Q(books_minor__isnull=False),
                name="reconciliation_difference_of_something",
            ),
            models.CheckConstraint(
                condition=Q(resolved_at__isnull=True, resolved_by="", resolution="")
                | (Q(resolved_at__isnull=False) & ~Q(resolved_by="") & ~Q(resolution="")),
                name="reconciliation_difference_resolved_by_somebody",
            ),
        )
        indexes = (
            models.Index(
                fields=["gateway"],
                name="reconciliation_open",
                condition=Q(gone_at__isnull=True, resolved_at__isnull=True),
            ),
        )
