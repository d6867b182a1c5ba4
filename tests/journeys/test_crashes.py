"""Worker, relay, server, PostgreSQL and Valkey are killed in the middle of 200 checkouts: nothing lost or doubled."""

import os
import signal
import threading
from concurrent.futures import ThreadPoolExecutor
from itertools import cycle

from tests.emulator import eventually
from tests.journeys.buyers import Buyer
from tests.journeys.test_first_order import BROWSE
from tests.live import LivePlatform

CHECKOUTS = 200
EMAIL = "storm@example.com"
#: By how many checkouts are done. Without its checkpointer PostgreSQL drops every connection and recovers.
VICTIMS = {
    40: r"celery.*worker",
    70: r"manage\.py relay",
    100: r"uvicorn",
    130: r"postgres: checkpointer",
    160: r"valkey-server",
}

PAID = "SELECT count(*) FROM orders_order WHERE email = %s AND status = 'PAID'"
ORDERS = "SELECT count(*), count(DISTINCT payment_id) FROM orders_order WHERE email = %s"
EVENTS = """SELECT e.type, count(*), count(DISTINCT e.aggregate) FROM kernel_outboxevent e
            JOIN orders_order o ON e.aggregate = 'order:' || o.id WHERE o.email = %s GROUP BY e.type ORDER BY e.type"""
UNDELIVERED = "SELECT count(*) FROM kernel_outboxevent WHERE status <> 'DELIVERED'"
HOLDS = """SELECT h.status, count(*) FROM inventory_hold h JOIN orders_order o ON o.id = h.reference
           WHERE o.email = %s GROUP BY h.status"""
LOG = """SELECT count(*) - max(position), count(*) - count(DISTINCT position), count(*) - count(position)
         FROM kernel_outboxevent"""
ON_HAND = "SELECT sum(on_hand), sum(reserved) FROM inventory_stockitem"


def in_stock(live: LivePlatform) -> list[str]:
    """Variants with a naira price, each as often as it can be sold, in turn, 200 in all."""
    rows = [
        [variant["id"], variant["stock"]["available"]]
        for product in live.send(BROWSE)["products"]["nodes"]
        for variant in product["variants"]
        if variant["price"]
    ]
    chosen: list[str] = []
    for row in cycle(rows):
        if len(chosen) == CHECKOUTS:
            return chosen
        if row[1] > 0:
            row[1] -= 1
            chosen.append(row[0])
        assert any(units for _, units in rows), "the demo catalogue has fewer than 200 units"
    return chosen


class Storm:
    """Counts the checkouts and kills a part of the platform at the named ones."""

    def __init__(self, live: LivePlatform) -> None:
        self.live, self.done, self.killed, self.lock = live, 0, 0, threading.Lock()
        self.secret = live.environment()["PAYSTACK_SECRET_KEY"]

    def purchase(self, variant_id: str) -> None:
        buyer = Buyer(self.live, variant_id, EMAIL)
        buyer.buy()
        assert buyer.codes == [], buyer.codes
        buyer.pay(self.secret)
        with self.lock:
            self.done += 1
            if pattern := VICTIMS.get(self.done):
                self.kill(pattern)

    def kill(self, pattern: str) -> None:
        pids = self.live.pids(pattern)
        assert pids, pattern
        self.killed += 1
        for pid in pids:
            os.kill(pid, signal.SIGKILL)


def test_no_event_is_lost_and_no_effect_doubled_when_parts_are_killed(live_platform: LivePlatform) -> None:
    live = live_platform
    eventually(lambda: live.rows(UNDELIVERED) == [(0,)], seconds=120)
    units, reserved = live.rows(ON_HAND)[0]
    storm = Storm(live)
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(storm.purchase, in_stock(live)))
    assert storm.killed == len(VICTIMS)
    eventually(lambda: live.rows(PAID, EMAIL) == [(CHECKOUTS,)], seconds=120)
    eventually(lambda: live.rows(UNDELIVERED) == [(0,)], seconds=120)
    assert live.rows(ORDERS, EMAIL) == [(CHECKOUTS, CHECKOUTS)]
    assert live.rows(EVENTS, EMAIL) == [
        ("OrderPaid", CHECKOUTS, CHECKOUTS),
        ("OrderPlaced", CHECKOUTS, CHECKOUTS),
        ("VendorOrderPaid", CHECKOUTS, CHECKOUTS),
    ]
    assert live.rows(LOG) == [(0, 0, 0)], "a gap, a double, or a fact without a place"
    assert live.rows(HOLDS, EMAIL) == [("COMMITTED", CHECKOUTS)]
    assert live.rows(ON_HAND) == [(units - CHECKOUTS, reserved)]
