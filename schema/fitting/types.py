"""Size charts and feedback on the wire."""

from collections.abc import Mapping
from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import auto, relay

from fashionistar.fitting import models
from fashionistar.fitting.advice import runs, shift_mm
from fashionistar.fitting.models import FitVerdict
from fashionistar.fitting.selectors import MOVED_MM, visible_feedback
from fashionistar.kernel.actor import Actor
from fashionistar.products.selectors import product_scope
from schema.lib.context import WireInfo
from schema.lib.lengths import Length, LengthUnit, length
from schema.lib.projection.fields import computed, kept
from schema.measurements.enums import Garment, Term
from schema.vendors.types import Vendor


@strawberry_django.type(models.SizeRange, description="The bodies that a size is cut for, by one measurement.")
class SizeRange(relay.Node):
    """From which to which."""

    term: Term
    low: Length = length("low_mm", "size__chart__unit", description="The smallest body.")
    high: Length = length("high_mm", "size__chart__unit", description="The largest body.")
    ease: Length = length("ease_mm", "size__chart__unit", description="How much larger the garment is than the body.")


@strawberry_django.type(models.ChartSize, description="A size of a chart.")
class ChartSize(relay.Node):
    """Its label and its ranges."""

    label: auto
    ranges: list[SizeRange] = kept()


@strawberry_django.type(models.SizeChart, description="A shop's sizes of one kind of garment.")
class SizeChart(relay.Node):
    """Everybody may see it."""

    garment: Garment
    name: auto
    unit: LengthUnit
    vendor: Vendor
    sizes: list[ChartSize] = kept(description="From the smallest up.")


@strawberry_django.type(
    models.FitShift, description="What buyers' feedback has taught of a product, at one measurement of its chart."
)
class FitShift(relay.Node):
    """For whoever sees the product; nobody's own words."""

    term: Term
    voices: int = strawberry_django.field(field_name="count", description="How many buyers it was learnt from.")
    shift: Length = length(
        MOVED_MM,
        "sizing__chart__unit",
        description="By how much the ranges of the chart are moved in advice; negative: it fits smaller bodies.",
    )

    @computed(
        needs={"count": "count", "total_mm": "total_mm"},
        description="TIGHT: it runs small; LOOSE: it runs large; RIGHT: as its chart says, to half a centimetre.",
    )
    def runs(self: Mapping[str, Any], info: WireInfo) -> FitVerdict:
        """By its shift."""
        return runs(shift_mm(self["count"], float(self["total_mm"])))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Those of the products that the actor may see."""
        return rows.filter(product_scope(actor, "sizing__product__"))


@strawberry.type(description="How something sat at one measurement.")
class FitPlace:
    """As its buyer says."""

    term: Term
    verdict: FitVerdict


@strawberry_django.type(models.FitFeedback, description="What a buyer says of how something fits that arrived.")
class FitFeedback(relay.Node):
    """Seen by her and by the shop."""

    size: str = strawberry_django.field(description="The size that she bought.")
    created_at: auto

    @computed(needs={"told": "verdicts"}, description="At each measurement of the chart.")
    def places(self: Mapping[str, Any], info: WireInfo) -> list[FitPlace]:
        """By the chart's measurements."""
        return [FitPlace(term=Term(term), verdict=FitVerdict(said)) for term, said in sorted(self["told"].items())]

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own, and what was said of the products that one manages."""
        return visible_feedback(actor, rows)
