"""The three closed-loop modes: comparison with the reference and the floors, growth with the catalogue, servers."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import cycle
from typing import Any

from tests.bench.cases import FLOORS, Case, cases_on, plain_of
from tests.bench.databases import Database
from tests.bench.driving import Point, Sample, drive
from tests.bench.progress import Teller
from tests.bench.requests import Request
from tests.bench.serving import Serving

PROJECTION, PLAIN = "projection", "plain"


@dataclass(frozen=True, slots=True)
class Dose:
    """How much is measured.

    Attributes:
        rounds: How often each point has its turn.
        seconds: How long a turn is.
        limit: How many requests a turn may send.
        connections: How many wait for answers at a time.
    """

    rounds: int
    seconds: float
    limit: int
    connections: int


def compare(teller: Teller, serving: Serving, server: str, database: Database, dose: Dose) -> dict[str, Any]:
    """Each case through the projection and the plain executor, and the floors."""
    (served,) = serving.start([(server, database)], {"BENCH_PLAIN": "1", "BENCH_SQL": database.facts["statement"]})
    with teller.step("answers proved"):
        cases = cases_on(served, database)
        references = [plain_of(served, case) for case in cases]
    _tell_missing(teller, cases, references)
    points = []
    for case, reference in zip(cases, references, strict=True):
        points.append(Point(case.name, PROJECTION, served, case.requests, dose.connections))
        if isinstance(reference, Case):
            points.append(Point(case.name, PLAIN, served, reference.requests, dose.connections))
    points += [Point("floor", name, served, [Request(path)], dose.connections) for name, path in FLOORS.items()]
    samples = _driven(teller, "comparison", points, dose)
    return {
        "server": f"{server} {served.version}",
        "products": database.products,
        "deep_pages": database.facts["deep_pages"],
        "dose": _told(dose),
        "points": [
            {"case": point.case, "through": point.through, "kB": _kilobytes(point), **sample.figures()}
            for point, sample in zip(points, samples, strict=True)
        ],
        "memory_mib": round(served.memory()),
    }


def _tell_missing(teller: Teller, cases: Sequence[Case], references: Sequence[Case | str]) -> None:
    """Why there is no reference for some cases."""
    reasons: dict[str, list[str]] = {}
    for case, reference in zip(cases, references, strict=True):
        if isinstance(reference, str):
            reasons.setdefault(reference, []).append(case.name)
    for reason, names in reasons.items():
        teller.say(f"not measured through the plain executor: {', '.join(names)}: {reason}", "yellow")


def grow(teller: Teller, serving: Serving, server: str, databases: Sequence[Database], dose: Dose) -> dict[str, Any]:
    """Each case through the projection on databases of several sizes, with many connections and with one."""
    served = serving.start([(server, database) for database in databases])
    with teller.step("answers proved"):
        cases = [cases_on(each, database) for each, database in zip(served, databases, strict=True)]
    points = [
        Point(case.name, f"{database.products:,} products", each, case.requests, connections)
        for same in zip(*cases, strict=True)
        for connections in (1, dose.connections)
        for each, database, case in zip(served, databases, same, strict=True)
    ]
    samples = _driven(teller, "growth", points, dose)
    rows = [
        {
            "case": point.case,
            "connections": point.connections,
            "products": database.products,
            "kB": _kilobytes(point),
            **sample.figures(),
        }
        for point, database, sample in zip(points, cycle(databases), samples)
    ]
    return {
        "server": f"{server} {served[0].version}",
        "dose": _told(dose),
        "databases": [
            {"products": database.products, "mib": database.size, "deep_pages": database.facts["deep_pages"]}
            for database in databases
        ],
        "memory_mib": {
            str(database.products): round(each.memory()) for each, database in zip(served, databases, strict=True)
        },
        "points": rows,
        "growth": _growth(rows),
    }


def contest(teller: Teller, serving: Serving, servers: Sequence[str], database: Database, dose: Dose) -> dict[str, Any]:
    """Each case through the projection, and the empty answer, on several servers."""
    served = serving.start([(server, database) for server in servers])
    empty = Case("empty (ASGI)", [Request(FLOORS["empty (ASGI)"])], lambda *_: True)
    with teller.step("answers proved"):
        cases = [[empty, *cases_on(each, database)] for each in served]
    points = [
        Point(case.name, each.name, each, case.requests, dose.connections)
        for same in zip(*cases, strict=True)
        for each, case in zip(served, same, strict=True)
    ]
    samples = _driven(teller, "servers", points, dose)
    return {
        "products": database.products,
        "dose": _told(dose),
        "servers": [
            {"name": each.name, "version": each.version, "memory_mib": round(each.memory())} for each in served
        ],
        "points": [
            {"case": point.case, "server": point.through, **sample.figures()}
            for point, sample in zip(points, samples, strict=True)
        ],
    }


def _driven(teller: Teller, title: str, points: Sequence[Point], dose: Dose) -> list[Sample]:
    with teller.counting(title, len(points) * (dose.rounds + 1)) as told:
        return drive(
            points,
            rounds=dose.rounds,
            seconds=dose.seconds,
            limit=dose.limit,
            advanced=lambda point: told(f"{point.case}, {point.through}"),
        )


def _growth(rows: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The largest by the smallest across the sizes, for each case and number of connections."""
    found: dict[tuple[str, int], list[tuple[float, float]]] = {}
    for row in rows:
        costs = row["p50_ms"], row["server_cpu_ms"] + row["database_cpu_ms"]
        found.setdefault((row["case"], row["connections"]), []).append(costs)
    return [
        {"case": case, "connections": connections, "p50": _ratio(p50), "cpu": _ratio(cpu)}
        for (case, connections), (p50, cpu) in ((key, tuple(zip(*costs, strict=True))) for key, costs in found.items())
    ]


def _ratio(values: Sequence[float]) -> float:
    return round(max(values) / max(min(values), 0.001), 2)


def _kilobytes(point: Point) -> float:
    """The mean body; 0 where it is not known before."""
    bodies = [len((request.expected or "").encode()) for request in point.requests]
    return round(sum(bodies) / len(bodies) / 1000, 1)


def _told(dose: Dose) -> dict[str, Any]:
    return {"rounds": dose.rounds, "seconds": dose.seconds, "limit": dose.limit, "connections": dose.connections}
