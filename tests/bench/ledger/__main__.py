"""`python -m tests.bench.ledger`: see the package."""

import argparse
import importlib
import json
import os
import random
import sys
import tempfile
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager, ExitStack
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from uuid import uuid4

import django
import psutil
from rich.table import Table

from tests.bench.databases import Databases
from tests.bench.progress import Teller
from tests.bench.report import machine
from tests.bench.servers import ROOT

_CLIENTS = (1, 16)
_WALLETS = 1_000
#: In each wallet, so that none runs dry.
_FUNDS = 10**12


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.ledger", description="Measure transfers.")
    parser.add_argument("--seconds", type=float, default=3.0, help="of each turn (3)")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each point (3)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks", help="of figures")
    return parser.parse_args()


def _rate(client: Callable[[], AbstractContextManager[Callable[[], None]]], clients: int, seconds: float) -> float:
    """Transfers a second of so many clients; `client` opens one and gives what it does over and over."""
    counts, begin = [0] * clients, threading.Barrier(clients + 1)
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            with client() as do:
                do()
                begin.wait()
                until = time.perf_counter() + seconds
                while time.perf_counter() < until:
                    do()
                    counts[number] += 1
        except BaseException as fault:
            faults.append(fault)
            begin.abort()
            raise

    threads = [threading.Thread(target=run, args=(number,)) for number in range(clients)]
    for thread in threads:
        thread.start()
    begin.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return sum(counts) / (time.perf_counter() - began)


def _measured(teller: Teller, url: str, options: argparse.Namespace) -> list[dict[str, Any]]:
    clients = importlib.import_module("tests.bench.ledger.clients")
    with teller.step(f"{_WALLETS:,} wallets with money in them"):
        wallets = clients.fund([uuid4() for _ in range(_WALLETS)], _FUNDS)
    picks = {
        "spread": lambda: random.sample(wallets, 2),
        "contended": lambda: [wallets[0], random.choice(wallets[1:])],
    }
    points = [(case, count) for case in picks for count in _CLIENTS]
    found = []
    with teller.counting("measured", len(points) * options.rounds * 2) as count_one:
        for case, count in points:
            rates: dict[str, list[float]] = {"service": [], "raw": []}
            for _ in range(options.rounds):
                for name, client in (("service", clients.service), ("raw", clients.raw)):
                    rates[name].append(_rate(partial(client, picks[case], url), count, options.seconds))
                    count_one(f"{case}, {count} clients, {name}")
            found.append(_row(case, count, rates))
    with teller.step("books verified"):
        wrong = clients.faults()
    if wrong:
        sys.exit(f"ledger: the books are off: {wrong}")
    return found


def _row(case: str, count: int, rates: dict[str, list[float]]) -> dict[str, Any]:
    ratios = [one / other for one, other in zip(rates["service"], rates["raw"], strict=True)]
    return {
        "case": case,
        "clients": count,
        "service_per_second": round(median(rates["service"])),
        "raw_per_second": round(median(rates["raw"])),
        "ratio": round(median(ratios), 2),
    }


def main() -> None:
    """Measure, print, keep."""
    options, teller = _parsed(), Teller()
    load = psutil.getloadavg()[0]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fs-bench-")))
        with teller.step("PostgreSQL and Valkey started"):
            importlib.import_module("tests.infrastructure")
        url = stack.enter_context(Databases(teller, folder)).empty("ledger")
        os.environ |= {"DATABASE_URL": url, "DATABASE_POOL_MAX": "20", "DATABASE_READ_POOL_MAX": "0"}
        django.setup()
        found = _measured(teller, url, options)
    table = Table(*found[0], title="transfers between two wallets")
    for row in found:
        table.add_row(*(str(value) for value in row.values()))
    teller.console.print(table)
    teller.say(f"load of the machine before: {load:.1f} on {os.cpu_count()} cores")
    options.out.mkdir(parents=True, exist_ok=True)
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine() | {"load_before": round(load, 1)},
        "seconds": options.seconds,
        "rounds": options.rounds,
        "points": found,
    }
    (options.out / "ledger.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    main()
