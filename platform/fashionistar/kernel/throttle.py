"""How often something may be tried, counted in Valkey over sliding windows, for all processes together."""

from functools import cache

import structlog
from django.conf import settings
from django.utils import timezone
from limits import RateLimitItem, parse
from limits.storage import MemoryStorage, RedisStorage
from limits.strategies import SlidingWindowCounterRateLimiter
from redis.exceptions import RedisError

from fashionistar.kernel.errors import DomainError, ErrorCode, Fault

_log = structlog.get_logger("fashionistar.throttle")


def throttle(name: str, *keys: str, field: str = "") -> None:
    """Count a try against the limit `name` of `settings.THROTTLES` for what the keys say, such as an address.

    While Valkey is away each process counts for itself.

    Raises:
        DomainError: RATE_LIMITED, with the seconds until the next try may succeed.
    """
    limit = _limit(settings.THROTTLES[name])
    try:
        allowed, reset_at, now = _hit(_shared(settings.REDIS_URL), limit, name, keys)
    except (RedisError, OSError) as error:
        _log.warning("counting tries here alone", error=type(error).__name__)
        allowed, reset_at, now = _hit(_alone(), limit, name, keys)
    if not allowed:
        wait = max(1, round(reset_at - now))
        message = f"Too many tries. Wait {wait} seconds, then try again."
        raise DomainError(Fault(ErrorCode.RATE_LIMITED, message, (field,) if field else (), retry_after=wait))


def _hit(
    limiter: SlidingWindowCounterRateLimiter, limit: RateLimitItem, name: str, keys: tuple[str, ...]
) -> tuple[bool, float, float]:
    allowed = limiter.hit(limit, name, *keys)
    reset_at = 0.0 if allowed else limiter.get_window_stats(limit, name, *keys).reset_time
    return allowed, reset_at, timezone.now().timestamp()


@cache
def _limit(said: str) -> RateLimitItem:
    return parse(said)


@cache
def _shared(url: str) -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(RedisStorage(url, key_prefix="fashionistar:throttle"))


@cache
def _alone() -> SlidingWindowCounterRateLimiter:
    return SlidingWindowCounterRateLimiter(MemoryStorage())
