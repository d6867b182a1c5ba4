"""Live streams over the event log: what was missed first, then what happens, each fact once and in order.

One reader per event loop follows the end of the log and hands each fact to the followers of its topics. Wake-ups only
say that there is something to read, so one that is lost is made good by the next, or by the next look unasked. A
follower that cannot keep up forgets what waits for it and reads it from the log again.
"""

import asyncio
from collections import defaultdict
from collections.abc import AsyncGenerator, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import aclosing
from contextvars import Context
from functools import partial
from weakref import WeakKeyDictionary

import structlog

from fashionistar.kernel import event_log, realtime
from fashionistar.kernel.event_log import Entry
from schema.lib.threads import in_thread

_log = structlog.get_logger("fashionistar.live")

#: How many facts are read at once.
BATCH = 200
#: How many facts may wait for a follower before it reads the log itself.
ROOM = 100
_RETRY_SECONDS = 0.5
#: The reader's own: all followers wait for it, and it for nobody's request.
_THREAD = ThreadPoolExecutor(1, thread_name_prefix="log")


class _Follower:
    """Facts on their way to one subscriber."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[Entry] = asyncio.Queue(ROOM)
        self.lags = False

    def offer(self, entry: Entry) -> None:
        """Let a fact wait, if there is room."""
        if not self.lags:
            try:
                self._waiting.put_nowait(entry)
            except asyncio.QueueFull:
                self.lags = True

    async def next(self) -> Entry:
        """The next fact that waits."""
        return await self._waiting.get()

    @property
    def must_catch_up(self) -> bool:
        """Whether facts were turned away and all that waited has been taken."""
        return self.lags and self._waiting.empty()


class _Reader:
    """Follows the end of the log as long as anybody listens."""

    def __init__(self) -> None:
        self._followers: defaultdict[str, set[_Follower]] = defaultdict(set)
        self._count = 0
        self._task: asyncio.Task[None] | None = None
        self._begun = asyncio.Event()
        self.position = 0

    async def join(self, follower: _Follower, topics: Iterable[str]) -> int:
        """Let a follower hear of its topics from a position on, which is returned."""
        self._count += 1
        for topic in topics:
            self._followers[topic].add(follower)
        if self._task is None or self._task.done():
            self._begun = asyncio.Event()
            # Not in the context of the request that came first: its database thread ends with it.
            self._task = asyncio.create_task(self._run(), context=Context())
        await self._begun.wait()
        return self.position

    def leave(self, follower: _Follower, topics: Iterable[str]) -> None:
        """Forget a follower; the last one ends the reading."""
        self._count -= 1
        for topic in topics:
            self._followers[topic].discard(follower)
            if not self._followers[topic]:
                del self._followers[topic]
        if self._count == 0 and self._task is not None:
            self._task.cancel()
            self._task = None

    async def _run(self) -> None:
        while True:
            try:
                await self._listen()
            except Exception as error:  # noqa: BLE001  (as below)
                _log.error("no longer listening, beginning again", error=type(error).__name__)
                await asyncio.sleep(_RETRY_SECONDS)

    async def _listen(self) -> None:
        async with aclosing(realtime.listen(event_log.WAKE_UP_TOPIC)) as wake_ups:
            async for _ in wake_ups:
                try:
                    await self._look()
                except Exception as error:  # noqa: BLE001  (a reader that ends would silence every follower)
                    _log.warning("log out of reach, reading again", error=type(error).__name__)
                    await asyncio.sleep(_RETRY_SECONDS)

    async def _look(self) -> None:
        if not self._begun.is_set():
            self.position = (await in_thread(event_log.bounds, executor=_THREAD)).head
            self._begun.set()
            return
        more = True
        while more:
            look = partial(event_log.entries, after=self.position, limit=BATCH)
            found = await in_thread(look, executor=_THREAD)
            for entry in found:
                for follower in {each for topic in entry.topics for each in self._followers.get(topic, ())}:
                    follower.offer(entry)
            self.position = found[-1].position if found else self.position
            more = len(found) == BATCH


_readers: WeakKeyDictionary[asyncio.AbstractEventLoop, _Reader] = WeakKeyDictionary()


async def follow(topics: Iterable[str], *, after: int | None) -> AsyncGenerator[int | Entry]:
    """The position that the stream begins at, then every fact about the topics, in order and once.

    Args:
        topics: What is watched.
        after: Begin with the facts after this position; with none, at the end of the log.
    """
    watched = frozenset(topics)
    reader = _readers.setdefault(asyncio.get_running_loop(), _Reader())
    follower = _Follower()
    try:
        begun = await reader.join(follower, watched)
        position = begun if after is None else after
        yield position
        missing = after is not None
        while True:
            while missing:
                found = await in_thread(partial(event_log.entries_about, watched, after=position, limit=BATCH))
                for entry in found:
                    position = entry.position
                    yield entry
                missing = len(found) == BATCH
            entry = await follower.next()
            if entry.position > position:
                position = entry.position
                yield entry
            if follower.must_catch_up:
                follower.lags, missing = False, True
    finally:
        reader.leave(follower, watched)
