"""What mutations of fitting take. Lengths are in the chart's unit."""

from decimal import Decimal

import strawberry

from fashionistar.fitting.chart_input import GivenSize, GivenSizes
from fashionistar.fitting.models import FitVerdict
from schema.lib.lengths import LengthUnit
from schema.measurements.enums import Garment, Term


@strawberry.input(description="The bodies that a size is cut for, by one measurement.")
class SizeRangeInput:
    """From which to which."""

    term: Term
    low: Decimal
    high: Decimal


@strawberry.input
class ChartSizeInput:
    """A size; what it does not say follows from the size before it by the chart's grading."""

    label: str
    ranges: list[SizeRangeInput] = strawberry.field(default_factory=list)


@strawberry.input(description="A length at one measurement.")
class TermLengthInput:
    """A step or an ease."""

    term: Term
    length: Decimal


@strawberry.input(description="The sizes of a chart.")
class ChartSizesInput:
    """From the smallest up."""

    sizes: list[ChartSizeInput] = strawberry.field(description="From the smallest up, 30 at most.")
    grading: list[TermLengthInput] = strawberry.field(
        default_factory=list, description="How far each next size is above the last, where it does not say."
    )
    ease: list[TermLengthInput] = strawberry.field(
        default_factory=list, description="How much larger than the body the garment is; nothing unless said."
    )

    def as_sizes(self) -> GivenSizes:
        """As the use-cases take them."""
        return GivenSizes(
            sizes=[
                GivenSize(size.label, {each.term: (each.low, each.high) for each in size.ranges}) for size in self.sizes
            ],
            grading={each.term: each.length for each in self.grading},
            ease={each.term: each.length for each in self.ease},
        )


@strawberry.input
class SizeChartCreateInput:
    """A shop's sizes of a garment."""

    vendor_id: strawberry.ID
    garment: Garment
    name: str = strawberry.field(description="What tells it from others of this garment, such as Women.")
    unit: LengthUnit
    sizes: ChartSizesInput


@strawberry.input
class SizeChartUpdateInput:
    """What to change; what is left out stays as it is."""

    id: strawberry.ID
    name: str | None = None
    unit: LengthUnit | None = strawberry.field(default=None, description="Also of the sizes that are given with it.")
    sizes: ChartSizesInput | None = strawberry.field(default=None, description="They take the place of all.")


@strawberry.input
class SizeChartDeleteInput:
    """Which chart."""

    id: strawberry.ID


@strawberry.input
class ProductSizeChartSetInput:
    """Which product follows which chart; null: none."""

    product_id: strawberry.ID
    size_chart_id: strawberry.ID | None = None


@strawberry.input
class FitPlaceInput:
    """How it sits at one measurement."""

    term: Term
    verdict: FitVerdict


@strawberry.input
class FitFeedbackSubmitInput:
    """How something fits that arrived."""

    order_line_id: strawberry.ID
    verdict: FitVerdict = strawberry.field(description="On the whole.")
    places: list[FitPlaceInput] = strawberry.field(default_factory=list, description="Where it is otherwise.")
