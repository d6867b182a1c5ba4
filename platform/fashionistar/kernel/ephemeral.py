"""What is true for moments only, such as who is typing: kept in Valkey with an expiry, never in the database.

While Valkey is away nothing is known and nothing is kept; whoever waits for it is not told that it failed.
"""

from collections.abc import Sequence
from functools import cache

import structlog
from django.conf import settings
from redis import Redis
from redis.exceptions import RedisError

_log = structlog.get_logger("fashionistar.ephemeral")

_PREFIX = "fashionistar:ephemeral:"


def set_for(topic: str, member: str, *, seconds: float) -> bool:
    """Say that something holds for so long from now; returns whether it is news to anybody who looks."""
    try:
        client = _client(settings.REDIS_URL)
        now = _now(client)
        before = client.zscore(_PREFIX + topic, member)
        with client.pipeline() as pipe:
            pipe.zadd(_PREFIX + topic, {member: now + seconds})
            pipe.zremrangebyscore(_PREFIX + topic, "-inf", now)
            pipe.expire(_PREFIX + topic, round(seconds) + 60)
            pipe.execute()
    except (RedisError, OSError) as error:
        _log.warning("not kept for the moment", error=type(error).__name__)
        return False
    return not isinstance(before, float) or before <= now


def end(topic: str, member: str) -> None:
    """Say that it holds no longer."""
    try:
        _client(settings.REDIS_URL).zrem(_PREFIX + topic, member)
    except (RedisError, OSError) as error:
        _log.warning("not kept for the moment", error=type(error).__name__)


def holding(topic: str) -> frozenset[str]:
    """What holds now, by Valkey's own clock."""
    return holding_each([topic])[0]


def holding_each(topics: Sequence[str]) -> list[frozenset[str]]:
    """What holds now for each of these, asked for at once."""
    try:
        client = _client(settings.REDIS_URL)
        after = f"({_now(client)}"
        with client.pipeline(transaction=False) as pipe:
            for topic in topics:
                pipe.zrange(_PREFIX + topic, after, "+inf", byscore=True)
            found = pipe.execute()
    except (RedisError, OSError) as error:
        _log.warning("not known for the moment", error=type(error).__name__)
        return [frozenset() for _ in topics]
    return [frozenset(member.decode() for member in members) for members in found]


def _now(client: Redis) -> float:
    seconds, micros = client.time()
    return float(seconds) + float(micros) / 1_000_000


@cache
def _client(url: str) -> Redis:
    return Redis.from_url(url, socket_timeout=2, socket_connect_timeout=1)
