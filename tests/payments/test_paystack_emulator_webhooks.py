"""The Paystack emulator's webhooks over crashes and refusals, and its command line."""

import hashlib
import hmac
import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from tests.emulator import DECLINED, SECRET_KEY, PaystackEmulator, eventually, served

type Start = Callable[..., PaystackEmulator]


class Receiver:
    """Takes webhooks as a shop does, and answers with the next of the statuses (200 when none is left)."""

    def __init__(self) -> None:
        self.statuses: list[int] = []
        self.taken: list[tuple[bytes, str]] = []

    async def take(self, request: Request) -> Response:
        """Note the body and its signature."""
        self.taken.append((await request.body(), request.headers["x-paystack-signature"]))
        return Response(status_code=self.statuses.pop(0) if self.statuses else 200)

    @property
    def events(self) -> list[str]:
        """The events taken so far, in order."""
        return [json.loads(body)["event"] for body, _ in self.taken]


@pytest.fixture
def receiver() -> Receiver:
    return Receiver()


@pytest.fixture
def receiver_url(receiver: Receiver) -> Iterator[str]:
    with served(Starlette(routes=[Route("/webhooks/paystack", receiver.take, methods=["POST"])])) as url:
        yield f"{url}/webhooks/paystack"


def begin(emulator: PaystackEmulator, reference: str) -> str:
    content = {"reference": reference, "email": "dami@example.com", "amount": 5000, "currency": "GHS"}
    answer = emulator.client.post("/transaction/initialize", json=content)
    assert answer.status_code == 200, answer.text
    return reference


def states(emulator: PaystackEmulator, reference: str) -> list[tuple[object, ...]]:
    return [(row["event"], row["state"], row["attempts"]) for row in emulator.deliveries(reference)]


def test_a_success_is_told_signed_and_a_failure_is_not(
    start_emulator: Start, receiver: Receiver, receiver_url: str
) -> None:
    emulator = start_emulator(webhook_url=receiver_url)
    emulator.pay(begin(emulator, "r-1"), DECLINED)
    emulator.pay("r-1")

    eventually(lambda: states(emulator, "r-1") == [("charge.success", "delivered", 1)])

    [(body, signature)] = receiver.taken
    assert signature == hmac.new(SECRET_KEY.encode(), body, hashlib.sha512).hexdigest()
    told = json.loads(body)
    assert told["event"] == "charge.success"
    assert told["data"] == emulator.client.get("/transaction/verify/r-1").json()["data"]


def test_a_webhook_is_retried_with_the_same_bytes_until_200(
    start_emulator: Start, receiver: Receiver, receiver_url: str
) -> None:
    receiver.statuses = [500, 404, 204]
    emulator = start_emulator(webhook_url=receiver_url)
    emulator.pay(begin(emulator, "r-1"))

    eventually(lambda: states(emulator, "r-1") == [("charge.success", "delivered", 4)])

    assert len(receiver.taken) == 4
    assert len(set(receiver.taken)) == 1


def test_tries_end_and_a_resend_begins_anew(start_emulator: Start, receiver: Receiver, receiver_url: str) -> None:
    receiver.statuses = [500, 500, 500]
    emulator = start_emulator(webhook_url=receiver_url, retry_seconds="0.01,0.01")
    emulator.pay(begin(emulator, "r-1"))
    eventually(lambda: states(emulator, "r-1") == [("charge.success", "dead", 3)])
    number = emulator.deliveries("r-1")[0]["id"]

    operator = httpx.get(f"{emulator.url}/", trust_env=False)
    assert [part in operator.text for part in ("r-1", "GHS 50.00", "dead", "Resend")] == [True] * 4
    answer = httpx.post(f"{emulator.url}/deliveries/{number}/resend", trust_env=False)

    assert answer.status_code == 303
    eventually(lambda: states(emulator, "r-1") == [("charge.success", "delivered", 1)])
    assert len(receiver.taken) == 4
    assert emulator.client.post("/_control/deliveries/99/resend").status_code == 404


def test_a_killed_emulator_keeps_its_word(start_emulator: Start, receiver: Receiver, receiver_url: str) -> None:
    emulator = start_emulator(webhook_url=receiver_url)
    emulator.settings(webhooks=False)
    emulator.pay(begin(emulator, "r-1"))
    begin(emulator, "r-2")
    assert states(emulator, "r-1") == [("charge.success", "pending", 0)]

    emulator.kill()
    assert receiver.taken == []
    emulator.start()

    eventually(lambda: states(emulator, "r-1") == [("charge.success", "delivered", 1)])
    assert receiver.events == ["charge.success"]
    assert emulator.pay("r-2") == "success"
    eventually(lambda: receiver.events == ["charge.success", "charge.success"])


