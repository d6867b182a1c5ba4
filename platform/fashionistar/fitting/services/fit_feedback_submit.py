"""A buyer says how something fits that arrived."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from uuid import UUID

from django.db import transaction

from fashionistar.fitting.models import FitFeedback, FitShift, FitVerdict, ProductSizing, SizeRange
from fashionistar.fitting.selectors import delivered_lines
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.measurements.estimation.terms import Term
from fashionistar.orders.models import OrderLine
from fashionistar.products.models import OptionValue

#: Tight: the size is cut for smaller bodies than the chart says, by half a size; and the other way round.
_PARTS = {FitVerdict.TIGHT: Decimal("-0.5"), FitVerdict.RIGHT: Decimal(0), FitVerdict.LOOSE: Decimal("0.5")}
_TENTH = Decimal("0.1")


@transaction.atomic(durable=True)
def fit_feedback_submit(
    *, actor: Actor, line_id: UUID, verdict: FitVerdict, verdicts: Mapping[Term, FitVerdict]
) -> FitFeedback:
    """Keep what the actor says of something that arrived, and move the ranges of what she bought by it.

    Each verdict counts as a shift of the bought size's range by half of its width: `verdict` for all that the chart
    measures, `verdicts` for single measurements. The ranges move by the mean, held back by a prior (`advice.shift_mm`).
    Safe to repeat.

    Raises:
        DomainError: NOT_FOUND (nothing of hers that arrived); INVALID: it follows no chart, its size or a measurement
            is none of the chart's; STATUS_CONFLICT: she has said otherwise.
    """
    line = delivered_lines(actor).filter(pk=line_id).select_for_update(of=("self",)).first()
    if line is None:
        raise refuse(ErrorCode.NOT_FOUND, "Nothing like this has arrived.", "orderLineId")
    sizing, label, ranges = _bought(line)
    if unknown := verdicts.keys() - ranges.keys():
        raise refuse(ErrorCode.INVALID, f"The chart does not measure {min(unknown)}.", "verdicts")
    told = {str(term): str(verdicts.get(term, verdict)) for term in ranges}
    earlier = FitFeedback.objects.filter(line=line).first()
    if earlier is not None:
        if earlier.verdicts != told:
            raise refuse(ErrorCode.STATUS_CONFLICT, "You have said how it fits already.", "orderLineId")
        return earlier
    made = FitFeedback(line=line, sizing=sizing, size=label, verdicts=told)
    made.save(force_insert=True)
    _learn(sizing, ranges, told)
    return made


def _bought(line: OrderLine) -> tuple[ProductSizing, str, dict[Term, SizeRange]]:
    """The held chart of what was bought, its size, and that size's ranges."""
    sizings = ProductSizing.objects.select_for_update(of=("self",), no_key=True)
    sizing = sizings.filter(product__variants=line.variant_id).first() if line.variant_id else None
    if sizing is None:
        raise refuse(ErrorCode.INVALID, "What you bought follows no size chart.", "orderLineId")
    labels = set(_labels(line))
    ranges = SizeRange.objects.filter(size__chart=sizing.chart_id, size__label__in=labels).select_related("size")
    found = {Term(each.term): each for each in ranges}
    if not found:
        raise refuse(ErrorCode.INVALID, "The size that you bought is not in the chart any longer.", "orderLineId")
    return sizing, next(iter(found.values())).size.label, found


def _labels(line: OrderLine) -> Iterable[str]:
    yield line.variant_name
    yield from OptionValue.objects.filter(variants=line.variant_id).values_list("value", flat=True)


def _learn(sizing: ProductSizing, ranges: Mapping[Term, SizeRange], told: Mapping[str, str]) -> None:
    """Add verdicts to what is known of a product whose sizing is held."""
    known = {shift.term: shift for shift in FitShift.objects.filter(sizing=sizing)}
    for term, each in ranges.items():
        shift = known.get(term) or FitShift(sizing=sizing, term=term, count=0, total_mm=Decimal(0))
        width = each.high_mm - each.low_mm
        shift.count += 1
        shift.total_mm += (width * _PARTS[FitVerdict(told[term])]).quantize(_TENTH)
        if shift.count == 1:
            shift.save(force_insert=True)
        else:
            shift.save(update_fields=["count", "total_mm"])
