"""What is measured, in which order, and what must be so afterwards. Imported when Django is set up."""

import argparse
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any
from uuid import UUID

from django.db.models import F

from fashionistar.inventory.models import StockItem
from fashionistar.ledger.checks import ledger_checks
from fashionistar.orders.models import Order
from fashionistar.products.models import Variant
from tests.bench.checkouts.buyers import Shopper
from tests.bench.checkouts.market import Market, worked
from tests.bench.checkouts.playing import Player
from tests.bench.checkouts.purchases import Purchase, watching
from tests.bench.checkouts.recorded import recorded
from tests.bench.checkouts.turns import Turn, turn
from tests.bench.progress import Teller

BUYERS = 16
SERVER, SQL, GATEWAY = "server", "SQL", "SQL + gateway"
#: What one turn of each case does, before `--scale`.
_ALONE, _SPREAD, _STOCK, _WANTED = 40, 160, 96, 128
_PURCHASES = {1: 15, BUYERS: 96}
_PLENTY = 1_000_000


@dataclass(frozen=True, slots=True)
class Case:
    """Something to measure.

    Attributes:
        name: What it is called.
        buyers: How many at a time.
        carts: How many they have.
        stock: Units there are of the one SKU that all want; None has each want another one.
    """

    name: str
    buyers: int
    carts: int
    stock: int | None = None


@dataclass(slots=True)
class Figures:
    """What a case has shown through one way."""

    turn: Turn = field(default_factory=Turn)
    cpu: dict[str, float] = field(default_factory=dict)

    def row(self) -> dict[str, Any]:
        """As it is printed and kept."""
        done = len(self.turn.millis)
        return {
            "done": done,
            "refused": self.turn.refused,
            "per_second": round(median(self.turn.rates), 1),
            "p50_ms": self.turn.percentile(0.5),
            "p95_ms": self.turn.percentile(0.95),
            "cpu_ms": {name: round(spent / done * 1000, 2) for name, spent in self.cpu.items()},
        }


class Bench:
    """One run."""

    def __init__(self, teller: Teller, market: Market, options: argparse.Namespace) -> None:
        """Record a checkout, and stock up."""
        self._teller, self._market, self._options = teller, market, options
        found = Variant.objects.filter(prices__currency="NGN", product__status="PUBLISHED", stock__isnull=False)
        self._variants: list[UUID] = list(found.order_by("pk").values_list("pk", flat=True))
        StockItem.objects.update(on_hand=F("reserved") + _PLENTY)
        self._shoppers = [Shopper(market) for _ in range(BUYERS)]
        script = recorded(self._shoppers[0], self._variants[0])
        self.statements = script.statements
        self._ways: dict[str, Sequence[Shopper | Player]] = {
            SERVER: self._shoppers,
            SQL: [Player(market, script, gateway=False) for _ in range(BUYERS)],
            GATEWAY: [Player(market, script, gateway=True) for _ in range(BUYERS)],
        }

    def checkouts(self) -> list[dict[str, Any]]:
        """Each case through each way, in turns; a first round warms up."""
        scale, rounds = self._options.scale, self._options.rounds
        alone, spread, stock, wanted = (max(round(each * scale), BUYERS) for each in (_ALONE, _SPREAD, _STOCK, _WANTED))
        cases = [
            Case("one buyer", 1, alone),
            Case("16 buyers", BUYERS, spread),
            Case("one SKU", BUYERS, max(wanted, stock + BUYERS), stock),
        ]
        found = {(case.name, way): Figures() for case in cases for way in self._ways}
        for way in self._ways:
            self._turn(Case("warm", BUYERS, BUYERS * 2), way, Figures())
        with self._teller.counting("checkouts", rounds * len(found)) as count:
            for number in range(rounds):
                for case in cases:
                    # Whoever comes first in one round comes last in another.
                    for way in (*self._ways, *self._ways)[number % 3 :][:3]:
                        count(f"{case.name}, {way}")
                        self._turn(case, way, found[case.name, way])
        return [self._compared(case, {way: found[case.name, way] for way in self._ways}) for case in cases]

    def purchases(self) -> list[dict[str, Any]]:
        """Whole purchases."""
        rows = []
        with watching(self._market) as watch, self._teller.counting("whole purchases", len(_PURCHASES)) as count:
            for buyers, most in _PURCHASES.items():
                count(f"{buyers} buyers")
                purchases = [Purchase(self._market, watch) for _ in range(buyers)]
                jobs = self._picked(max(round(most * self._options.scale), buyers))
                figures = self._timed([each.buy for each in purchases], jobs, Figures())
                parts: dict[str, list[float]] = {}
                for purchase in purchases:
                    for name, millis in purchase.millis.items():
                        parts.setdefault(name, []).extend(millis)
                rows.append({"buyers": buyers, **figures.row(), "parts_p50_ms": _medians(parts)})
                self._market.settle()
        return rows

    def wrong(self) -> list[str]:
        """What the books' checks find."""
        now = datetime.now(UTC)
        return [check.promise for check in ledger_checks(pending_days=1) for found in check.run(now) if found.wrong]

    def _turn(self, case: Case, way: str, figures: Figures) -> None:
        scarce = None if case.stock is None else self._variants[1]
        if scarce is not None:
            StockItem.objects.filter(variant_id=scarce).update(on_hand=F("reserved") + case.stock)
        wanted = self._picked(case.carts) if scarce is None else [scarce] * case.carts
        carts = self._filled(wanted)
        self._market.settle()
        before = Order.objects.count()
        clients = [each.check_out for each in self._ways[way][: case.buyers]]
        self._timed(clients, carts, figures)
        placed = Order.objects.count() - before
        if placed != (case.carts if case.stock is None else case.stock):
            raise AssertionError(f"{case.name}, {way}: {placed} orders of {case.carts} carts, stock {case.stock}")
        if scarce is not None and StockItem.objects.filter(variant_id=scarce, on_hand=F("reserved")).count() != 1:
            raise AssertionError(f"{case.name}, {way}: stock is left, or more is sold than there was")
        self._market.settle()

    def _filled(self, wanted: Sequence[UUID]) -> list[str]:
        """Carts with a unit of each."""
        carts = list[str]()

        def filler(shopper: Shopper) -> Callable[[UUID], str]:
            def fill(variant: UUID) -> str:
                carts.append(shopper.fill(variant))
                return carts[-1]

            return fill

        turn([filler(shopper) for shopper in self._shoppers], wanted)
        return carts

    def _timed[Job](
        self, clients: Sequence[Callable[[Job], str | None]], jobs: Sequence[Job], figures: Figures
    ) -> Figures:
        before = worked()
        figures.turn.add(turn(clients, jobs))
        for name, spent in worked().items():
            figures.cpu[name] = figures.cpu.get(name, 0.0) + spent - before[name]
        return figures

    def _picked(self, count: int) -> list[UUID]:
        """So many variants, each another one as long as there are others."""
        others = self._variants[2:]
        return [others[place % len(others)] for place in range(count)]

    def _compared(self, case: Case, ways: dict[str, Figures]) -> dict[str, Any]:
        rates = ways[SERVER].turn.rates
        ratios = {
            way: round(median(one / two for one, two in zip(rates, figures.turn.rates, strict=True)), 2)
            for way, figures in ways.items()
            if way != SERVER
        }
        return {
            "case": case.name,
            "ratio": ratios,
            "ways": {way: figures.row() for way, figures in ways.items()},
        }


def _medians(parts: dict[str, list[float]]) -> dict[str, float]:
    return {name: round(median(millis), 1) for name, millis in parts.items()}
