"""Tables of payouts: where money goes, when, whether it may, and each time that it does.

What no constraint can say, triggers do (the first migration): accounts and payouts keep what they were made of, and
move only as `transitions.py` says; neither is ever deleted.
"""

from django.db import models
from django.db.models import Q

from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.vendors.models import Vendor


class PayoutAccountStatus(models.TextChoices):
    """Where a payout account stands; a shop has one CURRENT account in each currency at most."""

    REQUESTED = "REQUESTED", "The bank has not said yet who holds it"
    VERIFIED = "VERIFIED", "The bank has said who holds it; an owner is to confirm"
    CURRENT = "CURRENT", "Payouts go there once its cool-down is over"
    REPLACED = "REPLACED"
    CANCELLED = "CANCELLED", "Stopped during its cool-down"
    REFUSED = "REFUSED", "The bank or the gateway knows no such account"


class PayoutAccount(Record):
    """A bank account of a shop in one currency; its number is kept sealed, all but the last four digits."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="payout_accounts")
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    gateway = models.CharField(max_length=20)
    bank_code = models.CharField(max_length=30)
    number_sealed = models.CharField(max_length=300, help_text="Encrypted.")
    last4 = models.CharField(max_length=4)
    status = models.CharField(max_length=10, choices=PayoutAccountStatus, default=PayoutAccountStatus.REQUESTED)
    bank_name = models.CharField(max_length=120, blank=True, db_default="", default="")
    holder_name = models.CharField(max_length=200, blank=True, db_default="", default="", help_text="The bank's word.")
    recipient_code = models.CharField(max_length=60, blank=True, db_default="", default="")
    confirmed_at = models.DateTimeField(null=True, blank=True)
    usable_at = models.DateTimeField(null=True, blank=True, help_text="When its cool-down is over.")
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["vendor", "currency"], condition=Q(status="CURRENT"), name="payout_account_one_current"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("REQUESTED", "REFUSED")) | (~Q(holder_name="") & ~Q(recipient_code="")),
                name="payout_account_verified_by_bank",
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at__isnull=True, usable_at__isnull=True)
                | Q(confirmed_at__isnull=False, usable_at__gte=models.F("confirmed_at")),
                name="payout_account_cools_down",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("CURRENT", "REPLACED", "CANCELLED")) | Q(confirmed_at__isnull=False),
                name="payout_account_confirmed",
            ),
        )


class PayoutInterval(models.TextChoices):
    """How often a shop is paid unasked."""

    MANUAL = "MANUAL", "Only when it asks"
    DAILY = "DAILY"
    WEEKLY = "WEEKLY"
    MONTHLY = "MONTHLY"


class Weekday(models.IntegerChoices):
    """Days of the week (ISO 8601)."""

    MONDAY = 1
    TUESDAY = 2
    WEDNESDAY = 3
    THURSDAY = 4
    FRIDAY = 5
    SATURDAY = 6
    SUNDAY = 7


class PayoutSchedule(Record):
    """When a shop is paid in one currency; without a row the settings say."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="payout_schedules")
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    interval = models.CharField(max_length=8, choices=PayoutInterval)
    weekday = models.PositiveSmallIntegerField(null=True, blank=True, choices=Weekday)
    day_of_month = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="1 to 31; the last day of a month that is shorter."
    )
    minimum_minor = models.BigIntegerField()
    hold_days = models.PositiveSmallIntegerField(help_text="Earnings are available so many days after their release.")

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["vendor", "currency"], name="payout_schedule_unique"),
            models.CheckConstraint(condition=Q(minimum_minor__gt=0), name="payout_schedule_minimum"),
            models.CheckConstraint(
                condition=Q(interval__in=("MANUAL", "DAILY"), weekday__isnull=True, day_of_month__isnull=True)
                | Q(interval="WEEKLY", weekday__range=(1, 7), day_of_month__isnull=True)
                | Q(interval="MONTHLY", weekday__isnull=True, day_of_month__range=(1, 31)),
                name="payout_schedule_says_when",
            ),
        )


