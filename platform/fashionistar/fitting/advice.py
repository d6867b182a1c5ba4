"""Which size fits, and where it is tight or loose: pure functions of a chart, a body and what others said.

A measurement is taken for normal around its value, its 90 % interval being 1.645 standard deviations each way. What the
wearer tolerates beyond a range adds to that spread: a quarter of the ease, 5 mm at least. With the shift δ that buyers'
feedback taught, a size's share by one measurement is Φ((high+δ-μ)/s) - Φ((low+δ-μ)/s); its probability is the product
of its shares over all measurements that are known, and all sizes' add up to one.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import NormalDist

from fashionistar.fitting.models import FitVerdict
from fashionistar.measurements.estimation.terms import Term

_SIGMAS_OF_90_PERCENT = 1.645
_STANDARD = NormalDist()
#: A share that is all but nothing still tells which size is nearer.
_LEAST = 1e-9
#: A second size is named when it is at least half as probable as the first: the interval straddles their edge.
_CLOSE = 0.5
#: Feedback weighs against so many buyers who said that the chart is right.
PRIOR_COUNT = 5
TOLERANCE_MM, EASE_PART = 5.0, 4.0


@dataclass(frozen=True, slots=True)
class Body:
    """One measurement of a body, with its 90 % interval, in millimetres."""

    value: float
    low: float
    high: float

    @property
    def sigma(self) -> float:
        """Its standard deviation."""
        return (self.high - self.low) / (2 * _SIGMAS_OF_90_PERCENT)


@dataclass(frozen=True, slots=True)
class Range:
    """The bodies that a size is cut for, and the ease that it leaves them, in millimetres."""

    low: float
    high: float
    ease: float

    @property
    def tolerance(self) -> float:
        """How far beyond it a body may be before anybody minds."""
        return max(TOLERANCE_MM, self.ease / EASE_PART)


@dataclass(frozen=True, slots=True)
class Size:
    """A size of a chart."""

    label: str
    ranges: Mapping[Term, Range]


@dataclass(frozen=True, slots=True)
class Point:
    """How the best size sits at one measurement: by how much it is tight or loose, and the room that it leaves."""

    term: Term
    verdict: FitVerdict
    by_mm: float
    room_mm: float


@dataclass(frozen=True, slots=True)
class Advice:
    """What fits.

    Attributes:
        recommended: One size, or two when the body is between them, the better one first; none if nothing is known.
        probabilities: Of each size of the chart, in its order.
        points: Of the first recommended size.
        missing: What the chart asks for and nobody has measured.
    """

    recommended: tuple[str, ...]
    probabilities: Mapping[str, float]
    points: tuple[Point, ...]
    missing: tuple[Term, ...]


def shift_mm(count: int, total_mm: float) -> float:
    """How far feedback moves a range: the mean of its verdicts' shifts, held back by the prior."""
    return total_mm / (count + PRIOR_COUNT)


def runs(moved_mm: float) -> FitVerdict:
    """Whether a garment runs small (TIGHT) or large (LOOSE), by how far feedback has moved it: what anybody minds."""
    if abs(moved_mm) < TOLERANCE_MM:
        return FitVerdict.RIGHT
    return FitVerdict.TIGHT if moved_mm < 0 else FitVerdict.LOOSE


def advise(sizes: Sequence[Size], body: Mapping[Term, Body], shifts: Mapping[Term, float]) -> Advice:
    """Advise on a chart's sizes, from the smallest up."""
    asked = list(dict.fromkeys(term for size in sizes for term in size.ranges))
    known = [term for term in asked if term in body]
    missing = tuple(term for term in asked if term not in body)
    if not known:
        return Advice((), {}, (), missing)
    weights = [_log_weight(size, known, body, shifts) for size in sizes]
    best = max(weights)
    total = sum(math.exp(weight - best) for weight in weights)
    chances = {size.label: math.exp(weight - best) / total for size, weight in zip(sizes, weights, strict=True)}
    first, *others = sorted(sizes, key=lambda size: -chances[size.label])
    close = [size for size in others[:1] if chances[size.label] >= _CLOSE * chances[first.label]]
    points = tuple(_point(term, first.ranges[term], body[term], shifts) for term in known if term in first.ranges)
    return Advice(tuple(size.label for size in (first, *close)), chances, points, missing)


def _log_weight(size: Size, known: Sequence[Term], body: Mapping[Term, Body], shifts: Mapping[Term, float]) -> float:
    return sum(
        math.log(max(_share(size.ranges[term], body[term], shifts.get(term, 0.0)), _LEAST))
        - _distance(size.ranges[term], body[term], shifts.get(term, 0.0))
        for term in known
        if term in size.ranges
    )


def _share(given: Range, body: Body, shift: float) -> float:
    spread = math.hypot(body.sigma, given.tolerance)
    above = (given.high + shift - body.value) / spread
    return _STANDARD.cdf(above) - _STANDARD.cdf((given.low + shift - body.value) / spread)


def _distance(given: Range, body: Body, shift: float) -> float:
    """Zero within a few spreads; beyond, where shares are all but nothing, it makes the nearest size the best."""
    spread = math.hypot(body.sigma, given.tolerance)
    outside = max(given.low + shift - body.value, body.value - given.high - shift, 0.0) / spread
    return max(outside - 4.0, 0.0)


def _point(term: Term, given: Range, body: Body, shifts: Mapping[Term, float]) -> Point:
    shift = shifts.get(term, 0.0)
    over, under = body.value - (given.high + shift), given.low + shift - body.value
    middle = (given.low + given.high) / 2 + shift
    room = middle + given.ease - body.value
    if over > given.tolerance:
        return Point(term, FitVerdict.TIGHT, over, room)
    if under > given.tolerance:
        return Point(term, FitVerdict.LOOSE, under, room)
    return Point(term, FitVerdict.RIGHT, 0.0, room)
