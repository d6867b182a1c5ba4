"""Tables of alterations: what is to be altered, and its history."""

from django.db import models
from django.db.models import Q

from fashionistar.kernel.models import Record
from fashionistar.orders.models import OrderLine

MAX_NOTE = 500
MAX_REASON = 300


class AlterationStatus(models.TextChoices):
    """Where an alteration stands; `alterations.transitions` says what may follow what, and who moves it."""

    REQUESTED = "REQUESTED"
    ACCEPTED = "ACCEPTED", "The shop will alter it; the buyer sends it back"
    DECLINED = "DECLINED"
    RECEIVED = "RECEIVED", "The shop has the garment"
    RETURNED = "RETURNED", "The altered garment is on its way to the buyer"
    CLOSED = "CLOSED"
    CANCELLED = "CANCELLED", "By the buyer, before the shop had it"


#: What has ended.
OVER = (AlterationStatus.DECLINED, AlterationStatus.CLOSED, AlterationStatus.CANCELLED)


class AlterationVerdict(models.TextChoices):
    """How it sits where it should be altered."""

    TIGHT = "TIGHT"
    LOOSE = "LOOSE"


class AlterationSide(models.TextChoices):
    """Who moved it."""

    BUYER = "BUYER"
    SHOP = "SHOP"


class Alteration(Record):
    """A garment that was made to measure is to be altered; one of a line is open at a time."""

    line = models.ForeignKey(OrderLine, on_delete=models.PROTECT, related_name="alterations")
    status = models.CharField(max_length=9, choices=AlterationStatus, default=AlterationStatus.REQUESTED)
    points = models.JSONField(help_text="[{term, verdict, byMm}], in the order of the catalogue.")
    note = models.CharField(max_length=MAX_NOTE, blank=True, help_text="The buyer's.")
    reason = models.CharField(max_length=MAX_REASON, blank=True, help_text="Why the shop declined it.")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.UniqueConstraint(fields=["line"], condition=~Q(status__in=OVER), name="alteration_open_once"),
            models.CheckConstraint(condition=Q(status__in=AlterationStatus.values), name="alteration_status_known"),
            models.CheckConstraint(
                condition=Q(status=AlterationStatus.DECLINED) & ~Q(reason="")
                | ~Q(status=AlterationStatus.DECLINED) & Q(reason=""),
                name="alteration_declined_says_why",
            ),
        )


class AlterationStep(Record):
    """One step of an alteration, once for each status that it had; `moved_by` names nobody, as the log does."""

    alteration = models.ForeignKey(Alteration, on_delete=models.CASCADE, related_name="steps")
    status = models.CharField(max_length=9, choices=AlterationStatus)
    side = models.CharField(max_length=5, choices=AlterationSide)
    moved_by = models.CharField(max_length=60, help_text="As `user:<uuid>`.")
    at = models.DateTimeField()

    class Meta:
        ordering = ("at", "id")
        constraints = (models.UniqueConstraint(fields=["alteration", "status"], name="alteration_step_unique"),)