class PayoutHold(Record):
    """The platform pays a shop nothing until this is released."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="payout_holds")
    reason = models.CharField(max_length=300)
    placed_by = models.CharField(max_length=60, help_text="As the outbox names actors.")
    released_at = models.DateTimeField(null=True, blank=True)
    released_by = models.CharField(max_length=60, blank=True, db_default="", default="")

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["vendor"], condition=Q(released_at__isnull=True), name="payout_hold_one_open"
            ),
            models.CheckConstraint(
                condition=Q(released_at__isnull=True, released_by="")
                | (Q(released_at__isnull=False) & ~Q(released_by="")),
                name="payout_hold_released_by_somebody",
            ),
        )


class PayoutStatus(models.TextChoices):
    """Where a payout stands."""

    REQUESTED = "REQUESTED", "To be sent; it can be cancelled"
    SENDING = "SENDING", "The gateway was told, or is about to be"
    SENT = "SENT", "The gateway has taken it"
    SUCCEEDED = "SUCCEEDED", "It has arrived"
    FAILED = "FAILED", "Refused, or it did not arrive"
    REVERSED = "REVERSED", "It came back"
    CANCELLED = "CANCELLED"


class Payout(Record):
    """Money on its way from us to a shop's account, under a reference that we made."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="payouts")
    account = models.ForeignKey(PayoutAccount, on_delete=models.PROTECT, related_name="payouts")
    reference = models.CharField(max_length=50, unique=True)
    gateway = models.CharField(max_length=20)
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    amount_minor = models.BigIntegerField()
    fee_minor = models.BigIntegerField(null=True, blank=True, help_text="What the gateway charged us.")
    status = models.CharField(max_length=9, choices=PayoutStatus, default=PayoutStatus.REQUESTED)
    due_on = models.DateField(null=True, blank=True, help_text="Of the schedule; null when somebody asked for it.")
    transfer_code = models.CharField(max_length=60, blank=True, db_default="", default="")
    message = models.CharField(max_length=300, blank=True, db_default="", default="")
    attempts = models.PositiveSmallIntegerField(db_default=0, default=0, help_text="How often it may have been sent.")
    due_at = models.DateTimeField(null=True, blank=True, help_text="When to send or ask again; null when over.")
    sent_at = models.DateTimeField(null=True, blank=True, help_text="When the gateway was known to have taken it.")
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True, help_text="When it failed, came back or was cancelled.")

    class Meta:
        constraints = (
            models.CheckConstraint(condition=Q(amount_minor__gt=0), name="payout_positive"),
            models.CheckConstraint(condition=Q(reference__regex=r"^[-_a-z0-9]{16,50}$"), name="payout_reference"),
            models.CheckConstraint(
                condition=Q(fee_minor__isnull=True) | Q(fee_minor__gte=0), name="payout_fee_not_negative"
            ),
            models.UniqueConstraint(fields=["vendor", "currency", "due_on"], name="payout_once_per_due_date"),
            models.UniqueConstraint(
                fields=["vendor", "currency"],
                condition=Q(status__in=("REQUESTED", "SENDING")),
                name="payout_one_under_way",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("REQUESTED", "SENDING", "SENT")) | Q(due_at__isnull=False),
                name="payout_open_is_looked_after",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("REQUESTED", "CANCELLED")) | Q(sent_at__isnull=True), name="payout_unsent"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=("SENT", "SUCCEEDED")) | Q(sent_at__isnull=False), name="payout_sent_has_time"
            ),
            models.CheckConstraint(
                condition=~Q(status="SUCCEEDED") | Q(arrived_at__isnull=False), name="payout_arrived_has_time"
            ),
            models.CheckConstraint(
                condition=Q(status__in=("FAILED", "REVERSED", "CANCELLED"), ended_at__isnull=False, due_at__isnull=True)
                | (~Q(status__in=("FAILED", "REVERSED", "CANCELLED")) & Q(ended_at__isnull=True)),
                name="payout_ended_is_over",
            ),
            models.CheckConstraint(
                condition=~Q(status="SENDING") | Q(attempts__gt=0), name="payout_counted_before_sent"
            ),
        )
        indexes = (
            models.Index(fields=["due_at"], name="payout_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["vendor", "-created_at", "-id"], name="payout_of_vendor"),
        )
