"""Drives points of measurement in interleaved rounds, and keeps what each of them showed."""

import json
import math
import subprocess
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

import psutil

from tests.bench.faults import BenchFault
from tests.bench.requests import Request
from tests.bench.servers import Server

_SEED = 20260301


@dataclass(frozen=True, slots=True)
class Point:
    """Something to measure: requests to one server.

    Attributes:
        case: What is read.
        through: What answers.
        server: Who serves.
        requests: They are sent in random order, each as often as its weight says.
        connections: How many wait for answers at a time.
    """

    case: str
    through: str
    server: Server
    requests: Sequence[Request]
    connections: int = 8


@dataclass(slots=True)
class Sample:
    """What a point has shown so far."""

    millis: list[float] = field(default_factory=list)
    which: list[int] = field(default_factory=list)
    seconds: float = 0.0
    server_cpu: float = 0.0
    base_cpu: float = 0.0
    load_cpu: float = 0.0
    machine_cpu: float = 0.0
    rounds: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Answers a second."""
        return len(self.millis) / self.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share of the answers came."""
        ordered = sorted(self.millis)
        return ordered[max(math.ceil(share * len(ordered)) - 1, 0)]

    def figures(self) -> dict[str, Any]:
        """The figures, as they are printed and kept."""
        count, ours = len(self.millis), self.server_cpu + self.base_cpu + self.load_cpu
        return {
            "answers": count,
            "answers_per_second": round(self.rate, 1),
            "rounds": [round(rate, 1) for rate in self.rounds],
            **{f"p{share}_ms": round(self.percentile(share / 100), 2) for share in (50, 95, 99)},
            "server_cpu_ms": round(self.server_cpu / count * 1000, 3),
            "database_cpu_ms": round(self.base_cpu / count * 1000, 3),
            "load_busy": round(self.load_cpu / self.seconds, 2),
            "others_busy": round(max(self.machine_cpu - ours, 0) / self.seconds, 2),
        }


class Load:
    """The load process."""

    def __init__(self) -> None:
        """Not running yet."""
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.bench.load"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            # Ctrl-C is the runner's; this process ends with its input.
            start_new_session=True,
        )
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.communicate()

    def run(self, point: Point, *, seconds: float, limit: int, rate: float | None = None, seed: int = _SEED) -> Sample:
        """One slice of load.

        Args:
            point: What to send where.
            seconds: Nothing is sent after that.
            limit: At most so many requests.
            rate: How many are due each second; without it, as many as answers come.
            seed: Of the order of the requests.

        Raises:
            BenchFault: An answer was not right.
        """
        before = _worked(point.server)
        told = self._told(
            {
                "port": point.server.port,
                "connections": point.connections,
                "rate": rate,
                "seconds": seconds,
                "limit": limit,
                "seed": seed,
                "requests": [request.job() for request in point.requests],
            }
        )
        if "fault" in told:
            raise BenchFault(f"{point.case}, {point.through}: {told['fault']}{point.server.last_words()}")
        millis = [micros / 1000 for micros in told["micros"]]
        server, base, machine = (now - then for now, then in zip(_worked(point.server), before, strict=True))
        rates = [len(millis) / told["seconds"]]
        return Sample(millis, told["which"], told["seconds"], server, base, told["cpu"], machine, rates)

    def _told(self, job: dict[str, Any]) -> dict[str, Any]:
        process = self._process
        if process is None or process.stdin is None or process.stdout is None:
            raise RuntimeError("the load process is not running")
        try:
            process.stdin.write(json.dumps(job) + "\n")
            process.stdin.flush()
        except BrokenPipeError:
            line = ""
        else:
            line = process.stdout.readline()
        if not line:
            raise BenchFault("the load process died: see what it wrote above, and start again.")
        told: dict[str, Any] = json.loads(line)
        return told


def drive(
    points: Sequence[Point],
    *,
    rounds: int,
    seconds: float,
    limit: int,
    advanced: Callable[[Point], None],
) -> list[Sample]:
    """Measure all points, in turn, in so many rounds after one that warms up; one sample for each."""
    samples = [Sample() for _ in points]
    with Load() as load:
        for number in range(rounds + 1):
            for point, sample in zip(points, samples, strict=True):
                advanced(point)
                if number == 0:
                    load.run(point, seconds=min(seconds, 0.4), limit=limit)
                else:
                    _add(sample, load.run(point, seconds=seconds, limit=limit, seed=_SEED + number))
    return samples


def _worked(server: Server) -> tuple[float, float, float]:
    """Seconds that the server, PostgreSQL and the whole machine have worked."""
    # What guests use is part of the user's time.
    machine = psutil.cpu_times()
    return server.cpu(), server.base_cpu(), sum(machine[:8]) - machine.idle - machine.iowait


def _add(sample: Sample, more: Sample) -> None:
    for name in ("millis", "which", "rounds"):
        getattr(sample, name).extend(getattr(more, name))
    for name in ("seconds", "server_cpu", "base_cpu", "load_cpu", "machine_cpu"):
        setattr(sample, name, getattr(sample, name) + getattr(more, name))
