"""`python -m tests.bench`: measures reads over real HTTP; `tests/bench/__init__.py` says what the figures mean."""

import argparse
import importlib
import signal
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from rich.console import Console

from config.local.faults import PlatformFault
from tests.bench import report
from tests.bench.chart import chart
from tests.bench.databases import Database, Databases
from tests.bench.faults import BenchFault
from tests.bench.modes import Dose, compare, contest, grow
from tests.bench.progress import Teller
from tests.bench.servers import ROOT, SERVERS
from tests.bench.serving import Serving
from tests.bench.storefront import storefront

_MOST_PRODUCTS = 9_999_999
_LEAST_PRODUCTS = 150
_DEFAULT_SCALES = (150, 1_000)

type Work = Callable[[Serving], dict[str, Any]]
type Print = Callable[[Console, dict[str, Any]], None]


def _parsed(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench", description="Measure reads over real HTTP.")
    modes = parser.add_argument_group("modes", "without any: --compare --scales 150,1000")
    modes.add_argument("--compare", action="store_true", help="projection, plain executor and floors")
    modes.add_argument("--scales", type=_sizes, metavar="N,N,…", help="p50 across catalogues of these sizes")
    modes.add_argument("--servers", type=_names, metavar="NAME,…", help=f"compare servers: {','.join(SERVERS)}")
    modes.add_argument("--storefront", action="store_true", help="the highest rate of a shop's mix that stays quick")
    dose = parser.add_argument_group("how much")
    dose.add_argument("--products", type=_size, default=1_000, help="catalogue of all modes but --scales (1000)")
    dose.add_argument("--server", choices=SERVERS, default="uvicorn", help="of all modes but --servers (uvicorn)")
    dose.add_argument("--rounds", type=_positive(int), default=4, help="turns of each point (4)")
    dose.add_argument("--seconds", type=_positive(float), default=0.7, help="of each turn (0.7)")
    dose.add_argument("--limit", type=_positive(int), default=20_000, help="most requests in a turn (20000)")
    dose.add_argument("--connections", type=_positive(int), default=8, help="that wait for answers at a time (8)")
    where = parser.add_argument_group("what is kept")
    where.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks", help="of figures and chart")
    where.add_argument("--keep-logs", type=Path, metavar="DIR", help="write the servers' logs there")
    options = parser.parse_args(arguments)
    if not (options.compare or options.scales or options.servers or options.storefront):
        options.compare, options.scales = True, list(_DEFAULT_SCALES)
    return options


def _positive[Number: (int, float)](kind: Callable[[str], Number]) -> Callable[[str], Number]:
    def read(text: str) -> Number:
        try:
            value = kind(text)
        except ValueError:
            value = kind("0")
        if value <= 0:
            raise argparse.ArgumentTypeError("must be a number above 0")
        return value

    return read


def _size(text: str) -> int:
    if not text.isdecimal() or not _LEAST_PRODUCTS <= int(text) <= _MOST_PRODUCTS:
        raise argparse.ArgumentTypeError(f"a catalogue has {_LEAST_PRODUCTS} to {_MOST_PRODUCTS} products")
    return int(text)


def _sizes(text: str) -> list[int]:
    return sorted({_size(part) for part in text.split(",")})


def _names(text: str) -> list[str]:
    names = text.split(",")
    if unknown := [name for name in names if name not in SERVERS]:
        raise argparse.ArgumentTypeError(f"{unknown[0]} is not one of {', '.join(SERVERS)}")
    return list(dict.fromkeys(names))


def _run(options: argparse.Namespace, teller: Teller, stack: ExitStack) -> dict[str, dict[str, Any]]:
    """Everything that was asked for; returns its figures by section."""
    folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fs-bench-")))
    logs: Path = options.keep_logs or folder
    logs.mkdir(parents=True, exist_ok=True)
    with teller.step("PostgreSQL and Valkey started"):
        importlib.import_module("tests.infrastructure")  # starts them, and stops them when this process ends
    several = options.compare or options.servers or options.storefront
    sizes = [*(options.scales or ()), *([options.products] if several else ())]
    databases = stack.enter_context(Databases(teller, folder)).make(sizes)
    sections = {}
    for name, (work, show) in _modes(options, teller, databases, folder).items():
        with Serving(teller, logs) as serving:
            sections[name] = work(serving)
        show(teller.console, sections[name])
    return sections


def _modes(
    options: argparse.Namespace, teller: Teller, databases: dict[int, Database], folder: Path
) -> dict[str, tuple[Work, Print]]:
    dose = Dose(options.rounds, options.seconds, options.limit, options.connections)
    one, server = databases.get(options.products), options.server
    found: dict[str, tuple[Work, Print]] = {}
    if options.compare and one:
        found["comparison"] = (
            lambda serving: compare(teller, serving, server, one, dose), report.print_comparison,
        )  # fmt: skip
    if options.scales:
        several = [databases[size] for size in options.scales]
        found["growth"] = (lambda serving: grow(teller, serving, server, several, dose), report.print_growth)
    if options.servers and one:
        found["servers"] = (
            lambda serving: contest(teller, serving, options.servers, one, dose), report.print_servers,
        )  # fmt: skip
    if options.storefront and one:
        seconds = max(options.seconds, 5.0)
        work = partial(storefront, teller, server=server, database=one, seconds=seconds, folder=folder)
        found["storefront"] = (work, report.print_storefront)
    return found


def _stopped(_signum: int, _frame: FrameType | None) -> None:
    """Any polite request to stop ends like Ctrl-C; a second one does not disturb what is being cleaned up."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, signal.SIG_IGN)
    raise KeyboardInterrupt


def main() -> None:
    """Measure, print, keep; whatever happens, leave nothing behind."""
    options, teller, began = _parsed(), Teller(), time.monotonic()
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _stopped)
    try:
        with ExitStack() as stack:
            sections = _run(options, teller, stack)
    except KeyboardInterrupt:
        sys.exit("bench: stopped; nothing was kept")
    except (BenchFault, PlatformFault) as fault:
        sys.exit(f"bench: {fault}")
    path = report.keep(options.out, sections)
    if "comparison" in sections:
        (options.out / "throughput.svg").write_text(chart(sections["comparison"]), encoding="utf-8")
    teller.say(f"kept in {path.parent}, after {time.monotonic() - began:.0f} s")


if __name__ == "__main__":
    main()
