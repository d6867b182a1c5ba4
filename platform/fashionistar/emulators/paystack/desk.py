"""What every part of the emulator stands on: its state, its knobs, refusals, and webhooks that it owes."""

import asyncio
import json
import time
from datetime import UTC, datetime

from fashionistar.emulators.paystack.config import Config, Knobs
from fashionistar.emulators.paystack.store import Store, Transaction

type Json = dict[str, object]


class Refusal(Exception):  # noqa: N818  (an answer of the API, not a fault)
    """The API says no: HTTP status, message, Paystack's code and its advice."""

    def __init__(self, status: int, message: str, code: str, next_step: str) -> None:
        """Carry the parts of the answer."""
        super().__init__(message)
        self.status, self.message, self.code, self.next_step = status, message, code, next_step


class Desk:
    """The state of one emulator; the methods of its parts change it and wake the sender of webhooks."""

    def __init__(self, config: Config) -> None:
        """Open the state of an earlier run, or begin."""
        self.config = config
        self.knobs = Knobs()
        self.store = Store(config.data_file)
        self.wake = asyncio.Event()

    def transaction(self, reference: str) -> Transaction:
        """Find a transaction.

        Raises:
            Refusal: There is none.
        """
        found = self.store.by_reference(reference)
        if found is None:
            step = "Ensure that you're passing the reference of a transaction that exists on this integration"
            raise Refusal(400, "Transaction reference not found.", "transaction_not_found", step)
        return found

    def transaction_or_id(self, key: str) -> Transaction:
        """Find a transaction by its id or its reference.

        Raises:
            Refusal: There is none.
        """
        return self.store.by_id(key) or self.transaction(key)

    def resend(self, delivery_id: int) -> bool:
        """Owe a webhook once more; False if there is no such one."""
        with self.store.changes as changes:
            changed = changes.execute(
                "UPDATE deliveries SET state = 'pending', attempts = 0, next_at = ? WHERE id = ?",
                (time.time(), delivery_id),
            )
        self.wake.set()
        return changed.rowcount == 1

    def _owe(self, event: str, reference: str, data: Json) -> None:
        """Store a webhook in the caller's transaction; the sender signs and sends exactly these bytes."""
        body = json.dumps({"event": event, "data": data}, separators=(",", ":")).encode()
        self.store.changes.execute(
            "INSERT INTO deliveries (event, reference, body, created_at, next_at) VALUES (?, ?, ?, ?, ?)",
            (event, reference, body, stamp(), time.time()),
        )


def invalid(message: str) -> Refusal:
    """The refusal of a value that cannot be."""
    return Refusal(400, message, "invalid_params", "Ensure that the value(s) you're passing are valid.")


def stamp(moment: datetime | None = None) -> str:
    """A time, or now, as Paystack writes it."""
    return (moment or datetime.now(UTC)).isoformat(timespec="milliseconds").replace("+00:00", "Z")
