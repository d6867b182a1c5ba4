"""When a delivery is tried again: soon at first, ever more seldom, for three days."""

from datetime import datetime, timedelta

_WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
    timedelta(hours=24),
)
LONGEST = timedelta(hours=72)
_JITTER = 0.2


def next_try(*, tries: int, first_tried_at: datetime, now: datetime, chance: float) -> datetime | None:
    """When to try again after so many tries that failed; None when the last one has been made.

    Args:
        tries: How many have failed, at least one.
        first_tried_at: When the first was made.
        now: When the latest ended.
        chance: From 0 to 1; spreads the tries of many deliveries by a fifth either way.
    """
    last = first_tried_at + LONGEST
    if now >= last:
        return None
    wait = _WAITS[min(tries, len(_WAITS)) - 1]
    return min(now + wait * (1 - _JITTER + 2 * _JITTER * chance), last)
