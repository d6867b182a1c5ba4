"""Whole purchases: from an empty cart until the ledger has the money. Imported when Django is set up."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import UUID

import psycopg

from tests.bench.checkouts.buyers import Shopper
from tests.bench.checkouts.market import Market

#: A part's settlement is written with the transfer that puts its money into escrow.
_BOOKED = """
    SELECT DISTINCT payment.reference FROM payments_payment payment
    JOIN orders_order placed ON placed.payment_id = payment.id
    JOIN settlement_settlement settlement ON settlement.payment_id = payment.id
    WHERE payment.reference = ANY(%s) AND placed.status = 'PAID'
"""
_LOOK_SECONDS, _PATIENCE_SECONDS = 0.01, 60.0


@dataclass(slots=True)
class Watch:
    """Looks on behalf of all buyers for what is in the books."""

    base: psycopg.Connection[tuple[str]]
    over: threading.Event = field(default_factory=threading.Event)
    awaited: dict[str, threading.Event] = field(default_factory=dict)

    def wait(self, reference: str) -> None:
        """Wait until the order of this payment is PAID and the books have its money.

        Raises:
            TimeoutError: That takes too long.
        """
        booked = self.awaited[reference] = threading.Event()
        if not booked.wait(_PATIENCE_SECONDS):
            raise TimeoutError(f"{reference} is not in the books")

    def run(self) -> None:
        """Look until it is over."""
        while not self.over.wait(_LOOK_SECONDS):
            if self.awaited:
                for (reference,) in self.base.execute(_BOOKED, [list(self.awaited)]).fetchall():
                    self.awaited.pop(reference).set()


@contextmanager
def watching(market: Market) -> Iterator[Watch]:
    """A watch that works."""
    with psycopg.connect(market.url, autocommit=True) as base:
        watch = Watch(base)
        thread = threading.Thread(target=watch.run)
        thread.start()
        try:
            yield watch
        finally:
            watch.over.set()
            thread.join()


class Purchase:
    """What one buyer does over and over, and how long each part of it took, in milliseconds."""

    def __init__(self, market: Market, watch: Watch) -> None:
        """Nothing is bought yet."""
        self._shopper, self._watch = Shopper(market), watch
        self.millis: dict[str, list[float]] = {}

    def buy(self, variant: UUID) -> str:
        """Buy one unit; returns the payment's reference when the books have the money.

        Raises:
            RuntimeError: There was none.
        """
        cart = self._timed("cart and line", lambda: self._shopper.fill(variant))
        reference = self._timed("checkout", lambda: self._shopper.check_out(cart))
        if reference is None:
            raise RuntimeError(f"{variant} is sold out")
        self._timed("payment at the gateway", lambda: self._shopper.pay(reference))
        self._timed("until in the books", lambda: self._watch.wait(reference))
        return reference

    def _timed[Done](self, name: str, act: Callable[[], Done]) -> Done:
        began = time.perf_counter()
        done = act()
        self.millis.setdefault(name, []).append((time.perf_counter() - began) * 1000)
        return done
