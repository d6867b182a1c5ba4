"""`python -m tests.bench.chat`: see the package."""

import argparse
import asyncio
import importlib
import json
import os
import subprocess
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

from tests.bench.chat.chart import chart
from tests.bench.chat.load import measure
from tests.bench.chat.talkers import Talker
from tests.bench.databases import Database, Databases
from tests.bench.progress import Teller
from tests.bench.report import machine
from tests.bench.servers import ROOT, environment_for
from tests.bench.serving import Serving

_OTHERS = 300


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.chat", description="Measure conversations.")
    parser.add_argument("--only", choices=["lengths", "load"], help="one of the two parts")
    parser.add_argument("--sizes", type=int, nargs="+", default=[100, 10_000, 100_000], help="messages in each")
    parser.add_argument("--rounds", type=int, default=40, help="turns of each point (40)")
    parser.add_argument("--conversations", type=int, default=1_000, help="open at once, on both sides (1000)")
    parser.add_argument("--rates", type=float, nargs="+", default=[50, 100, 200], help="messages a second")
    parser.add_argument("--seconds", type=float, default=60.0, help="how long each rate is offered (60)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks", help="of figures and chart")
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


def _lengths(teller: Teller, options: argparse.Namespace) -> None:
    """Conversations of different lengths."""
    load = psutil.getloadavg()[0]
    found = _measured(teller, options)
    table = Table(*found[0], title="conversations of different lengths")
    for row in found:
        table.add_row(*(str(value) for value in row.values()))
    teller.console.print(table)
    _keep(options.out, "chat.json", {"rounds": options.rounds, "points": found}, load)


def _load(teller: Teller, options: argparse.Namespace, folder: Path, stack: ExitStack) -> None:
    """Many open conversations, and messages at several rates."""
    load, crowd = psutil.getloadavg()[0], importlib.import_module("tests.bench.chat.crowd")
    with teller.step(f"{options.conversations:,} conversations"):
        pairs = crowd.pairs(options.conversations)
    talks = [(Talker(each.talk, each.shopper), Talker(each.talk, each.owner)) for each in pairs]
    database = Database(0, os.environ["DATABASE_URL"], {}, 0.0)
    unlimited = {"BENCH_UNLIMITED": "1", "DATABASE_READ_POOL_MAX": "8", "LOG_LEVEL": "ERROR"}
    (server,) = stack.enter_context(Serving(teller, folder)).start([("uvicorn", database)], unlimited)
    environment = environment_for(database.url) | unlimited
    relay = subprocess.Popen(
        [sys.executable, "manage.py", "relay"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    with teller.step("relay started"):
        relay.stdout.readline()  # type: ignore[union-attr]  # it is a pipe
    stack.callback(relay.wait, 20)
    stack.callback(relay.terminate)
    found = asyncio.run(
        measure(talks, options.rates, options.seconds, teller=teller, server=server, relay=psutil.Process(relay.pid))
    )
    for name in ("kib_per_open_conversation", "memory_mib", "checked"):
        teller.say(f"{name}: {found[name]}")
    _keep(options.out, "chat-load.json", found, load)
    (options.out / "chat-load.svg").write_text(chart(found), encoding="utf-8")
    wrong = found["checked"]
    if wrong["out_of_order_or_doubled"] or wrong["conversations_that_differ"]:
        sys.exit("chat: what the two sides were told is not the same, or not in order")


def _keep(folder: Path, name: str, found: dict[str, Any], load: float) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    about = {
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "machine": machine() | {"load_before": round(load, 1)},
    }
    (folder / name).write_text(json.dumps(about | found, indent=2) + "\n", encoding="utf-8")


def main() -> None:
    """Measure, print, keep."""
    options, teller = _parsed(), Teller()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fs-bench-")))
        with teller.step("PostgreSQL and Valkey started"):
            importlib.import_module("tests.infrastructure")
        url = stack.enter_context(Databases(teller, folder)).empty("chat")
        os.environ |= {"DATABASE_URL": url, "DATABASE_READ_POOL_MAX": "0", "BENCH_UNLIMITED": "1"}
        django.setup()
        if options.only != "load":
            _lengths(teller, options)
        if options.only != "lengths":
            _load(teller, options, folder, stack)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    main()
