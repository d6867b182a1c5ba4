"""The one door to live subscribers: wake-ups over the channel layer, which say where to look, never what is there."""

import asyncio
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing

import structlog
from asgiref.sync import async_to_sync
from channels.layers import BaseChannelLayer, get_channel_layer
from redis.exceptions import RedisError

_log = structlog.get_logger("fashionistar.realtime")

WAKE_UP = "wake.up"
#: How long a listener waits before it looks again unasked: wake-ups may be lost, changes may not.
LOOK_AGAIN_SECONDS = 2.0
_RECONNECT_SECONDS = 0.5


def _group(topic: str) -> str:
    return topic.replace(":", ".")


def _layer() -> BaseChannelLayer:
    layer = get_channel_layer()
    if layer is None:
        raise RuntimeError("CHANNEL_LAYERS has no default layer")
    return layer


async def _push(topics: Iterable[str]) -> None:
    layer = _layer()
    for topic in topics:
        await layer.group_send(_group(topic), {"type": WAKE_UP})


def push(topics: Iterable[str]) -> None:
    """Wake the listeners of `topics`. A channel layer that is down is logged: listeners look again by themselves."""
    try:
        async_to_sync(_push)(list(topics))
    except (RedisError, OSError) as error:
        _log.warning("wake-up not sent", error=type(error).__name__)


async def _wake_ups(topic: str) -> AsyncGenerator[None]:
    layer = _layer()
    channel = await layer.new_channel()
    await layer.group_add(_group(topic), channel)
    try:
        yield None
        while True:
            try:
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await layer.receive(channel)
            except TimeoutError:
                pass
            yield None
    finally:
        try:
            await layer.group_discard(_group(topic), channel)
        except (RedisError, OSError) as error:
            _log.debug("listener not removed", error=type(error).__name__)


async def listen(topic: str) -> AsyncGenerator[None]:
    """Yield once when listening has begun, then at each wake-up, and now and then unasked.

    Look at the rows after each of them: the first look then cannot miss a change between "read" and "listen".
    While there is no channel layer they look every half second.
    """
    while True:
        try:
            async with aclosing(_wake_ups(topic)) as wake_ups:
                async for _ in wake_ups:
                    yield None
        except (RedisError, OSError) as error:
            _log.warning("channel layer lost, reconnecting", error=type(error).__name__)
            await asyncio.sleep(_RECONNECT_SECONDS)
            yield None
