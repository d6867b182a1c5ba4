"""`python -m tests.bench.realtime`: see the package."""

import argparse
import asyncio
import importlib
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any
from uuid import UUID

import psutil
import psycopg
from rich.table import Table
from strawberry.relay.utils import to_base64

from tests.bench.databases import Database, Databases
from tests.bench.progress import Teller
from tests.bench.realtime.chart import chart
from tests.bench.realtime.facts import Committer
from tests.bench.realtime.subscribers import Subscriber, open_all
from tests.bench.servers import ROOT, Server, environment_for
from tests.bench.serving import Serving

_GOAL_MS = 500


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.realtime", description="Measure live streams.")
    parser.add_argument("--subscriptions", type=int, default=2_000, help="sockets, each with one (2000)")
    parser.add_argument("--rate", type=float, default=200.0, help="facts a second (200)")
    parser.add_argument("--seconds", type=float, default=30.0, help="how long facts are committed (30)")
    parser.add_argument("--server", default="uvicorn", help="ASGI server (uvicorn)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks", help="of figures and chart")
    return parser.parse_args()


def _carts(database: Database, count: int) -> list[UUID]:
    with psycopg.connect(database.url, autocommit=True) as connection:
        made = connection.execute(
            "INSERT INTO checkout_cart (currency, status, updated_at) SELECT 'NGN', 'OPEN', now()"
            " FROM generate_series(1, %s) RETURNING id",
            [count],
        )
        return [row[0] for row in made.fetchall()]


def _percentiles(values: Sequence[float]) -> dict[str, float]:
    cuts = statistics.quantiles(values, n=100)
    return {f"p{at}_ms": round(cuts[at - 1] * 1000, 1) for at in (50, 95, 99)}


async def _baseline(subscribers: list[Subscriber], rate: float, seconds: float) -> list[float]:
    """Bare answers at the same rate over the same sockets."""
    began, found = time.perf_counter(), []

    async def one(subscriber: Subscriber) -> None:
        found.append(await subscriber.probe())

    async with asyncio.TaskGroup() as group:
        for number in range(int(rate * seconds)):
            ahead = number / rate - (time.perf_counter() - began)
            if ahead > 0:
                await asyncio.sleep(ahead)
            group.create_task(one(subscribers[(number * 7919) % len(subscribers)]))
    return found


async def _settled(committer: Committer, by_cart: dict[UUID, Subscriber], patience: float = 60.0) -> float:
    """Wait until everything committed has been told; seconds that it took."""
    began = time.perf_counter()
    while time.perf_counter() - began < patience:
        known = sum(len(each.told) for each in by_cart.values())
        if known >= len(committer.committed):
            break
        await asyncio.sleep(0.05)
    return time.perf_counter() - began


def _verified(database: Database, by_cart: dict[UUID, Subscriber]) -> dict[str, int]:
    """What subscribers were told, against the log."""
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(
            "SELECT aggregate, event_id::text FROM kernel_outboxevent WHERE request_id = 'bench' ORDER BY position"
        ).fetchall()
    log: dict[UUID, list[str]] = {cart: [] for cart in by_cart}
    for aggregate, event in rows:
        log[UUID(aggregate.removeprefix("cart:"))].append(event)
    told = {cart: [event for event, *_ in each.told] for cart, each in by_cart.items()}
    missed = sum(len(set(log[cart]) - set(told[cart])) for cart in log)
    doubled = sum(len(told[cart]) - len(set(told[cart])) for cart in log)
    disordered = sum(
        told[cart] != [event for event in log[cart] if event in set(told[cart])]
        for cart in log
        if len(told[cart]) == len(set(told[cart]))
    )
    return {"facts": len(rows), "missed": missed, "doubled": doubled, "out_of_order": disordered}


def _latencies(committer: Committer, by_cart: dict[UUID, Subscriber], since: float, until: float) -> list[float]:
    arrived = {event: at for each in by_cart.values() for event, _, at in each.told}
    times = ((arrived.get(event), at) for event, (_, at) in committer.committed.items() if since <= at <= until)
    return [max(came - at, 0.0) for came, at in times if came is not None]


def _delivery(database: Database) -> dict[str, float]:
    """From commit to delivery by the relay, as the database's own clock and the relay's say."""
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(
            "SELECT extract(epoch FROM delivered_at - occurred_at)::float FROM kernel_outboxevent"
            " WHERE request_id = 'bench' AND delivered_at IS NOT NULL"
        ).fetchall()
    return _percentiles([max(row[0], 0.0) for row in rows])


