"""Tables of tailoring: what a shop makes to measure, and what was ordered so."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from fashionistar.accounts.models import User
from fashionistar.kernel.models import Record
from fashionistar.kernel.money import CurrencyCode
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.units import LengthUnit
from fashionistar.products.models import Product, Variant
from fashionistar.vendors.models import Vendor

MAX_LEAD_TIME_DAYS = 365
MAX_NOTE = 500


class Offering(Record):
    """How a shop makes a product to measure; no row means that it does not. `tailoring.styles` reads the JSON."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="offering")
    lead_time_days = models.PositiveSmallIntegerField(help_text="From the payment until it is sent.")
    terms = ArrayField(
        models.CharField(max_length=24, choices=[(term.value, term.value) for term in Term]),
        help_text="What must be measured, in the order of the catalogue.",
    )
    options = models.JSONField(
        default=list, help_text="[{name, required, choices: [{name, surcharges: {NGN: minor}}]}]"
    )
    fabrics = models.JSONField(default=list, help_text="[{name, description, available, surcharges: {NGN: minor}}]")

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(lead_time_days__gte=1, lead_time_days__lte=MAX_LEAD_TIME_DAYS), name="offering_takes_days"
            ),
            models.CheckConstraint(condition=~Q(terms=[]), name="offering_needs_measurements"),
        )


class Specification(Record):
    """What is to be made, frozen. The database lets nobody change it, but a body can be erased from it, once."""

    vendor = models.ForeignKey(Vendor, on_delete=models.PROTECT, related_name="specifications")
    variant = models.ForeignKey(Variant, on_delete=models.SET_NULL, null=True, related_name="+")
    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="specifications", help_text="Who buys it.")
    currency = models.CharField(max_length=3, choices=CurrencyCode)
    profile_name = models.CharField(max_length=120, blank=True, help_text="Whose body it is, as its keeper calls it.")
    unit = models.CharField(max_length=4, choices=[(each.value, each.value) for each in LengthUnit])
    measurements = models.JSONField(
        help_text="[{term, valueMm, lowMm, highMm, source, measuredAt, modelId}], in the order of the catalogue."
    )
    options = models.JSONField(help_text="[{option, choice, surchargeMinor}]")
    fabric = models.JSONField(null=True, help_text="{name, description, surchargeMinor}")
    lead_time_days = models.PositiveSmallIntegerField()
    note = models.CharField(max_length=MAX_NOTE, blank=True)
    surcharge_minor = models.BigIntegerField(help_text="Of its options and its fabric, for one piece.")
    agreed_price_minor = models.BigIntegerField(
        null=True, help_text="What one piece costs, where shop and buyer agreed on it: variant and surcharges do not."
    )
    erased_at = models.DateTimeField(null=True, help_text="When the body was taken out of it.")

    class Meta:
        ordering = ("-created_at", "-id")
        constraints = (
            models.CheckConstraint(
                condition=Q(surcharge_minor__gte=0)
                & (Q(agreed_price_minor__isnull=True) | Q(agreed_price_minor__gt=0)),
                name="specification_has_a_price",
            ),
            models.CheckConstraint(
                condition=Q(lead_time_days__lte=MAX_LEAD_TIME_DAYS), name="specification_takes_days"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True) | Q(measurements=[], profile_name="", note=""),
                name="specification_erased_shows_no_body",
            ),
        )
