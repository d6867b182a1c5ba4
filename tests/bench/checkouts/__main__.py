"""`python -m tests.bench.checkouts`: see the package."""

import argparse
import importlib
import json
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import django
import psutil
from rich.table import Table

from tests.bench.checkouts.market import HOST, market
from tests.bench.progress import Teller
from tests.bench.report import machine
from tests.bench.servers import ROOT


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.checkouts", description="Measure checkouts.")
    parser.add_argument("--rounds", type=int, default=3, help="turns of each point (3)")
    parser.add_argument("--scale", type=float, default=1.0, help="of how much a turn does (1)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks", help="of figures")
    return parser.parse_args()


def _measured(teller: Teller, options: argparse.Namespace) -> dict[str, Any]:
    with (
        tempfile.TemporaryDirectory(prefix="fs-bench-") as folder,
        market(teller, Path(folder)) as running,
    ):
        os.environ |= {
            "DATABASE_URL": running.url,
            # Reads are recorded, too, which go past Django's connection otherwise.
            "DATABASE_READ_POOL_MAX": "0",
            "PAYSTACK_BASE_URL": f"http://{HOST}:{running.gateway_port}",
            "LOG_LEVEL": "ERROR",
        }
        django.setup()
        bench = importlib.import_module("tests.bench.checkouts.measuring").Bench(teller, running, options)
        found = {"statements": bench.statements, "checkouts": bench.checkouts(), "purchases": bench.purchases()}
        with teller.step("books verified"):
            wrong = bench.wrong()
    if wrong:
        sys.exit(f"checkouts: the books are off: {wrong}")
    return found


def _show(teller: Teller, found: dict[str, Any]) -> None:
    title = f"checkouts; {found['statements']} statements each; CPU in ms by checkout"
    table = _table(title, "case", "through", "per second", "server / it", "p50 ms", "p95 ms", "sold", "refused", "CPU")
    for point in found["checkouts"]:
        for way, row in point["ways"].items():
            ratio = point["ratio"].get(way, "")
            table.add_row(
                point["case"], way, str(row["per_second"]), str(ratio), str(row["p50_ms"]), str(row["p95_ms"]),
                str(row["done"]), str(row["refused"]), _cpu(row),
            )  # fmt: skip
    teller.console.print(table)
    table = _table("whole purchases", "buyers", "per second", "p50 ms", "p95 ms", "bought", "p50 of its parts", "CPU")
    for row in found["purchases"]:
        parts = ", ".join(f"{name} {millis}" for name, millis in row["parts_p50_ms"].items())
        table.add_row(
            str(row["buyers"]), str(row["per_second"]), str(row["p50_ms"]), str(row["p95_ms"]), str(row["done"]),
            parts, _cpu(row),
        )  # fmt: skip
    teller.console.print(table)


def _table(title: str, *columns: str) -> Table:
    return Table(*columns, title=title, title_justify="left")


def _cpu(row: dict[str, Any]) -> str:
    return ", ".join(f"{name} {millis:.1f}" for name, millis in row["cpu_ms"].items() if millis >= 0.1)


def main() -> None:
    """Measure, print, keep."""
    options, teller = _parsed(), Teller()
    load = psutil.getloadavg()[0]
    found = _measured(teller, options)
    _show(teller, found)
    teller.say(f"load of the machine before: {load:.1f} on {os.cpu_count()} cores")
    options.out.mkdir(parents=True, exist_ok=True)
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine() | {"load_before": round(load, 1)},
        "rounds": options.rounds,
        "scale": options.scale,
        **found,
    }
    (options.out / "checkouts.json").write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    main()