def test_a_retry_survives_a_kill(start_emulator: Start, receiver: Receiver, receiver_url: str) -> None:
    receiver.statuses = [503]
    emulator = start_emulator(webhook_url=receiver_url, retry_seconds="3")
    emulator.pay(begin(emulator, "r-1"))
    eventually(lambda: states(emulator, "r-1") == [("charge.success", "pending", 1)])

    emulator.kill()
    emulator.start()

    eventually(lambda: states(emulator, "r-1") == [("charge.success", "delivered", 2)])
    assert len(receiver.taken) == 2


def test_a_refund_is_told_when_taken_and_when_done(
    start_emulator: Start, receiver: Receiver, receiver_url: str
) -> None:
    emulator = start_emulator(webhook_url=receiver_url)
    emulator.pay(begin(emulator, "r-1"))

    answer = emulator.client.post("/refund", json={"transaction": "r-1", "amount": "2000"}).json()

    assert (answer["message"], answer["data"]["status"]) == ("Refund has been queued for processing", "pending")
    assert answer["data"]["transaction"]["reference"] == "r-1"
    eventually(lambda: sorted(receiver.events) == ["charge.success", "refund.pending", "refund.processed"])
    told = {json.loads(body)["event"]: json.loads(body)["data"] for body, _ in receiver.taken}
    assert [told[f"refund.{word}"]["transaction_reference"] for word in ("pending", "processed")] == ["r-1"] * 2
    assert told["refund.processed"]["amount"] == "2000"
    number = answer["data"]["id"]
    fetched = emulator.client.get(f"/refund/{number}").json()["data"]
    assert (fetched["status"], fetched["amount"], fetched["currency"]) == ("processed", 2000, "GHS")
    transaction_id = answer["data"]["transaction"]["id"]
    for key in ("r-1", transaction_id):
        listed = emulator.client.get("/refund", params={"transaction": key}).json()
        assert [row["id"] for row in listed["data"]] == [number]
        assert sorted(key for key in listed["data"][0] if key.endswith(("At", "_at"))) == [
            "created_at",
            "expected_at",
            "refunded_at",
            "updated_at",
        ]
    assert emulator.client.get("/refund/99").status_code == 404


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"latency": 5}, "There is no setting 'latency'"),
        ({"webhooks": "off"}, "The setting 'webhooks' takes"),
        ({"latency_ms": True}, "The setting 'latency_ms' takes"),
        ({"refunds": "never"}, "The setting 'refunds' takes one of processed, failed, pending"),
    ],
)
def test_a_wrong_setting_is_refused(paystack: PaystackEmulator, changes: dict[str, object], reason: str) -> None:
    answer = paystack.client.post("/_control/settings", json=changes)

    assert answer.status_code == 400
    assert reason in answer.json()["message"]


def run(tmp_path: Path, *words: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "fashionistar.emulators.paystack", "--data-file", str(tmp_path / "x.sqlite3")]
    return subprocess.run([*command, *words], capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize(
    ("key", "reason"),
    [("sk_live_abc", "refuses live keys"), ("", "is empty"), ("sk_test_é", "must be printable ASCII")],
)
def test_a_wrong_key_does_not_start(tmp_path: Path, key: str, reason: str) -> None:
    ended = run(tmp_path, "--secret-key", key, "--port", "0")

    assert ended.returncode == 2
    assert reason in ended.stderr
    assert "sk_live_abc" not in ended.stderr


def test_a_busy_port_is_named(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        ended = run(tmp_path, "--secret-key", SECRET_KEY, "--port", str(port))

    assert ended.returncode == 2
    assert (
        ended.stderr == f"paystack emulator: port {port} is busy: stop what uses it, or choose another with --port.\n"
    )


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
def test_it_stops_when_told(start_emulator: Start, stop: signal.Signals) -> None:
    emulator = start_emulator()
    assert emulator.process is not None
    os.kill(emulator.process.pid, stop)

    emulator.process.wait(timeout=20)

    assert "Traceback" not in emulator.log
    with pytest.raises(httpx.ConnectError):
        emulator.client.get("/healthz")
