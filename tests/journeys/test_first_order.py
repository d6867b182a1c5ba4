"""A shopper buys two garments from two tailors: the payment page, the webhook, the shop's view, the live order."""

from collections.abc import Callable
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import httpx

from tests.emulator import DECLINED, SUCCESS
from tests.journeys.socket import connected
from tests.live import LivePlatform
from tests.wire.client import CART_CREATE, CHECKOUT, checkout_input

BROWSE = """{ products(first: 100, filter: {inStock: true}) { nodes { name vendor { id slug }
  variants { id stock { available } price(currency: NGN) { amount } } } } }"""
WATCH = """subscription($id: ID!) { orderUpdated(orderId: $id) {
  order { status vendorOrders { status } payment { status } } } }"""
SHOP = "{ vendorOrders(first: 5) { nodes { id number status lines { sku quantity } } } }"
SHIP = """mutation($input: VendorOrderShipInput!, $key: String!) {
  vendorOrderShip(input: $input) @idempotent(key: $key) {
  vendorOrder { status trackingNumber } userErrors { code } } }"""
MINE = "{ me { orders(first: 5) { nodes { id number status } } } }"


def two_tailors(live: LivePlatform, first: str) -> list[dict[str, Any]]:
    """A variant in stock with a naira price of the shop `first`, and one of another shop."""
    found: dict[str, dict[str, Any]] = {}
    for product in live.send(BROWSE)["products"]["nodes"]:
        for variant in product["variants"]:
            if variant["price"] and variant["stock"]["available"] >= 1:
                found.setdefault(product["vendor"]["slug"], variant)
    other = next(slug for slug in found if slug != first)
    return [found[first], found[other]]


def owners_shop(live: LivePlatform, token: str) -> str:
    """The slug of the shop in which the holder of the token works."""
    slug: str = live.send("{ me { memberships { vendor { slug } } } }", token=token)["me"]["memberships"][0]["vendor"][
        "slug"
    ]
    return slug


def available(live: LivePlatform, variant_id: str) -> int:
    """Units that can still be bought."""
    query = "query($id: ID!) { node(id: $id) { ... on Variant { stock { available } } } }"
    units: int = live.send(query, {"id": variant_id})["node"]["stock"]["available"]
    return units


def pay(url: str, number: str, cvv: str) -> httpx.Response:
    """Fill in the payment page as a shopper would."""
    page = httpx.get(url, trust_env=False)
    assert page.status_code == 200
    assert 'name="number"' in page.text
    form = {"number": number, "expiry": "12/30", "cvv": cvv}
    return httpx.post(url, data=form, trust_env=False, follow_redirects=False)


def test_a_shopper_buys_from_two_tailors_and_watches_it_happen(live_platform: LivePlatform) -> None:
    live = live_platform
    shopper, owner = live.sign_in("shopper"), live.sign_in("owner")
    variants = two_tailors(live, owners_shop(live, owner))
    before = [available(live, variant["id"]) for variant in variants]
    lines = [{"variantId": variant["id"], "quantity": 1} for variant in variants]
    cart = live.send(CART_CREATE, {"input": {"currency": "NGN", "lines": lines}}, token=shopper)["cartCreate"]["cart"]
    assert cart["problems"] == []

    placed = live.send(CHECKOUT, {"input": checkout_input(cart["id"]), "key": str(uuid4())}, token=shopper)
    order, payment = placed["checkoutComplete"]["order"], placed["checkoutComplete"]["payment"]
    assert placed["checkoutComplete"]["userErrors"] == []
    assert len(order["vendorOrders"]) == 2
    assert [available(live, v["id"]) for v in variants] == [units - 1 for units in before]

    with connected(live.url, token=shopper) as subscriber:
        subscriber.subscribe(WATCH, {"id": order["id"]})
        first = subscriber.next()
        assert first is not None
        assert first["orderUpdated"]["order"]["status"] == "PENDING_PAYMENT"
        declined = pay(payment["authorizationUrl"], DECLINED, "001")
        assert declined.status_code == 402
        paid = pay(payment["authorizationUrl"], SUCCESS, "408")
        assert paid.status_code == 303
        assert parse_qs(urlsplit(paid.headers["location"]).query)["reference"] == [payment["reference"]]

        seen = wait_for(subscriber, lambda order: order["status"] == "PAID")
        assert seen["payment"]["status"] == "SUCCEEDED"
        assert {part["status"] for part in seen["vendorOrders"]} == {"PAID"}

        parts = live.send(SHOP, token=owner)["vendorOrders"]["nodes"]
        part = next(part for part in parts if part["number"].startswith(order["number"]))
        assert [line["quantity"] for line in part["lines"]] == [1]
        shipping = {"input": {"id": part["id"], "trackingNumber": "GIG-1"}, "key": str(uuid4())}
        shipped = live.send(SHIP, shipping, token=owner)["vendorOrderShip"]
        assert shipped == {"vendorOrder": {"status": "SHIPPED", "trackingNumber": "GIG-1"}, "userErrors": []}
        moved = wait_for(subscriber, lambda order: "SHIPPED" in statuses(order))
        assert sorted(statuses(moved)) == ["PAID", "SHIPPED"]

    mine = live.send(MINE, token=shopper)["me"]["orders"]["nodes"]
    assert mine[0] == {"id": order["id"], "number": order["number"], "status": "PAID"}
    assert [available(live, v["id"]) for v in variants] == [units - 1 for units in before]


def statuses(order: dict[str, Any]) -> list[str]:
    """Where the parts of an order stand."""
    return [part["status"] for part in order["vendorOrders"]]


def wait_for(subscriber: Any, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
    """Read events until the order is as wanted; that must come by itself."""
    for _ in range(12):
        event = subscriber.next()
        assert event is not None
        order: dict[str, Any] = event["orderUpdated"]["order"]
        if wanted(order):
            return order
    raise AssertionError("the order never became what was wanted")


def test_a_stranger_cannot_watch_an_order(live_platform: LivePlatform) -> None:
    live = live_platform
    shopper, stranger = live.sign_in("shopper"), live.sign_in("other-owner")
    variant = two_tailors(live, owners_shop(live, live.sign_in("owner")))[0]
    lines = [{"variantId": variant["id"], "quantity": 1}]
    cart = live.send(CART_CREATE, {"input": {"currency": "NGN", "lines": lines}}, token=shopper)["cartCreate"]["cart"]
    placed = live.send(CHECKOUT, {"input": checkout_input(cart["id"]), "key": str(uuid4())}, token=shopper)
    with connected(live.url, token=stranger) as subscriber:
        subscriber.subscribe(WATCH, {"id": placed["checkoutComplete"]["order"]["id"]})
        assert subscriber.next() is None
