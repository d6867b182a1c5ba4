"""Sizes of the market: charts in both units, products that follow one, feedback, and what it taught."""

from collections.abc import Sequence

from fashionistar.fitting.models import ChartSize, FitFeedback, FitShift, ProductSizing, SizeChart, SizeRange
from fashionistar.orders.models import OrderLine
from fashionistar.products.models import Product
from tests.people import People


def size_up(people: People, texts: Sequence[str]) -> None:
    """Put up everything that the wire shows of sizes."""
    for number, (shop, unit) in enumerate(((people.atelier, "CM"), (people.boutique, "INCH"))):
        chart = SizeChart.objects.create(vendor=shop, garment="GOWN", name=texts[number + 1], unit=unit)
        for position, label in enumerate(("S", texts[1][:20], texts[4][:20])):
            size = ChartSize.objects.create(chart=chart, label=label, position=position)
            for term in ("WAIST_GIRTH", "HIP_GIRTH"):
                low = 700 + 100 * position
                SizeRange.objects.create(
                    size=size, term=term, low_mm=low, high_mm=f"{low + 100}.1", ease_mm=position * 25
                )
        for product in Product.objects.filter(vendor=shop).order_by("pk")[:4]:
            sizing = ProductSizing.objects.create(product=product, chart=chart)
            FitShift.objects.create(sizing=sizing, term="HIP_GIRTH", count=number + 1, total_mm="-12.5")
        told = {"WAIST_GIRTH": "TIGHT", "HIP_GIRTH": "RIGHT"}
        for line in OrderLine.objects.filter(vendor_order__vendor=shop).order_by("pk")[:2]:
            FitFeedback.objects.create(line=line, sizing=sizing, size=texts[2][:20], verdicts=told)
