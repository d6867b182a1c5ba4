"""What a chart may be told to be, checked once for all use-cases."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from fashionistar.fitting.models import ChartSize, SizeChart, SizeRange
from fashionistar.fitting.policies import MAX_EASE_MM, MAX_LABEL, MAX_NAME, MAX_SIZES, MAX_TERMS
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault, refuse
from fashionistar.measurements.estimation.terms import Term
from fashionistar.measurements.units import Length, LengthUnit, in_mm


@dataclass(frozen=True, slots=True)
class GivenSize:
    """A size as it was given: from which body to which, by measurement; in the chart's unit."""

    label: str
    ranges: Mapping[Term, tuple[Decimal, Decimal]]


@dataclass(frozen=True, slots=True)
class GivenSizes:
    """The sizes of a chart, from the smallest up.

    Attributes:
        sizes: Where one says nothing of a measurement, it follows from the size before it by the grading.
        grading: How far each next size's range is above the last, by measurement.
        ease: How much larger than the body the garment is, by measurement; nothing unless said.
    """

    sizes: Sequence[GivenSize]
    grading: Mapping[Term, Decimal]
    ease: Mapping[Term, Decimal]


type Ranges = dict[Term, tuple[Decimal, Decimal]]


def checked_name(name: str) -> str:
    """A chart's name to store.

    Raises:
        DomainError: REQUIRED, INVALID.
    """
    cleaned = " ".join(name.split())
    if not cleaned:
        raise refuse(ErrorCode.REQUIRED, "Give the chart a name, such as Women.", "name")
    if len(cleaned) > MAX_NAME:
        raise refuse(ErrorCode.INVALID, f"At most {MAX_NAME} characters.", "name")
    return cleaned


def store_sizes(chart: SizeChart, given: GivenSizes) -> None:
    """Store the sizes of a chart that has none.

    Raises:
        DomainError: REQUIRED, INVALID; one fault for each size that is wrong.
    """
    unit = LengthUnit(chart.unit)
    if not 1 <= len(given.sizes) <= MAX_SIZES:
        raise refuse(ErrorCode.INVALID, f"A chart has from 1 to {MAX_SIZES} sizes.", "sizes")
    graded = _graded(given, unit)
    if faults := [*_label_faults(given.sizes), *_range_faults(graded)]:
        raise DomainError(*faults)
    ease = {term: _ease_mm(value, unit) for term, value in given.ease.items()}
    sizes = ChartSize.objects.bulk_create(
        ChartSize(chart=chart, label=size.label.strip(), position=at) for at, size in enumerate(given.sizes)
    )
    SizeRange.objects.bulk_create(
        SizeRange(size=size, term=term, low_mm=low, high_mm=high, ease_mm=ease.get(term, Decimal(0)))
        for size, found in zip(sizes, graded, strict=True)
        for term, (low, high) in found.items()
    )


def _graded(given: GivenSizes, unit: LengthUnit) -> list[Ranges]:
    """Each size's ranges in millimetres; what is left out follows from the size before."""
    steps = {term: in_mm(Length(step, unit), "grading") for term, step in given.grading.items()}
    found: list[Ranges] = []
    for at, size in enumerate(given.sizes):
        own = {term: _mm(pair, unit, at) for term, pair in size.ranges.items()}
        before = found[-1] if found else {}
        follow = {
            term: (before[term][0] + step, before[term][1] + step) for term, step in steps.items() if term in before
        }
        found.append(follow | own)
    return found


def _mm(pair: tuple[Decimal, Decimal], unit: LengthUnit, at: int) -> tuple[Decimal, Decimal]:
    low, high = (in_mm(Length(end, unit), "sizes", str(at), "ranges") for end in pair)
    return low, high


def _ease_mm(value: Decimal, unit: LengthUnit) -> Decimal:
    if value == 0:
        return Decimal(0)
    found = in_mm(Length(value, unit), "ease")
    if found > MAX_EASE_MM:
        raise refuse(ErrorCode.INVALID, "No garment leaves more than 150 cm.", "ease")
    return found


def _label_faults(sizes: Sequence[GivenSize]) -> Iterator[Fault]:
    seen = set[str]()
    for at, size in enumerate(sizes):
        label = size.label.strip()
        if not label or len(label) > MAX_LABEL:
            yield Fault(
                ErrorCode.INVALID, f"A label has from 1 to {MAX_LABEL} characters.", ("sizes", str(at), "label")
            )
        elif label in seen:
            yield Fault(ErrorCode.INVALID, "Two sizes have this label.", ("sizes", str(at), "label"))
        seen.add(label)


def _range_faults(graded: Sequence[Ranges]) -> Iterator[Fault]:
    terms = set(graded[0])
    if not 1 <= len(terms) <= MAX_TERMS:
        yield Fault(ErrorCode.INVALID, f"A size says from 1 to {MAX_TERMS} measurements.", ("sizes", "0", "ranges"))
        return
    for at, found in enumerate(graded):
        path = ("sizes", str(at), "ranges")
        if set(found) != terms:
            message = "All sizes say the same measurements, or a grading says how they follow."
            yield Fault(ErrorCode.INVALID, message, path)
        elif any(low >= high for low, high in found.values()):
            yield Fault(ErrorCode.INVALID, "A range goes from a smaller body to a larger one.", path)
        elif at and any(found[term] < graded[at - 1].get(term, found[term]) for term in terms):
            yield Fault(ErrorCode.INVALID, "Sizes go from the smallest up.", path)
