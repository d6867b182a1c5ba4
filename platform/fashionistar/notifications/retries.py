"""When a message is tried again: by the next provider at once, by all of them soon and then ever more seldom."""

from datetime import datetime, timedelta

_WAITS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
)
_JITTER = 0.2


def most_tries(*, providers: int) -> int:
    """How often a message is tried at the most."""
    return providers * (len(_WAITS) + 1)


def next_try(
    *, tries: int, providers: int, now: datetime, expires_at: datetime | None, chance: float
) -> datetime | None:
    """When to try again after so many tries that failed; None when the last one has been made.

    A wait is at most half of the time that a message has left, so that a code is tried again while it is of use.

    Args:
        tries: How many have failed, at least one.
        providers: How many take turns.
        now: When the latest try ended.
        expires_at: When the message is of no use any more.
        chance: From 0 to 1; spreads the tries of many messages by a fifth either way.
    """
    if tries >= most_tries(providers=providers):
        return None
    if tries % providers:
        return now
    wait = _WAITS[tries // providers - 1] * (1 - _JITTER + 2 * _JITTER * chance)
    return now + (wait if expires_at is None else min(wait, (expires_at - now) / 2))
