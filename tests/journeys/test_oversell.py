"""Five units, sixteen buyers at once: five are paid, eleven are told clearly, nothing is left over."""

from concurrent.futures import ThreadPoolExecutor

from tests.emulator import eventually
from tests.journeys.buyers import Buyer
from tests.journeys.test_first_order import BROWSE, available
from tests.live import LivePlatform
from tests.wire.client import CART_CREATE, CHECKOUT, checkout_input, key

COUNT = "SELECT count(*) FROM orders_order WHERE email = %s AND status = %s"
STOCK = """SELECT on_hand, reserved FROM inventory_stockitem s JOIN products_variant v ON v.id = s.variant_id
           WHERE v.sku = %s"""
HOLDS = """SELECT count(*) FROM inventory_hold h JOIN orders_order o ON o.id = h.reference
           WHERE o.email = %s AND h.status = 'ACTIVE'"""


def leave_five(live: LivePlatform) -> tuple[str, str]:
    """Buy a variant down to five units and pay; returns its id and SKU."""
    for product in live.send(BROWSE.replace("variants { id", "variants { sku id"))["products"]["nodes"]:
        for variant in product["variants"]:
            units = variant["stock"]["available"]
            held_by_others = live.rows(STOCK, variant["sku"])[0][1]
            if variant["price"] and units > 5 and not held_by_others:
                lines = [{"variantId": variant["id"], "quantity": units - 5}]
                made = live.send(CART_CREATE, {"input": {"currency": "NGN", "lines": lines}})
                given = checkout_input(made["cartCreate"]["cart"]["id"], email="first@example.com")
                placed = live.send(CHECKOUT, {"input": given, "key": key()})["checkoutComplete"]
                first = Buyer(live, variant["id"], "first@example.com", payment=placed["payment"])
                first.pay(live.environment()["PAYSTACK_SECRET_KEY"])
                eventually(lambda: live.rows(COUNT, "first@example.com", "PAID") == [(1,)], seconds=120)
                return variant["id"], variant["sku"]
    raise AssertionError("the demo catalogue has no variant with more than five units")


def test_five_units_and_sixteen_buyers_make_five_paid_orders(live_platform: LivePlatform) -> None:
    live = live_platform
    variant_id, sku = leave_five(live)
    secret = live.environment()["PAYSTACK_SECRET_KEY"]
    buyers = [Buyer(live, variant_id, "crowd@example.com") for _ in range(16)]
    with ThreadPoolExecutor(16) as pool:
        list(pool.map(Buyer.buy, buyers))
    winners = [buyer for buyer in buyers if buyer.payment]
    assert len(winners) == 5
    assert [buyer.codes for buyer in buyers if not buyer.payment] == [["INSUFFICIENT_STOCK"]] * 11
    with ThreadPoolExecutor(5) as pool:
        list(pool.map(lambda buyer: buyer.pay(secret), winners))
    eventually(lambda: live.rows(COUNT, "crowd@example.com", "PAID") == [(5,)], seconds=120)
    assert live.rows(STOCK, sku) == [(0, 0)]
    assert live.rows(HOLDS, "crowd@example.com") == [(0,)]
    assert available(live, variant_id) == 0
