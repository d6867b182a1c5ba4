"""A rig for each gateway: its emulator on a thread, its adapter, and what people and banks do."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from fashionistar.emulators.common.emulator import Config
from fashionistar.emulators.flutterwave.app import create_app as create_flutterwave
from fashionistar.emulators.paystack.app import create_app as create_paystack
from fashionistar.emulators.paystack.config import Config as PaystackConfig
from fashionistar.emulators.stripe.app import create_app as create_stripe
from fashionistar.payments.gateway_words import Initialization
from fashionistar.payments.gateways.flutterwave import Flutterwave
from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.gateways.stripe import Stripe
from tests.emulator import DECLINED, SUCCESS, eventually, served

SECRET = "sk_test_of_the_contract"
WEBHOOK_SECRET = "whsec_of_the_contract"


@dataclass
class Webhook:
    """One that arrived: headers in lower case, raw body."""

    gateway: str
    headers: dict[str, str]
    body: bytes

    @property
    def event(self) -> str:
        """The gateway's word for it."""
        content = json.loads(self.body)
        return str(content.get("type") if self.gateway == "stripe" else content["event"])


@dataclass
class Rig:
    """One gateway.

    Attributes:
        name: The adapter's.
        url: Where the emulator listens.
        gateway: The adapter.
        make: Makes another adapter, with another key, address or timeout.
        amounts: Minor units to pay in each currency.
        arrived: Webhooks of all gateways.
        knows_pages: Whether a page that nobody tried to pay on is a transaction.
        signs_body: Whether a webhook's signature is of its body.
        names_refunds: Whether a refund's webhook names the payment's reference.
        is_overridden: Whether the emulator takes `overrides` and `answer_next`.
        accepts_parts: Whether a dispute may be accepted in part.
    """

    name: str
    url: str
    gateway: Any
    make: Callable[..., Any]
    amounts: dict[str, int]
    arrived: list[Webhook]
    knows_pages: bool = True
    signs_body: bool = True
    names_refunds: bool = True
    is_overridden: bool = True
    accepts_parts: bool = False
    client: httpx.Client = field(init=False)

    def __post_init__(self) -> None:
        headers = {"Authorization": f"Bearer {SECRET}"}
        self.client = httpx.Client(base_url=self.url, headers=headers, trust_env=False, timeout=20)

    def begin(self, reference: str, **changes: Any) -> Initialization:
        """Open a page."""
        wanted = {
            "amount_minor": 1_250_050,
            "currency": "NGN",
            "email": "dami@example.com",
            "callback_url": "https://shop.test/done?from=cart",
            "metadata": {"payment_id": "7"},
            **changes,
        }
        opened: Initialization = self.gateway.initialize(reference=reference, **wanted)
        return opened

    def pay(self, opened: Initialization, *, approved: bool = True) -> None:
        """Pay on the page as a person does."""
        answer = httpx.post(
            opened.authorization_url, data={"outcome": "success" if approved else "failure"}, trust_env=False
        )
        assert answer.status_code == (303 if approved else 402), answer.text
        if approved:
            assert answer.headers["location"].startswith("https://shop.test/done?from=cart&")
            assert f"={opened.reference}" in answer.headers["location"]

    def paid(self, reference: str, **changes: Any) -> None:
        """Open a page and pay on it."""
        self.pay(self.begin(reference, **changes))

    def settings(self, **changes: object) -> None:
        """Turn knobs."""
        answer = self.client.post("/_control/settings", json=changes)
        assert answer.status_code == 200, answer.text

    def reset(self) -> None:
        """Turn every knob back."""
        self.settings(latency_ms=0, fail_next=0, lose_writes=0, answer_next={}, overrides={}, page_size=100)
        self.settings(refunds="success", transfers="success", webhook_version="v3", webhook_seconds=0.0)
        self.settings(webhooks=True, forget_keys=False, refund_overrides={}, transfer_overrides={})

    def dispute(self, reference: str) -> str:
        """The shopper's bank wants a payment back; returns the dispute's id."""
        return str(self._control("dispute", reference=reference)["id"])

    def dispute_end(self, dispute_id: str, *, won: bool) -> None:
        """The bank decides."""
        self._control("dispute-end", id=dispute_id, won=won)

    def webhook(self, about: str, event: str = "") -> Webhook:
        """Wait for a webhook whose body has a word in it, and whose event begins so."""

        def look() -> list[Webhook]:
            mine = [hook for hook in self.arrived if hook.gateway == self.name and about.encode() in hook.body]
            return [hook for hook in mine if hook.event.startswith(event)]

        return eventually(look)[0]

    def _control(self, path: str, **content: object) -> dict[str, Any]:
        answer = self.client.post(f"/_control/{path}", json=content)
        assert answer.status_code == 200, answer.text
        told: dict[str, Any] = answer.json()
        return told


