"""Tables of fitting: charts, what products follow which, and what buyers said of how it fits."""

from django.db import models
from django.db.models import F, Q

from fashionistar.kernel.models import Record
from fashionistar.measurements.estimation.terms import Garment, Term
from fashionistar.measurements.units import LengthUnit
from fashionistar.orders.models import OrderLine
from fashionistar.products.models import Product
from fashionistar.vendors.models import Vendor

_TERMS = [(term.value, term.value) for term in Term]


class SizeChart(Record):
    """A shop's sizes of one kind of garment."""

    vendor = models.ForeignKey(Vendor, on_delete=models.CASCADE, related_name="size_charts")
    garment = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Garment])
    name = models.CharField(max_length=80)
    unit = models.CharField(max_length=4, choices=[(each.value, each.value) for each in LengthUnit])

    class Meta:
        ordering = ("garment", "name", "id")
        constraints = (models.UniqueConstraint(fields=["vendor", "garment", "name"], name="size_chart_unique"),)


class ChartSize(Record):
    """A size of a chart; `position` orders them from the smallest up."""

    chart = models.ForeignKey(SizeChart, on_delete=models.CASCADE, related_name="sizes")
    label = models.CharField(max_length=20)
    position = models.PositiveSmallIntegerField()

    class Meta:
        ordering = ("position", "id")
        constraints = (
            models.UniqueConstraint(fields=["chart", "label"], name="chart_size_label_unique"),
            models.UniqueConstraint(fields=["chart", "position"], name="chart_size_position_unique"),
        )


class SizeRange(Record):
    """The bodies that a size is cut for, by one measurement, and how much larger than they the garment is there."""

    size = models.ForeignKey(ChartSize, on_delete=models.CASCADE, related_name="ranges")
    term = models.CharField(max_length=24, choices=_TERMS)
    low_mm = models.DecimalField(max_digits=6, decimal_places=1)
    high_mm = models.DecimalField(max_digits=6, decimal_places=1)
    ease_mm = models.DecimalField(max_digits=6, decimal_places=1)

    class Meta:
        ordering = ("term", "id")
        constraints = (
            models.UniqueConstraint(fields=["size", "term"], name="size_range_unique"),
            models.CheckConstraint(
                condition=Q(low_mm__gt=0, low_mm__lt=F("high_mm"), ease_mm__gte=0), name="size_range_is_one"
            ),
        )


class ProductSizing(Record):
    """A product follows a chart."""

    product = models.OneToOneField(Product, on_delete=models.CASCADE, related_name="sizing")
    chart = models.ForeignKey(SizeChart, on_delete=models.CASCADE, related_name="sizings")


class FitVerdict(models.TextChoices):
    """How a garment sits."""

    TIGHT = "TIGHT"
    RIGHT = "RIGHT"
    LOOSE = "LOOSE"


class FitFeedback(Record):
    """What a buyer says of something that arrived, once; she is known by her order."""

    line = models.OneToOneField(OrderLine, on_delete=models.CASCADE, related_name="fit_feedback")
    sizing = models.ForeignKey(ProductSizing, on_delete=models.CASCADE, related_name="feedback")
    size = models.CharField(max_length=20)
    verdicts = models.JSONField(help_text="By term: TIGHT, RIGHT or LOOSE.")

    class Meta:
        ordering = ("-created_at", "-id")


class FitShift(Record):
    """What all feedback about a product says of one measurement: how many verdicts, and the sum of their shifts."""

    sizing = models.ForeignKey(ProductSizing, on_delete=models.CASCADE, related_name="shifts")
    term = models.CharField(max_length=24, choices=_TERMS)
    count = models.PositiveIntegerField()
    total_mm = models.DecimalField(max_digits=10, decimal_places=1)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["sizing", "term"], name="fit_shift_unique"),)
