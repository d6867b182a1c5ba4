"""Wake-ups reach listeners over the real channel layer, and a layer that goes away is waited for."""

import asyncio
from contextlib import aclosing
from uuid import uuid4

import pytest
from asgiref.sync import sync_to_async
from redis.exceptions import ConnectionError as RedisConnectionError

from fashionistar.kernel import realtime

DEADLINE = 20.0


async def test_a_listener_looks_at_once_and_at_each_wake_up() -> None:
    topic = f"order:{uuid4()}"
    async with asyncio.timeout(DEADLINE), aclosing(realtime.listen(topic)) as looks:
        await anext(looks)
        await sync_to_async(realtime.push)([topic, f"order:{uuid4()}"])
        await anext(looks)


async def test_a_wake_up_of_something_else_wakes_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime, "LOOK_AGAIN_SECONDS", 3600)
    async with aclosing(realtime.listen(f"order:{uuid4()}")) as looks:
        await anext(looks)
        await sync_to_async(realtime.push)([f"order:{uuid4()}"])
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await anext(looks)


async def test_a_listener_looks_unasked_now_and_then(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(realtime, "LOOK_AGAIN_SECONDS", 0.05)
    async with asyncio.timeout(DEADLINE), aclosing(realtime.listen(f"order:{uuid4()}")) as looks:
        for _ in range(3):
            await anext(looks)


async def test_a_listener_outlives_a_channel_layer_that_goes_away_and_looks_meanwhile(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    tries = []
    real = realtime._layer

    def sometimes() -> object:
        tries.append(1)
        if len(tries) < 3:
            raise RedisConnectionError("gone")
        return real()

    monkeypatch.setattr(realtime, "_layer", sometimes)
    monkeypatch.setattr(realtime, "_RECONNECT_SECONDS", 0.01)
    async with asyncio.timeout(DEADLINE), aclosing(realtime.listen(f"order:{uuid4()}")) as looks:
        for so_often in (1, 2, 3):
            await anext(looks)
            assert len(tries) == so_often


def test_a_push_into_the_void_is_logged_and_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    async def gone(_: object) -> None:
        raise RedisConnectionError("gone")

    monkeypatch.setattr(realtime, "_push", gone)
    realtime.push(["order:1"])
