"""Runs the Paystack emulator and other small HTTP servers for tests; a pytest plugin with their fixtures."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import httpx
import pytest
import uvicorn
from pytest_django.fixtures import Settings
from starlette.applications import Starlette

from fashionistar.payments.gateways import forget_gateways

SECRET_KEY = "sk_test_suite"
SUCCESS, DECLINED, INSUFFICIENT = "4084084084084081", "4084080000005408", "4084080000670037"
READY = "paystack emulator ready on "


def eventually[T](look: Callable[[], T], *, seconds: float = 60) -> T:
    """Look until there is something truthy and return it; fail with what was last seen at the deadline."""
    pause, deadline = threading.Event(), time.monotonic() + seconds
    while not (seen := look()):
        assert time.monotonic() < deadline, f"still {seen!r} after {seconds} s"
        pause.wait(0.02)
    return seen


@contextmanager
def served(app: Starlette) -> Iterator[str]:
    """Serve an application from a thread on a free port of loopback; gives its URL."""
    config = uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", ws="none", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        eventually(lambda: server.started or not thread.is_alive())
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    finally:
        server.should_exit = True
        thread.join()


@dataclass
class PaystackEmulator:
    """One emulator process and its state; killed and started again it keeps its port and its file."""

    directory: Path
    webhook_url: str = ""
    retry_seconds: str = "0.05,0.05,0.05,60"
    refund_seconds: float = 0
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    client: httpx.Client = field(init=False)

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> str:
        """What it has printed since its last start."""
        return (self.directory / "emulator.log").read_text()

    def start(self) -> None:
        """Start the process and wait until it listens."""
        options = {
            "--port": str(self.port),
            "--secret-key": SECRET_KEY,
            "--webhook-url": self.webhook_url,
            "--data-file": str(self.directory / "paystack.sqlite3"),
            "--retry-seconds": self.retry_seconds,
            "--refund-seconds": str(self.refund_seconds),
        }
        words = [word for option in options.items() for word in option]
        with (self.directory / "emulator.log").open("wb") as log:
            self.process = process = subprocess.Popen(
                [sys.executable, "-m", "fashionistar.emulators.paystack", *words], stdout=log, stderr=log
            )
        eventually(lambda: READY in self.log or process.poll() is not None)
        assert process.poll() is None, self.log
        self.port = int(self.log.split(READY)[1].split()[0].rpartition(":")[2])
        headers = {"Authorization": f"Bearer {SECRET_KEY}"}
        self.client = httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=20)

    def kill(self) -> None:
        """Kill the process without a word, as a crash would."""
        if self.process is not None:
            self.client.close()
            self.process.kill()
            self.process.wait()
            self.process = None

    def pay(self, reference: str, number: str = SUCCESS) -> str:
        """Pay as a shopper would, without a page; returns the transaction's status."""
        status: str = self._post("/_control/pay", {"reference": reference, "number": number})["status"]
        return status

    def settings(self, **changes: object) -> None:
        """Turn knobs: webhooks, latency_ms, fail_next, lose_next, amount_skew and so on."""
        self._post("/_control/settings", changes)

    def reset(self) -> None:
        """Turn every knob back."""
        self.settings(webhooks=True, latency_ms=0, fail_next=0, lose_next=0, amount_skew=0)
        self.settings(requested_amount_skew=0, currency="", refunds="processed", transfers="success")
        self.settings(overrides={}, refund_overrides={}, transfer_overrides={})

    def balance(self, currency: str, amount: int) -> None:
        """Have so much to send, in minor units."""
        self._post("/_control/balance", {"currency": currency, "amount": amount})

    def end_transfer(self, reference: str, status: str) -> None:
        """End a transfer as a bank would: success, failed, or reversed."""
        self._post(f"/_control/transfers/{reference}", {"status": status})

    def dispute(self, reference: str, **given: object) -> str:
        """Have the shopper's bank want a payment back, or an `amount` of it; returns the dispute's id."""
        return str(self._post("/_control/disputes", {"reference": reference, **given})["id"])

    def move_dispute(self, dispute_id: str, action: str) -> None:
        """Do what the bank does: remind, or decide, won or lost by the merchant."""
        self._post(f"/_control/disputes/{dispute_id}", {"action": action})

    def deliveries(self, reference: str) -> list[dict[str, str | int | float]]:
        """The webhooks of a transaction, oldest first."""
        answer = self.client.get("/_control/deliveries", params={"reference": reference}).raise_for_status()
        rows: list[dict[str, str | int | float]] = answer.json()["data"]
        return rows

    def _post(self, path: str, content: dict[str, object]) -> dict[str, str]:
        answer = self.client.post(path, json=content)
        assert answer.status_code == 200, answer.text
        data: dict[str, str] = answer.json()["data"] or {}
        return data


@pytest.fixture
def start_emulator(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., PaystackEmulator]]:
    """Starts an emulator of one's own, with the options of `PaystackEmulator`."""
    with ExitStack() as stack:

        def start(**options: object) -> PaystackEmulator:
            emulator = PaystackEmulator(tmp_path_factory.mktemp("paystack"), **options)  # type: ignore[arg-type]
            stack.callback(emulator.kill)
            emulator.start()
            return emulator

        yield start


@pytest.fixture(scope="session")
def paystack_process(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PaystackEmulator]:
    """The emulator that a worker's tests share; its webhooks go nowhere."""
    emulator = PaystackEmulator(tmp_path_factory.mktemp("paystack"))
    try:
        emulator.start()
        yield emulator
    finally:
        emulator.kill()


@pytest.fixture
def paystack(paystack_process: PaystackEmulator, settings: Settings) -> Iterator[PaystackEmulator]:
    """The shared emulator with its knobs turned back; the configured gateways lead to it."""
    paystack_process.reset()
    settings.PAYSTACK_SECRET_KEY = SECRET_KEY
    settings.PAYSTACK_BASE_URL = paystack_process.url
    forget_gateways()
    yield paystack_process
    forget_gateways()
