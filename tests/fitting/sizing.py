"""Charts for tests, and what is asked about fit."""

from decimal import Decimal
from typing import Any

from fashionistar.fitting.chart_input import GivenSize, GivenSizes
from fashionistar.fitting.models import ProductSizing, SizeChart
from fashionistar.fitting.services.size_chart_create import size_chart_create
from fashionistar.measurements.estimation.terms import Garment, Term
from fashionistar.measurements.units import LengthUnit
from fashionistar.products.models import Product
from tests.people import People, acting
from tests.wire.client import gid

#: S, M and L by chest and waist, 8 cm apart, with 4 cm of ease.
SIZES = {
    "sizes": [
        {
            "label": "S",
            "ranges": [
                {"term": "CHEST_GIRTH", "low": "84", "high": "92"},
                {"term": "WAIST_GIRTH", "low": "68", "high": "76"},
            ],
        },
        {"label": "M"},
        {"label": "L"},
    ],
    "grading": [{"term": "CHEST_GIRTH", "length": "8"}, {"term": "WAIST_GIRTH", "length": "8"}],
    "ease": [{"term": "CHEST_GIRTH", "length": "4"}, {"term": "WAIST_GIRTH", "length": "4"}],
}
FIT = """fit(profileId: $profile) { recommended sizes { size probability } missing
  points { term verdict by { value unit } room { value } } }"""


def chart_of(people: People, name: str = "Women", **ranges: list[tuple[str, str]]) -> SizeChart:
    """A chart of Ada's gowns with sizes S, M, L…; `chest_girth=[("84", "92"), …]`."""
    given = ranges or {
        "chest_girth": [("84", "92"), ("92", "100"), ("100", "108")],
        "waist_girth": [("68", "76"), ("76", "84"), ("84", "92")],
    }
    labels = ("S", "M", "L", "XL")[: len(next(iter(given.values())))]
    sizes = [
        GivenSize(
            label,
            {Term(term.upper()): (Decimal(pairs[at][0]), Decimal(pairs[at][1])) for term, pairs in given.items()},
        )
        for at, label in enumerate(labels)
    ]
    ease = {Term(term.upper()): Decimal(4) for term in given}
    return size_chart_create(
        actor=acting(people.ada),
        vendor_id=people.atelier.pk,
        garment=Garment.GOWN,
        name=name,
        unit=LengthUnit.CM,
        given=GivenSizes(sizes, {}, ease),
    )


def follows(product: Product, chart: SizeChart) -> ProductSizing:
    """A product follows a chart."""
    return ProductSizing.objects.create(product=product, chart=chart)


def new_chart(people: People, **changes: Any) -> dict[str, Any]:
    """A good input of `sizeChartCreate`, with changes."""
    return {"vendorId": gid(people.atelier), "garment": "GOWN", "name": "Women", "unit": "CM", "sizes": SIZES} | changes