class PaystackRig(Rig):
    """Paystack's emulator has a control of its own."""

    def pay(self, opened: Initialization, *, approved: bool = True) -> None:
        self._control("pay", reference=opened.reference, number=SUCCESS if approved else DECLINED)

    def reset(self) -> None:
        self.settings(latency_ms=0, fail_next=0, lose_next=0, refunds="processed", transfers="success")
        self.settings(overrides={}, refund_overrides={}, transfer_overrides={})
        self.client.post("/_control/balance", json={"currency": "NGN", "amount": 100_000_000})

    def settings(self, **changes: object) -> None:
        if changes.get("refunds") == "success":
            changes["refunds"] = "processed"
        changes.pop("page_size", None)
        if "lose_writes" in changes:
            changes["lose_next"] = changes.pop("lose_writes")
        super().settings(**changes)

    def dispute(self, reference: str) -> str:
        return str(self._control("disputes", reference=reference)["data"]["id"])

    def dispute_end(self, dispute_id: str, *, won: bool) -> None:
        self._control(f"disputes/{dispute_id}", action="won" if won else "lost")


@contextmanager
def receiver(arrived: list[Webhook]) -> Iterator[str]:
    """Take webhooks; gives the address, to which the gateway's name is added."""

    async def take(request: Request) -> Response:
        arrived.append(Webhook(request.path_params["gateway"], dict(request.headers), await request.body()))
        return PlainTextResponse("ok")

    with served(Starlette(routes=[Route("/{gateway}", take, methods=["POST"])])) as url:
        yield url


@contextmanager
def paystack(directory: Path, arrived: list[Webhook], hooks: str) -> Iterator[Rig]:
    """Paystack's rig."""
    config = PaystackConfig(SECRET, directory / "paystack.sqlite3", f"{hooks}/paystack", refund_seconds=0.0)
    amounts = {"NGN": 1_250_050, "GHS": 101, "KES": 99_999, "ZAR": 100, "USD": 123_456}

    def make(key: str = SECRET, *, at: str = "", seconds: float | None = None) -> Paystack:
        options = {} if seconds is None else {"timeout": httpx.Timeout(seconds)}
        return Paystack(key, base_url=at or url, **options)

    with served(create_paystack(config)) as url:
        yield PaystackRig("paystack", url, make(), make, amounts, arrived, is_overridden=False, accepts_parts=True)


@contextmanager
def flutterwave(directory: Path, arrived: list[Webhook], hooks: str) -> Iterator[Rig]:
    """Flutterwave's rig."""
    config = Config(SECRET, WEBHOOK_SECRET, directory / "flutterwave.sqlite3", f"{hooks}/flutterwave")
    amounts = {"NGN": 1_250_050, "GHS": 101, "KES": 99_999, "USD": 123_456, "UGX": 150_001, "XOF": 7, "RWF": 12_345}

    def make(key: str = SECRET, *, at: str = "", seconds: float | None = None, secret: str = WEBHOOK_SECRET) -> Any:
        timeout = None if seconds is None else httpx.Timeout(seconds)
        return Flutterwave(key, secret, base_url=at or url, timeout=timeout)

    with served(create_flutterwave(config)) as url:
        yield Rig(
            "flutterwave",
            url,
            make(),
            make,
            amounts,
            arrived,
            knows_pages=False,
            signs_body=False,
            names_refunds=False,
        )


@contextmanager
def stripe(directory: Path, arrived: list[Webhook], hooks: str) -> Iterator[Rig]:
    """Stripe's rig."""
    config = Config(SECRET, WEBHOOK_SECRET, directory / "stripe.sqlite3", f"{hooks}/stripe")
    amounts = {"NGN": 1_250_050, "KES": 99_999, "USD": 123_456, "UGX": 150_001, "XOF": 7, "JPY": 999, "KWD": 12_340}

    def make(key: str = SECRET, *, at: str = "", seconds: float | None = None, secret: str = WEBHOOK_SECRET) -> Any:
        return Stripe(key, secret, api_base=at or url, timeout=seconds)

    with served(create_stripe(config)) as url:
        yield Rig("stripe", url, make(), make, amounts, arrived)


RIGS = {"paystack": paystack, "flutterwave": flutterwave, "stripe": stripe}
