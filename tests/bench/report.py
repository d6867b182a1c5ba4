"""What a run has found: tables for people, one JSON file for programs."""

import json
import os
import platform
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.modes import PLAIN, PROJECTION

type Figures = dict[str, Any]

#: Below these shares of one core, the client and other programs do not slow down what is measured.
_LIGHT, _QUIET = 0.7, 0.25


def print_comparison(console: Console, found: Figures) -> None:
    """All points, then the ratios."""
    title = f"{found['server']}, {found['products']:,} products, {found['dose']['connections']} connections"
    table = _table(title, "case", "through", "answers/s", "p50 ms", "p95 ms", "p99 ms", "server ms", "base ms", "kB")
    for row in found["points"]:
        table.add_row(row["case"], row["through"], *_timed(row), f"{row['kB']:.1f}" if row["kB"] else "")
    console.print(table)
    table = _table("ratios of answers/s", "case", *ratio_names())
    for case, ratios in ratios_of(found).items():
        table.add_row(case, *(f"{ratios[name]:.2f}" if name in ratios else "" for name in ratio_names()))
    console.print(table)
    deep = f"The deep page is {found['deep_pages']} pages in."
    console.print(f"{deep} Memory of the server, plain executor included: {found['memory_mib']} MiB.")
    _warn(console, found["points"])


def ratio_names() -> list[str]:
    """The ratios, in the order of the table."""
    return [
        "projection/plain",
        "projection/empty (ASGI)",
        "projection/empty (Django)",
        "projection/SQL (ASGI)",
        "projection/SQL (Django)",
    ]


def ratios_of(found: Figures) -> dict[str, dict[str, float]]:
    """The ratios of throughput of each case, each the median of the rounds' own.

    The statement on its own is the list's, and compared with that alone.
    """
    rates = {(row["case"], row["through"]): row["rounds"] for row in found["points"]}
    ratios: dict[str, dict[str, float]] = {}
    for (case, through), rate in rates.items():
        if through != PROJECTION:
            continue
        others = {PLAIN: rates.get((case, PLAIN))}
        floors = ("empty (ASGI)", "empty (Django)", *(("SQL (ASGI)", "SQL (Django)") if case == "list of 20" else ()))
        others |= {name: rates["floor", name] for name in floors}
        ratios[case] = {
            f"{PROJECTION}/{name}": median(one / two for one, two in zip(rate, other, strict=True))
            for name, other in others.items()
            if other
        }
    return ratios


def print_growth(console: Console, found: Figures) -> None:
    """p50 by size, and how it grows."""
    sizes = [each["products"] for each in found["databases"]]
    p50 = {(row["case"], row["connections"], row["products"]): row["p50_ms"] for row in found["points"]}
    columns = [f"{size:,}" for size in sizes]
    table = _table(f"p50 in ms by products ({found['server']})", "case", "connections", *columns, "growth", "of CPU")
    for row in found["growth"]:
        shown = [f"{p50[row['case'], row['connections'], size]:.2f}" for size in sizes]
        table.add_row(row["case"], str(row["connections"]), *shown, f"{row['p50']:.2f}", f"{row['cpu']:.2f}")
    console.print(table)
    for each in found["databases"]:
        memory = found["memory_mib"][str(each["products"])]
        pages = f"deep page {each['deep_pages']} pages in"
        console.print(f"{each['products']:,} products: database {each['mib']:,} MiB, {pages}, server {memory} MiB")
    _warn(console, found["points"])


def print_servers(console: Console, found: Figures) -> None:
    """Throughput of each case on each server."""
    names = [each["name"] for each in found["servers"]]
    rows = {(row["case"], row["server"]): row for row in found["points"]}
    cases = list(dict.fromkeys(row["case"] for row in found["points"]))
    columns = [f"{name} {what}" for name in names for what in ("answers/s", "p95 ms")]
    table = _table(f"servers, {found['products']:,} products", "case", *columns)
    for case in cases:
        shown = [rows[case, name] for name in names]
        pairs = [(f"{row['answers_per_second']:,.0f}", f"{row['p95_ms']:.1f}") for row in shown]
        table.add_row(case, *(text for pair in pairs for text in pair))
    console.print(table)
    for each in found["servers"]:
        console.print(f"{each['name']} {each['version']}: {each['memory_mib']} MiB")
    _warn(console, found["points"])


def print_storefront(console: Console, found: Figures) -> None:
    """The rates that were tried, and the best."""
    title = f"storefront mix, {found['server']}, {found['products']:,} products"
    table = _table(title, "asked/s", "answers/s", "p50 ms", "p95 ms", "p99 ms", "server ms", "base ms", "quick")
    for row in found["steps"]:
        table.add_row(f"{row['asked']:,.0f}", *_timed(row), "yes" if row["kept"] else "no")
    console.print(table)
    best = found["best"]
    kinds = ", ".join(f"{kind} {each['p95_ms']} ms" for kind, each in best["kinds"].items())
    cores = best["busy_cores"]
    console.print(
        f"Highest rate with p95 below {found['quick_ms']:.0f} ms: {best['asked']:,.0f} requests/s"
        f" (p95 {best['p95_ms']:.1f} ms: {kinds}).\n"
        f"Products shown: {best['products_per_second']:,}/s with {cores['server']} cores of the server's process and"
        f" {cores['database']} of PostgreSQL's: {best['products_per_second_per_core']:,}/s per busy core,"
        f" {best['products_per_second_per_server_core']:,}/s per core of the server alone.\n"
        f"Memory of the server: {found['memory_mib']} MiB."
    )
    _warn(console, found["steps"])


def keep(folder: Path, sections: dict[str, Figures]) -> Path:
    """Write what was measured into `results.json`; what was not measured now stays there as it was."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "results.json"
    kept: Figures = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    stamp = {"at": datetime.now(UTC).isoformat(timespec="seconds"), "machine": machine()}
    kept |= {name: stamp | found for name, found in sections.items()}
    path.write_text(json.dumps(kept, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def machine() -> Figures:
    """Where it was measured."""
    cpu = Path("/proc/cpuinfo")
    lines = cpu.read_text().splitlines() if cpu.exists() else []
    model = next((line.partition(":")[2].strip() for line in lines if line.startswith("model name")), "")
    return {
        "processor": model or platform.machine(),
        "cores": os.cpu_count(),
        "python": platform.python_version(),
        "system": f"{platform.system()} {platform.release()}",
    }


def _table(title: str, first: str, *columns: str) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(first, justify="left", no_wrap=True)
    for column in columns:
        table.add_column(column, justify="left" if column == "through" else "right", no_wrap=column == "through")
    return table


def _timed(row: Figures) -> list[str]:
    millis = [f"{row[name]:.1f}" for name in ("p50_ms", "p95_ms", "p99_ms")]
    cpu = [f"{row[name]:.2f}" for name in ("server_cpu_ms", "database_cpu_ms")]
    return [f"{row['answers_per_second']:,.0f}", *millis, *cpu]


def _warn(console: Console, rows: Sequence[Figures]) -> None:
    busiest, others = max(row["load_busy"] for row in rows), median(row["others_busy"] for row in rows)
    if busiest > _LIGHT:
        console.print(f"The client itself was busy up to {busiest:.0%}: such figures are too low.", style="yellow")
    if others > _QUIET:
        console.print(
            f"Other programs kept {others:.1f} of {os.cpu_count()} cores busy: ratios and CPU hold, times do not.",
            style="yellow",
        )