async def _measure(
    options: argparse.Namespace, teller: Teller, server: Server, relay: psutil.Process, database: Database
) -> dict[str, Any]:
    carts = _carts(database, options.subscriptions)
    by_cart = {cart: Subscriber(to_base64("Cart", cart)) for cart in carts}
    subscribers, url = list(by_cart.values()), f"ws://127.0.0.1:{server.port}/graphql/"
    before = server.memory()
    opened = await open_all(subscribers, url)
    await _greeted(subscribers)
    teller.say(f"✓ {len(subscribers)} subscriptions open  {opened:.1f} s", "green")
    memory = server.memory()
    bare = await _baseline(subscribers, options.rate, min(options.seconds, 10.0))
    committer = Committer(database.url, carts)
    cpu, relay_cpu, base_cpu = server.cpu(), sum(relay.cpu_times()[:2]), server.base_cpu()
    since = time.perf_counter()
    await committer.run(options.rate, options.seconds)
    until = time.perf_counter()
    await _settled(committer, by_cart)
    steady = _latencies(committer, by_cart, since, until)
    work = {
        "server_cpu": round((server.cpu() - cpu) / (until - since), 2),
        "relay_cpu": round((sum(relay.cpu_times()[:2]) - relay_cpu) / (until - since), 2),
        "postgresql_cpu": round((server.base_cpu() - base_cpu) / (until - since), 2),
    }
    teller.say(f"✓ {len(steady)} facts told  {until - since:.1f} s", "green")
    storm = await _storm(options, committer, by_cart, url)
    teller.say(f"✓ reconnect storm  {storm['seconds']:.1f} s", "green")
    found = _percentiles(steady)
    return {
        "subscriptions": len(subscribers),
        "rate": options.rate,
        "commit_to_client": found,
        "bare_answer": _percentiles(bare),
        "ratio_p95": round(found["p95_ms"] / _percentiles(bare)["p95_ms"], 1),
        "relay_delivery": _delivery(database),
        "memory_mib": {"before": round(before), "open": round(memory), "after": round(server.memory())},
        "kib_per_subscription": round((memory - before) * 1024 / len(subscribers), 1),
        **work,
        "storm": storm,
        "checked": _verified(database, by_cart),
        "histogram_ms": [round(value * 1000, 1) for value in sorted(steady)[:: max(1, len(steady) // 400)]],
        "goal_p95_ms": _GOAL_MS,
        "server": f"{server.name} {server.version}",
    }


async def _greeted(subscribers: list[Subscriber]) -> None:
    """Wait until each has been told how things stand."""
    async with asyncio.timeout(120):
        for each in subscribers:
            await each.greeted.wait()


async def _storm(
    options: argparse.Namespace, committer: Committer, by_cart: dict[UUID, Subscriber], url: str
) -> dict[str, Any]:
    """Cut every socket at once while facts go on, and open them all again at once."""
    going_on = asyncio.create_task(committer.run(options.rate / 2, min(options.seconds, 10.0)))
    await asyncio.gather(*(each.cut() for each in by_cart.values()))
    since = time.perf_counter()
    await open_all(list(by_cart.values()), url, at_once=len(by_cart))
    opened = time.perf_counter() - since
    await going_on
    waited = await _settled(committer, by_cart)
    return {"seconds": round(opened, 1), "caught_up_after_s": round(waited, 1)}


_ROWS = {"commit to client": "commit_to_client", "bare answer": "bare_answer", "commit to delivery": "relay_delivery"}
_LINES = (
    *("ratio_p95", "kib_per_subscription", "memory_mib", "server_cpu", "relay_cpu", "postgresql_cpu"),
    *("storm", "checked"),
)


def _shown(teller: Teller, found: dict[str, Any]) -> None:
    title = f"{found['subscriptions']} subscriptions, {found['server']}"
    table = Table("what", "p50 ms", "p95 ms", "p99 ms", title=title)
    for name, key in _ROWS.items():
        table.add_row(name, *(str(found[key][f"p{at}_ms"]) for at in (50, 95, 99)))
    teller.console.print(table)
    for name in _LINES:
        teller.say(f"{name}: {found[name]}")


def main() -> None:
    """Measure, print, keep."""
    options, teller = _parsed(), Teller()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fs-bench-")))
        with teller.step("PostgreSQL and Valkey started"):
            importlib.import_module("tests.infrastructure")
        database = stack.enter_context(Databases(teller, folder)).make([150])[150]
        (server,) = stack.enter_context(Serving(teller, folder)).start([(options.server, database)])
        environment = environment_for(database.url) | {"LOG_LEVEL": "ERROR"}
        relay = subprocess.Popen(
            [sys.executable, "manage.py", "relay"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL
        )
        stack.callback(relay.wait, 20)
        stack.callback(relay.terminate)
        found = asyncio.run(_measure(options, teller, server, psutil.Process(relay.pid), database))
    _shown(teller, found)
    options.out.mkdir(parents=True, exist_ok=True)
    (options.out / "realtime.svg").write_text(chart(found), encoding="utf-8")
    found.pop("histogram_ms")
    (options.out / "realtime.json").write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    teller.say(f"kept in {options.out}")
    if found["checked"]["missed"] or found["checked"]["doubled"] or found["checked"]["out_of_order"]:
        sys.exit("bench: what subscribers were told is not what the log says")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    main()
