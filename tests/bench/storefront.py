"""The storefront mix, as an open loop: the highest rate at which a shop still feels quick."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from tests.bench.cases import cursor_at, sign_in
from tests.bench.databases import Database
from tests.bench.driving import Load, Point, Sample
from tests.bench.faults import BenchFault
from tests.bench.operations import ACCOUNT, CART, CATEGORY, LIST, PRODUCT, STOREFRONT
from tests.bench.progress import Teller
from tests.bench.requests import Request, data_of, document_id, graphql
from tests.bench.servers import Server
from tests.bench.serving import Serving

QUICK_MS = 100.0
_SHARES = {"product page": 60.0, "list page": 30.0, "cart": 5.0, "account": 5.0}
_CONNECTIONS, _LIST_PAGES = 32, 8
_FIRST_RATE, _MOST_RATE = 40.0, 20_000.0
_CLOSE_ENOUGH = 1.08
#: A rate is not kept when less than this share of it was answered.
_KEPT = 0.97
#: A rate that is missed is tried again, for the machine may have been busy with something else.
_ATTEMPTS = 2


def storefront(
    teller: Teller, serving: Serving, server: str, database: Database, *, seconds: float, folder: Path
) -> dict[str, Any]:
    """Raise the rate until the mix is no longer quick; report the highest that was."""
    manifest = folder / "storefront.json"
    manifest.write_text(json.dumps({document_id(text): text for text in STOREFRONT}), encoding="utf-8")
    (served,) = serving.start([(server, database)], {"GRAPHQL_TRUSTED_DOCUMENTS": str(manifest)})
    with teller.step("storefront mix prepared"):
        requests = list(mix(served, database))
    tries = _tries(teller, Point("storefront", server, served, requests, _CONNECTIONS), seconds)
    best = max((each for each in tries if each.kept), key=lambda each: each.rate, default=None)
    if best is None:
        raise BenchFault("not even one request a second was quick: see where time goes with --compare.")
    return {
        "server": f"{server} {served.version}",
        "products": database.products,
        "quick_ms": QUICK_MS,
        "best": _best(best, requests),
        "steps": [{"asked": round(each.rate, 1), "kept": each.kept, **each.sample.figures()} for each in tries],
        "memory_mib": round(served.memory()),
    }


@dataclass(frozen=True, slots=True)
class _Try:
    """A rate that was tried."""

    rate: float
    sample: Sample

    @property
    def kept(self) -> bool:
        return self.sample.percentile(0.95) < QUICK_MS and self.sample.rate >= self.rate * _KEPT


def _tries(teller: Teller, point: Point, seconds: float) -> list[_Try]:
    """All rates that were tried, those that were missed more than once."""
    tries: list[_Try] = []
    search = _Search()
    with Load() as load, teller.counting("storefront", 0) as told:
        # Until all plans are made and most answers have been seen once.
        load.run(point, seconds=seconds, limit=len(point.requests) * 2)
        while (rate := search.next_rate()) is not None:
            for attempt in range(_ATTEMPTS):
                told(f"{rate:.0f} requests/s")
                most = max(round(rate * seconds), 1)
                tries.append(_Try(rate, load.run(point, seconds=seconds, limit=most, rate=rate, seed=attempt)))
                if tries[-1].kept:
                    break
            search.tell(rate, kept=tries[-1].kept)
    return tries


class _Search:
    """Doubles a rate until it is too high, then halves the interval."""

    def __init__(self) -> None:
        self.kept, self._missed = 0.0, 0.0

    def next_rate(self) -> float | None:
        if not self._missed:
            rate = self.kept * 2 or _FIRST_RATE
            return rate if rate <= _MOST_RATE else None
        if self._missed / max(self.kept, 1.0) <= _CLOSE_ENOUGH or self._missed < 2:
            return None
        return (self.kept + self._missed) / 2

    def tell(self, rate: float, *, kept: bool) -> None:
        if kept:
            self.kept = rate
        else:
            self._missed = rate


def mix(server: Server, database: Database) -> Iterator[Request]:
    """The requests of the mix, each with its share of it."""
    facts, token = database.facts, sign_in(server, database)
    deep = [cursor_at(server, rows) for rows in _places(facts["products"])]
    kinds: dict[str, Sequence[Request]] = {
        "product page": [graphql(PRODUCT, {"slug": slug}, trusted=True) for slug in facts["slugs"]],
        "list page": [
            *(graphql(LIST, {"after": after}, trusted=True) for after in deep),
            *(graphql(CATEGORY, {"slug": slug}, trusted=True) for slug in facts["categories"]),
        ],
        "cart": [graphql(CART, {"id": facts["cart"]}, trusted=True)],
        "account": [graphql(ACCOUNT, token=token, trusted=True)],
    }
    for kind, requests in kinds.items():
        shown = _shown(data_of(server.port, requests[0]))
        for request in requests:
            yield replace(request, kind=kind, weight=_SHARES[kind] / len(requests), products=shown)


def _places(products: int) -> list[int]:
    """How far into the list its pages are: few visitors go far, so the first page comes most often."""
    farthest = min(products - 20, 400)
    return [0] * (_LIST_PAGES // 2) + [farthest * place // _LIST_PAGES // 20 * 20 for place in range(_LIST_PAGES // 2)]


def _shown(data: Any) -> int:
    """How many products an answer shows as such."""
    if data.get("product"):
        return 1
    return len(data["products"]["nodes"]) if "products" in data else 0


def _best(found: _Try, requests: Sequence[Request]) -> dict[str, Any]:
    sample = found.sample
    products = sum(requests[which].products for which in sample.which) / sample.seconds
    server, base = sample.server_cpu / sample.seconds, sample.base_cpu / sample.seconds
    kinds: dict[str, list[float]] = {}
    for which, millis in zip(sample.which, sample.millis, strict=True):
        kinds.setdefault(requests[which].kind, []).append(millis)
    return {
        "asked": round(found.rate, 1),
        **sample.figures(),
        "products_per_second": round(products),
        "busy_cores": {"server": round(server, 2), "database": round(base, 2)},
        "products_per_second_per_core": round(products / (server + base)),
        "products_per_second_per_server_core": round(products / server),
        "kinds": {
            kind: {"answers": len(millis), "p95_ms": round(Sample(millis).percentile(0.95), 1)}
            for kind, millis in kinds.items()
        },
    }
