"""Whether two samples of times come from one and the same: the Mann-Whitney U test."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import NormalDist

#: Less likely than this by chance alone, or a larger effect than this, is a difference.
_LEVEL = 0.001
_EFFECT = 0.10


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two samples.

    Attributes:
        first: Times, in seconds.
        second: Others.
        auc: The chance that one of the first is larger.
        error: Its standard error if there is no difference.
        p: How likely so large a distance from 0.5 is then.
    """

    first: Sequence[float]
    second: Sequence[float]
    auc: float
    error: float
    p: float

    @property
    def is_told_apart(self) -> bool:
        """Whether the two differ, by more than chance and by enough to be of use to anybody."""
        return self.p < _LEVEL or abs(self.auc - 0.5) > _EFFECT


def compared(first: Sequence[float], second: Sequence[float]) -> Comparison:
    """Compare two samples (Mann & Whitney 1947; times hardly ever tie, so ties are not corrected for)."""
    many, others = len(first), len(second)
    ranked = sorted([(value, True) for value in first] + [(value, False) for value in second])
    ranks = sum(rank for rank, (_, is_first) in enumerate(ranked, start=1) if is_first)
    auc = (ranks - many * (many + 1) / 2) / (many * others)
    error = math.sqrt((many + others + 1) / (12 * many * others))
    return Comparison(first, second, auc, error, 2 * (1 - NormalDist().cdf(abs(auc - 0.5) / error)))
