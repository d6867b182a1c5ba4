"""`python -m tests.bench.chat`: see the package."""

import argparse
import importlib
import json
import os
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

import django
import psutil
from rich.table import Table

from tests.bench.databases import Databases
from tests.bench.progress import Teller
from tests.bench.report import machine
from tests.bench.servers import ROOT

_OTHERS = 300


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.chat", description="Measure long conversations.")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 10_000, 100_000], help="messages in each")
    parser.add_argument("--rounds", type=int, default=40, help="turns of each point (40)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks", help="of figures")
    return parser.parse_args()


def _measured(teller: Teller, options: argparse.Namespace) -> list[dict[str, Any]]:
    chat = importlib.import_module("tests.bench.chat.conversations")
    sizes = sorted(options.sizes)
    with teller.step(f"{_OTHERS} conversations, and those of {', '.join(f'{size:,}' for size in sizes)} messages"):
        _, owner, shop = chat.people()
        for _ in range(_OTHERS):
            chat.conversation(shop, 20)
        talks = {size: chat.conversation(shop, size) for size in sizes}
        importlib.import_module("django.db").connection.cursor().execute("ANALYZE")
    things: dict[int, dict[str, Callable[[], Any]]] = {size: chat.asked(owner, talks[size]) for size in sizes}
    found = []
    for name in things[sizes[0]]:
        with teller.step(name):
            looked = {size: chat.looked_at(things[size][name]) for size in sizes}
            # One after the other, so that whatever else the machine does meets all of them.
            turns = [{size: chat.once(things[size][name]) for size in sizes} for _ in range(options.rounds)]
            times = {size: median(turn[size] for turn in turns) for size in sizes}
        found += [_row(name, size, times, looked, sizes[0]) for size in sizes]
    if wrong := chat.faults():
        sys.exit(f"chat: {wrong} counts are off")
    return found


def _row(
    name: str, size: int, times: dict[int, float], looked: dict[int, tuple[int, int]], least: int
) -> dict[str, Any]:
    statements, pages = looked[size]
    return {
        "what": name,
        "messages": size,
        "statements": statements,
        "pages": pages,
        "ms": round(times[size], 2),
        "ratio": round(times[size] / times[least], 2),
    }


def main() -> None:
    """Measure, print, keep."""
    options, teller = _parsed(), Teller()
    load = psutil.getloadavg()[0]
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fs-bench-")))
        with teller.step("PostgreSQL and Valkey started"):
            importlib.import_module("tests.infrastructure")
        url = stack.enter_context(Databases(teller, folder)).empty("chat")
        os.environ |= {"DATABASE_URL": url, "DATABASE_READ_POOL_MAX": "0"}
        django.setup()
        found = _measured(teller, options)
    table = Table(*found[0], title="conversations of different lengths")
    for row in found:
        table.add_row(*(str(value) for value in row.values()))
    teller.console.print(table)
    teller.say(f"load of the machine before: {load:.1f} on {os.cpu_count()} cores")
    options.out.mkdir(parents=True, exist_ok=True)
    kept = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine() | {"load_before": round(load, 1)},
        "rounds": options.rounds,
        "points": found,
    }
    (options.out / "chat.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    main()
