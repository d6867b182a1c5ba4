"""Tables of offers."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fashionistar.chat.models import ChatSide, Conversation, Message
from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.models import MeasurementProfile
from fashionistar.products.models import Variant
from fashionistar.tailoring.models import MAX_LEAD_TIME_DAYS, Specification
from fashionistar.vendors.models import Vendor


class OfferStatus(models.TextChoices):
    """Where an offer stands; all but the first are its end, though the shop may withdraw what was accepted."""

    OPEN = "OPEN"
    ACCEPTED = "ACCEPTED"
    DECLINED = "DECLINED"
    COUNTERED = "COUNTERED"
    WITHDRAWN = "WITHDRAWN"
    EXPIRED = "EXPIRED"


class Offer(Record):
    """What one side of a conversation would make or buy, and for how much; its terms never change."""

    conversation = models.ForeignKey(Conversation, on_delete=models.CASCADE, related_name="offers")
    message = models.OneToOneField(Message, on_delete=models.CASCADE, related_name="offer")
    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, on_delete=models.SET_NULL, null=True, related_name="+")
    countered = models.OneToOneField(
        "self", on_delete=models.CASCADE, null=True, related_name="counter", help_text="The offer that it answers."
    )
    side = models.CharField(max_length=8, choices=ChatSide)
    status = models.CharField(max_length=9, choices=OfferStatus, default=OfferStatus.OPEN)
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    price_minor = models.BigIntegerField(help_text="Of one piece.")
    quantity = models.PositiveSmallIntegerField()
    lead_time_days = models.PositiveSmallIntegerField(help_text="From the payment until it is sent.")
    terms = ArrayField(
        models.CharField(max_length=24, choices=[(term.value, term.value) for term in Term]),
        help_text="What must be measured, in the order of the catalogue.",
    )
    options = models.JSONField(default=list, help_text="As a specification has them.")
    fabric = models.JSONField(null=True, help_text="As a specification has it.")
    profile = models.ForeignKey(
        MeasurementProfile, on_delete=models.SET_NULL, null=True, related_name="+", help_text="Whose body it is for."
    )
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    specification = models.OneToOneField(Specification, on_delete=models.PROTECT, null=True, related_name="offer")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(status=OfferStatus.OPEN, closed_at__isnull=True)
                | ~Q(status=OfferStatus.OPEN) & Q(closed_at__isnull=False),
                name="offer_ends_once",
            ),
            models.CheckConstraint(
                condition=Q(status=OfferStatus.ACCEPTED, specification__isnull=False)
                | Q(status=OfferStatus.WITHDRAWN)
                | ~Q(status=OfferStatus.ACCEPTED) & Q(specification__isnull=True),
                name="offer_accepted_is_specified",
            ),
            models.CheckConstraint(condition=Q(price_minor__gt=0, quantity__gt=0), name="offer_has_a_price"),
            models.CheckConstraint(
                condition=Q(lead_time_days__gte=1, lead_time_days__lte=MAX_LEAD_TIME_DAYS), name="offer_takes_days"
            ),
            models.CheckConstraint(condition=Q(side__in=(ChatSide.SHOPPER, ChatSide.SHOP)), name="offer_has_a_side"),
            models.CheckConstraint(condition=~Q(terms=[]), name="offer_needs_measurements"),
        )
        indexes = (
            models.Index(fields=["conversation", "-created_at", "-id"], name="offer_newest"),
            models.Index(fields=["expires_at"], name="offer_open", condition=Q(status="OPEN")),
        )
