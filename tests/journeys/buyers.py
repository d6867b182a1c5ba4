"""Buyers who do not give up: they repeat a request under the same key until the platform answers."""

import threading
import time
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import httpx

from tests.emulator import SUCCESS
from tests.live import LivePlatform
from tests.wire.client import CART_CREATE, CHECKOUT, checkout_input

GIVE_UP_SECONDS = 90


@dataclass
class Buyer:
    """One guest who buys one unit of one variant."""

    live: LivePlatform
    variant_id: str
    email: str
    key: str = field(default_factory=lambda: str(uuid4()))
    payment: dict[str, Any] | None = None
    codes: list[str] = field(default_factory=list)

    def buy(self) -> None:
        """Make a cart and check out; `payment` or `codes` tells how it ended."""
        lines = [{"variantId": self.variant_id, "quantity": 1}]
        cart = self._ask(CART_CREATE, {"input": {"currency": "NGN", "lines": lines}})["cartCreate"]["cart"]
        variables = {"input": checkout_input(cart["id"], email=self.email), "key": self.key}
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while time.monotonic() < deadline:
            answer = self._ask(CHECKOUT, variables)["checkoutComplete"]
            self.payment = answer["payment"]
            self.codes = [error["code"] for error in answer["userErrors"]]
            if not set(self.codes) & {"GATEWAY_UNAVAILABLE", "IDEMPOTENCY_IN_FLIGHT"}:
                return
            _pause()
        raise AssertionError(f"no payment page: {self.codes}")

    def pay(self, secret_key: str) -> None:
        """Pay at the emulator with the card that succeeds."""
        assert self.payment is not None
        parts = urlsplit(self.payment["authorizationUrl"])
        content = {"reference": self.payment["reference"], "number": SUCCESS}
        url = f"{parts.scheme}://{parts.netloc}/_control/pay"
        headers = {"Authorization": f"Bearer {secret_key}"}
        answer = httpx.post(url, json=content, headers=headers, timeout=30, trust_env=False)
        assert answer.json()["data"]["status"] == "success", answer.text

    def _ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        deadline = time.monotonic() + GIVE_UP_SECONDS
        while True:
            try:
                return self.live.send(query, variables)
            except (httpx.HTTPError, ValueError, AssertionError):
                if time.monotonic() > deadline:
                    raise
                _pause()


def _pause() -> None:
    threading.Event().wait(0.1)
