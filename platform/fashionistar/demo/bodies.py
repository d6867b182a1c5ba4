"""What the demo knows of bodies: shops' size charts, made of the girths that products show, and a shopper's own.

A chart's whole centimetres meet halfway: 85-89 after 80-84 is from 84.5 to 89.5 cm.
"""

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from fashionistar.accounts.models import User
from fashionistar.demo.plans import curated
from fashionistar.demo.texts import texts
from fashionistar.fitting.models import ChartSize, ProductSizing, SizeChart, SizeRange
from fashionistar.measurements.estimation.terms import Garment, Term
from fashionistar.measurements.history import add_values
from fashionistar.measurements.models import MeasurementProfile, ProfileRelation
from fashionistar.measurements.services.measurement_values_record import taken_value
from fashionistar.products.models import Product
from fashionistar.vendors.models import Vendor

#: The charts of `data/` that garments follow; hats and shoes have none here.
_GARMENTS = {"women": Garment.GOWN, "men": Garment.KAFTAN}
_TERMS = {"chest": Term.CHEST_GIRTH, "waist": Term.WAIST_GIRTH, "hip": Term.HIP_GIRTH}
_HALF_MM, _EASE_MM = Decimal(5), Decimal(80)
#: What the shopper has measured, in millimetres: she wears M.
_MEASURED = {Term.CHEST_GIRTH: Decimal(928), Term.WAIST_GIRTH: Decimal(752), Term.HIP_GIRTH: Decimal(1009)}


def write_charts() -> int:
    """Write a chart for each shop and each kind of its garments, and have these follow it; returns how many."""
    shops, products = dict(Vendor.objects.values_list("slug", "pk")), dict(Product.objects.values_list("slug", "pk"))
    wearers: dict[tuple[str, str], list[str]] = {}
    for plan in curated():
        kind = texts().category(plan.category).chart
        if kind in _GARMENTS and plan.size_guide:
            wearers.setdefault((plan.vendor, kind), []).append(plan.slug)
    charts = {
        (shop, kind): SizeChart(vendor_id=shops[shop], garment=_GARMENTS[kind], name=kind.title(), unit="CM")
        for shop, kind in wearers
    }
    SizeChart.objects.bulk_create(charts.values())
    sizes = [size for (_, kind), chart in charts.items() for size in _sizes(chart, kind)]
    ChartSize.objects.bulk_create(sizes)
    SizeRange.objects.bulk_create(found for size in sizes for found in _ranges(size))
    ProductSizing.objects.bulk_create(
        ProductSizing(product_id=products[slug], chart=charts[key]) for key, slugs in wearers.items() for slug in slugs
    )
    return len(charts)


def write_body(shopper: User, *, now: datetime) -> None:
    """Keep a profile of the shopper's own, with what she has measured."""
    profile = MeasurementProfile(user=shopper, relation=ProfileRelation.SELF, name=shopper.name)
    profile.save(force_insert=True)
    add_values(profile, [taken_value(profile, term, mm, shop=None, at=now) for term, mm in _MEASURED.items()])


def _sizes(chart: SizeChart, kind: str) -> Iterator[ChartSize]:
    return (ChartSize(chart=chart, label=label, position=at) for at, label in enumerate(texts().charts[kind]))


def _ranges(size: ChartSize) -> Iterator[SizeRange]:
    for name, said in texts().charts[size.chart.name.lower()][size.label].items():
        low, high = (Decimal(end) * 10 for end in said.split("-"))
        yield SizeRange(size=size, term=_TERMS[name], low_mm=low - _HALF_MM, high_mm=high + _HALF_MM, ease_mm=_EASE_MM)
