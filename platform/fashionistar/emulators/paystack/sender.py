"""Sends the webhooks that are owed, signed, until each is answered 200 or its tries are used up."""

import asyncio
import hashlib
import hmac
import time
from contextlib import suppress

import httpx

from fashionistar.emulators.paystack.engine import Emulator
from fashionistar.emulators.paystack.store import Delivery

_TIMEOUT_SECONDS = 10
_AT_ONCE = 16
#: Even with nothing due it looks this often: the clock may be set back.
_LONGEST_REST = 1.0


class Sender:
    """The background worker of one emulator."""

    def __init__(self, emulator: Emulator) -> None:
        """Prepare; `run` does the work."""
        self._emulator = emulator
        self._under_way: dict[int, asyncio.Task[None]] = {}
        self._places = asyncio.Semaphore(_AT_ONCE)

    async def run(self) -> None:
        """Send what is due, rest until something is, for ever; cancelled at shutdown."""
        # A proxy of the environment must not get webhooks of this machine.
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
            try:
                while True:
                    self._emulator.wake.clear()
                    now = time.time()
                    self._start_due(client, now)
                    with suppress(TimeoutError):
                        await asyncio.wait_for(self._emulator.wake.wait(), self._rest(now))
            finally:
                for task in self._under_way.values():
                    task.cancel()

    def _start_due(self, client: httpx.AsyncClient, now: float) -> None:
        self._emulator.settle_refunds(now=now)
        self._emulator.settle_transfers(now=now)
        if not self._emulator.knobs.webhooks or not self._emulator.config.webhook_url:
            return
        for delivery in self._emulator.store.due_deliveries(now=now):
            if delivery.id not in self._under_way:
                self._under_way[delivery.id] = asyncio.create_task(self._deliver(client, delivery))

    def _rest(self, now: float) -> float:
        """Until the next due time; what is due already is under way, and wakes us when it ends."""
        due = self._emulator.store.next_due(after=now)
        return _LONGEST_REST if due is None else min(due - now, _LONGEST_REST)

    async def _deliver(self, client: httpx.AsyncClient, delivery: Delivery) -> None:
        try:
            async with self._places:
                answer = await self._post(client, delivery.body)
            self._record(delivery, answer)
        finally:
            del self._under_way[delivery.id]
            self._emulator.wake.set()

    async def _post(self, client: httpx.AsyncClient, body: bytes) -> str:
        config = self._emulator.config
        signature = hmac.new(config.secret_key.encode(), body, hashlib.sha512).hexdigest()
        headers = {"Content-Type": "application/json", "X-Paystack-Signature": signature}
        try:
            response = await client.post(config.webhook_url, content=body, headers=headers)
        except httpx.HTTPError as error:
            return type(error).__name__
        return str(response.status_code)

    def _record(self, delivery: Delivery, answer: str) -> None:
        retries = self._emulator.config.retry_seconds
        state, next_at = "delivered", delivery.next_at
        if answer != "200":
            is_last = delivery.attempts >= len(retries)
            state = "dead" if is_last else "pending"
            next_at = time.time() + (0 if is_last else retries[delivery.attempts])
        with self._emulator.store.changes as changes:
            changes.execute(
                "UPDATE deliveries SET state = ?, attempts = ?, next_at = ?, last_answer = ? WHERE id = ?",
                (state, delivery.attempts + 1, next_at, answer, delivery.id),
            )
