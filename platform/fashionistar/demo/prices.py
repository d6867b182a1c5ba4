"""Prices as shops write them: one worth in dollars, a round figure in each currency."""

from dataclasses import dataclass
from decimal import Decimal

from fashionistar.kernel.money import Money


@dataclass(frozen=True, slots=True)
class _Custom:
    """How prices look in one currency: units for a dollar; up to an amount, the step; what is taken off at the end."""

    rate: int
    steps: tuple[tuple[int, int], ...]
    below: int = 0


_CUSTOMS = {
    "NGN": _Custom(1500, ((50_000, 500), (200_000, 1_000), (10**9, 5_000))),
    "GHS": _Custom(12, ((500, 5), (2_000, 10), (10**9, 50))),
    "KES": _Custom(130, ((5_000, 50), (20_000, 100), (10**9, 500))),
    "ZAR": _Custom(18, ((2_000, 10), (10**9, 50)), below=1),
    "USD": _Custom(1, ((100, 1), (10**9, 5))),
}


def price_minor(cents: int, currency: str) -> int:
    """What something worth so many US cents costs in a currency, rounded to a price, in minor units."""
    custom = _CUSTOMS[currency]
    raw = cents * custom.rate // 100
    step = next(step for limit, step in custom.steps if raw < limit)
    major = max(1, (raw + step // 2) // step) * step - custom.below
    return Money.of(Decimal(major), currency).minor
