"""What every emulator is: a state, knobs, and webhooks that it owes."""

import asyncio
import json
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from fashionistar.emulators.common.documents import Document, Documents
from fashionistar.emulators.common.faults import Knobs

#: Even with nothing due it looks this often: the clock may be set back.
_LONGEST_REST = 1.0
_TIMEOUT_SECONDS = 10
DEFAULT_RETRY_SECONDS = (2.0, 5.0, 10.0, 30.0, 60.0, 180.0, 3600.0)


@dataclass(frozen=True, slots=True)
class Config:
    """What is fixed for a run."""

    secret_key: str
    webhook_secret: str
    data_file: Path
    webhook_url: str = ""
    merchant: str = "Fashionistar"
    retry_seconds: tuple[float, ...] = DEFAULT_RETRY_SECONDS

    def __post_init__(self) -> None:
        """Refuse keys of real money and keys that no header can carry."""
        if not self.secret_key or not self.secret_key.isascii() or not self.secret_key.isprintable():
            raise ValueError("The secret key must be printable ASCII, and not empty.")
        if "live" in self.secret_key.lower() or self.secret_key.startswith("FLWSECK-"):
            raise ValueError("The emulator refuses live keys: give it a key of the test mode.")


class Emulator:
    """The state and the webhooks of one emulator; subclasses say what it does and how it signs."""

    def __init__(self, config: Config) -> None:
        """Open the state of an earlier run, or begin."""
        self.config = config
        self.knobs = Knobs()
        self.documents = Documents(config.data_file)
        self._wake = asyncio.Event()

    def sign(self, body: bytes) -> Mapping[str, str]:
        """Headers that prove to the merchant who sends a webhook."""
        raise NotImplementedError

    def owe(self, *, event: str, reference: str, content: Document) -> None:
        """Store a webhook; the sender signs and sends exactly these bytes."""
        number = str(self.documents.next_number())
        self.documents.put(
            "delivery",
            number,
            {
                "id": number,
                "event": event,
                "reference": reference,
                "body": json.dumps(content, separators=(",", ":")),
                "state": "pending",
                "attempts": 0,
                "next_at": time.time() + self.knobs.webhook_seconds,
            },
        )
        self._wake.set()

    def wake(self) -> None:
        """Make the sender look again: a knob was turned."""
        self._wake.set()

    async def send_webhooks(self) -> None:
        """Send what is due, rest until something is, for ever; cancelled at shutdown."""
        # A proxy of the environment must not get webhooks of this machine.
        async with httpx.AsyncClient(timeout=_TIMEOUT_SECONDS, trust_env=False) as client:
            while True:
                self._wake.clear()
                owed = [row for row in self.documents.all("delivery") if row["state"] == "pending"]
                if self.knobs.webhooks and self.config.webhook_url:
                    due = [row for row in owed if _next_at(row) <= time.time()]
                    await asyncio.gather(*(self._deliver(client, row) for row in due))
                waits = [_next_at(row) - time.time() for row in owed if _next_at(row) > time.time()]
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), min([*waits, _LONGEST_REST]))

    async def _deliver(self, client: httpx.AsyncClient, row: Document) -> None:
        body = str(row["body"]).encode()
        headers = {"Content-Type": "application/json", **self.sign(body)}
        try:
            answered = (await client.post(self.config.webhook_url, content=body, headers=headers)).is_success
        except httpx.HTTPError:
            answered = False
        attempts, retries = int(str(row["attempts"])), self.config.retry_seconds
        state, next_at = "delivered", _next_at(row)
        if not answered:
            is_last = attempts >= len(retries)
            state, next_at = "dead" if is_last else "pending", time.time() + (0 if is_last else retries[attempts])
        with self.documents.together:
            self.documents.put(
                "delivery", str(row["id"]), {**row, "state": state, "attempts": attempts + 1, "next_at": next_at}
            )


def _next_at(row: Document) -> float:
    return float(str(row["next_at"]))
