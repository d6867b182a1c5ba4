"""Which size fits whom, on the wire."""

from decimal import Decimal
from uuid import UUID

import strawberry

from fashionistar.fitting.models import FitVerdict
from fashionistar.fitting.selectors import Fit, fits_of
from fashionistar.kernel.actor import Actor
from fashionistar.measurements.units import LengthUnit
from schema.lib.context import WireContext
from schema.lib.lengths import Length, length_of
from schema.lib.threads import in_thread
from schema.measurements.enums import Term

strawberry.enum(FitVerdict, name="FitVerdict", description="How a garment sits.")


@strawberry.type(description="How likely a size is the one that fits.")
class SizeProbability:
    """One size of the chart."""

    size: str
    probability: float = strawberry.field(description="From 0 to 1; those of all sizes add up to 1.")


@strawberry.type(description="How the recommended size sits at one measurement.")
class FitPoint:
    """Tight, right or loose."""

    term: Term
    verdict: FitVerdict
    by: Length = strawberry.field(description="How far the body is beyond what the size is cut for; 0 when RIGHT.")
    room: Length = strawberry.field(description="How much larger the garment is than the body; negative: smaller.")


@strawberry.type(
    description="Which size fits. Measurements are taken with their intervals, ranges as feedback has moved them."
)
class FitAdvice:
    """What to choose."""

    recommended: list[str] = strawberry.field(
        description="One size; two, the better one first, when the body lies between them; none if nothing that the "
        "chart asks for is known."
    )
    sizes: list[SizeProbability] = strawberry.field(description="From the smallest up; empty if nothing is known.")
    points: list[FitPoint] = strawberry.field(description="Of the first recommended size.")
    missing: list[Term] = strawberry.field(description="What the chart asks for and the profile lacks.")


type Key = tuple[Actor, UUID, UUID]


async def _fits(keys: list[Key]) -> list[Fit | None]:
    """Four statements for all of them."""
    actor = keys[0][0]
    found = await in_thread(lambda: fits_of(actor, [(product, profile) for _, product, profile in keys]))
    return [found.get((product, profile)) for _, product, profile in keys]


async def fit_of(context: WireContext, product: UUID, profile: UUID | None) -> FitAdvice | None:
    """Advice on a product for a profile that the actor may see."""
    found = None if profile is None else await context.batched(_fits).load((context.actor, product, profile))
    return None if found is None else _told(found)


def _told(fit: Fit) -> FitAdvice:
    advice = fit.advice
    return FitAdvice(
        recommended=list(advice.recommended),
        sizes=[SizeProbability(size=size, probability=round(part, 3)) for size, part in advice.probabilities.items()],
        points=[
            FitPoint(
                term=point.term,
                verdict=point.verdict,
                by=_length(point.by_mm, fit.unit),
                room=_length(point.room_mm, fit.unit),
            )
            for point in advice.points
        ],
        missing=list(advice.missing),
    )


def _length(mm: float, unit: LengthUnit) -> Length:
    return length_of(Decimal(str(round(mm, 1))), unit)
