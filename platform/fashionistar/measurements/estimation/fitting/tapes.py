"""Corrections from what tailors' tapes said of estimates, and what they are worth to shops that had no part in them.

A term of a mode is moved by the mean of tape minus estimate, shrunk by how sure that mean is when whole shops are drawn
anew (a shop measures in its own way, and its people count together), and its interval is scaled so that nine people in
ten are held. Both are tried on shops left out: what does not help there is not done.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from fashionistar.measurements.estimation.arrays import Floats
from fashionistar.measurements.estimation.corrections import Correction, Corrections
from fashionistar.measurements.estimation.fitting.conformal import COVERAGE, conformal_quantile
from fashionistar.measurements.estimation.protocols import (
    MeasurementEstimator,
    Mode,
    PersonFacts,
    PhotoFeatures,
    PhotoRejectedError,
)
from fashionistar.measurements.estimation.terms import Term

#: Of fewer people, or shops, or when most are one shop's, nothing is learnt: it would be that shop's habit.
LEAST_PEOPLE, LEAST_SHOPS, MOST_OF_ONE = 30, 3, 0.5
#: An error of so many half intervals is a slip: another unit, or another place on the body.
SLIP = 4.0
#: The part by which the error must fall on shops left out.
_GAIN = 0.02


@dataclass(frozen=True, slots=True)
class Taped:
    """A person whose estimate tailors have checked.

    Attributes:
        person: who, by a key.
        shop: whose tape, by a key.
        facts: what was said of her.
        features: what was read off her photos, if she was estimated from them.
        term: what was checked.
        tape: what the tape said, centimetres.
    """

    person: str
    shop: str
    facts: PersonFacts
    features: PhotoFeatures | None
    term: Term
    tape: float


@dataclass(frozen=True, slots=True)
class Pairs:
    """The people of one mode and term, each once.

    Attributes:
        off: tape minus estimate, centimetres, shape (people,).
        halves: half of the estimates' intervals, centimetres, shape (people,).
        shops: whose tape, numbered from 0, shape (people,).
        slips: how many were left out as slips.
    """

    off: Floats
    halves: Floats
    shops: NDArray[np.int_]
    slips: int

    def __len__(self) -> int:
        return len(self.off)


@dataclass(frozen=True, slots=True)
class Learnt:
    """What came of one mode and term.

    Attributes:
        pairs: who it was learnt from.
        before: estimate minus tape without correction: mean absolute error, and the part that intervals hold.
        after: the same with the correction, on shops that it was not fitted on.
        correction: what is done; None when nothing is.
        why_not: why nothing is done.
    """

    pairs: Pairs
    before: tuple[float, float]
    after: tuple[float, float]
    correction: Correction | None
    why_not: str = ""


def gather(taped: Iterable[Taped], estimator: MeasurementEstimator) -> tuple[dict[tuple[Mode, Term], Pairs], int]:
    """Estimate everybody anew without corrections, and set the tapes against it; of a person and term the last counts.

    Returns:
        The people by mode and term, and how many tapes were left out, since their photos' numbers are of another model
        or would be rejected by this one.
    """
    last = {(each.person, each.term, each.features is None): each for each in taped}
    rows: dict[tuple[Mode, Term], list[tuple[float, float, str]]] = {}
    lost = 0
    for each in last.values():
        try:
            made = estimator.estimate(each.facts, each.features)
        except (PhotoRejectedError, ValueError):
            lost += 1
            continue
        value = next(value for value in made.values if value.term is each.term)
        row = each.tape - value.value, (value.high - value.low) / 2, each.shop
        rows.setdefault((made.mode, each.term), []).append(row)
    return {key: _arranged(found) for key, found in sorted(rows.items())}, lost


def _arranged(rows: Sequence[tuple[float, float, str]]) -> Pairs:
    off, halves = (np.array([row[at] for row in rows], dtype=float) for at in (0, 1))
    right = np.abs(off) <= SLIP * halves
    _, shops = np.unique([row[2] for row, kept in zip(rows, right, strict=True) if kept], return_inverse=True)
    return Pairs(off[right], halves[right], shops, int((~right).sum()))


def learn(pairs: Pairs) -> Learnt:
    """Fit a correction, and say what it is worth on shops left out."""
    before = _figures(pairs.off, pairs.halves)
    if missing := _too_few(pairs):
        return Learnt(pairs, before, before, None, missing)
    left, scale = _left_out(pairs)
    moved = np.abs(left).mean() <= (1 - _GAIN) * before[0]
    if not moved:
        left, scale = _left_out(pairs, moving=False)
    after = _figures(left, pairs.halves * scale)
    doubt = 2 * np.sqrt(COVERAGE * (1 - COVERAGE) / len(pairs))
    scaled = abs(before[1] - COVERAGE) > doubt and abs(after[1] - COVERAGE) < abs(before[1] - COVERAGE)
    if not moved and not scaled:
        return Learnt(pairs, before, before, None, "would not help")
    shift = shrunken_mean(pairs.off, pairs.shops) if moved else 0.0
    return Learnt(pairs, before, after, Correction(shift, conformal_quantile(np.abs(left) / pairs.halves)))


def corrections_of(learnt: Mapping[tuple[Mode, Term], Learnt], base_id: str) -> Corrections:
    """What is done to a model."""
    return Corrections(base_id, {key: each.correction for key, each in learnt.items() if each.correction is not None})


def shrunken_mean(off: Floats, shops: NDArray[np.int_]) -> float:
    """The mean, times how much of its square is not chance (the positive part of 1 - se² / mean²; James and Stein).

    The standard error supposes that shops are drawn, and their people with them; where that is smaller than if people
    were drawn alone, the latter counts.
    """
    mean = float(off.mean())
    if len(off) < 2 or mean == 0:
        return 0.0
    sums = np.bincount(shops, off - mean)
    drawn = np.unique(shops).size
    by_shop = drawn / max(drawn - 1, 1) * float((sums**2).sum()) / len(off) ** 2
    square = max(by_shop, float(off.var(ddof=1)) / len(off))
    return mean * max(0.0, 1 - square / mean**2)


def _left_out(pairs: Pairs, *, moving: bool = True) -> tuple[Floats, Floats]:
    """Errors of people, and the scale of their intervals, each by a correction fitted without her shop."""
    left, scale = np.empty(len(pairs)), np.empty(len(pairs))
    for shop in np.unique(pairs.shops):
        out = pairs.shops == shop
        shift = shrunken_mean(pairs.off[~out], pairs.shops[~out]) if moving else 0.0
        left[out] = pairs.off[out] - shift
        scale[out] = conformal_quantile(np.abs(pairs.off[~out] - shift) / pairs.halves[~out])
    return left, scale


def _figures(off: Floats, halves: Floats) -> tuple[float, float]:
    return float(np.abs(off).mean()) if len(off) else 0.0, float((np.abs(off) <= halves).mean()) if len(off) else 0.0


def _too_few(pairs: Pairs) -> str:
    counts = np.bincount(pairs.shops, minlength=1)
    if len(pairs) < LEAST_PEOPLE:
        return f"fewer than {LEAST_PEOPLE} people"
    if (counts > 0).sum() < LEAST_SHOPS:
        return f"fewer than {LEAST_SHOPS} shops"
    if counts.max() > MOST_OF_ONE * len(pairs):
        return "most are one shop's"
    return ""
