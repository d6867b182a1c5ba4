"""Who buys over HTTP. Imported when Django is set up."""

import http.client
import time
from typing import Any
from uuid import UUID, uuid4

import orjson

from schema.lib.ids import global_id
from tests.bench.checkouts.market import HOST, KEY, Market
from tests.emulator import SUCCESS
from tests.wire.client import CART_CREATE, CHECKOUT, LINES_ADD, checkout_input

REFUSED = "INSUFFICIENT_STOCK"
#: uvicorn hangs up on who says nothing for 5 seconds.
_KEPT_SECONDS = 4.0


class Sender:
    """Sends JSON to a port of this machine, on a connection that stays open."""

    def __init__(self, port: int, headers: dict[str, str]) -> None:
        """Nothing is sent yet; every request has these headers."""
        self._connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self._headers = {"Content-Type": "application/json", **headers}
        self._used = 0.0

    def post(self, path: str, content: dict[str, Any]) -> dict[str, Any]:
        """Send an object; returns the answer's.

        Raises:
            RuntimeError: The answer is not of status 200.
        """
        if time.monotonic() - self._used > _KEPT_SECONDS:
            self._connection.close()
        self._connection.request("POST", path, orjson.dumps(content), self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        self._used = time.monotonic()
        if answer.status != 200:
            raise RuntimeError(f"{path} answers {answer.status}: {body[:300]!r}")
        told: dict[str, Any] = orjson.loads(body)
        return told


def to_gateway(market: Market) -> Sender:
    """A sender to the emulator, under the merchant's key."""
    return Sender(market.gateway_port, {"Authorization": f"Bearer {KEY}"})


class Shopper:
    """A guest, with connections of her own that stay open."""

    def __init__(self, market: Market) -> None:
        """Nothing is sent yet."""
        self._shop = Sender(market.port, {"Accept": "application/graphql-response+json"})
        self._bank = to_gateway(market)

    def fill(self, variant: UUID) -> str:
        """Make a cart and put one unit into it; returns its id on the wire.

        Raises:
            RuntimeError: It was refused.
        """
        cart = self._ask(CART_CREATE, {"input": {"currency": "NGN", "lines": []}})["cartCreate"]["cart"]["id"]
        line = {"variantId": global_id("Variant", variant), "quantity": 1}
        added = self._ask(LINES_ADD, {"input": {"cartId": cart, "lines": [line]}})["cartLinesAdd"]
        if added["userErrors"]:
            raise RuntimeError(f"not in the cart: {added['userErrors']}")
        return str(cart)

    def check_out(self, cart: str) -> str | None:
        """Complete a cart; returns the payment's reference, or None if the units are gone.

        Raises:
            RuntimeError: Any other answer.
        """
        placed = self._ask(CHECKOUT, {"input": checkout_input(cart), "key": str(uuid4())})["checkoutComplete"]
        codes = {error["code"] for error in placed["userErrors"]}
        if codes == {REFUSED} and placed["order"] is None:
            return None
        if codes or not placed["payment"]["authorizationUrl"] or placed["order"]["status"] != "PENDING_PAYMENT":
            raise RuntimeError(f"not a checkout: {placed}")
        return str(placed["payment"]["reference"])

    def pay(self, reference: str) -> None:
        """Pay at the emulator, with the card that succeeds.

        Raises:
            RuntimeError: It did not.
        """
        paid = self._bank.post("/_control/pay", {"reference": reference, "number": SUCCESS})
        if paid["data"]["status"] != "success":
            raise RuntimeError(f"not paid: {paid}")

    def _ask(self, query: str, variables: dict[str, Any]) -> dict[str, Any]:
        told = self._shop.post("/graphql/", {"query": query, "variables": variables})
        if "errors" in told:
            raise RuntimeError(f"not an answer: {told['errors']}")
        data: dict[str, Any] = told["data"]
        return data
