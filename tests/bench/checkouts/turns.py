"""A turn: so many clients at the same time, each doing one thing after the other until all are done."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(slots=True)
class Turn:
    """What a turn, or several added up, has shown.

    Attributes:
        millis: Of each thing that was done.
        refused: How many were not.
        seconds: Until the last was done.
        rates: Done a second, of each turn.
    """

    millis: list[float] = field(default_factory=list)
    refused: int = 0
    seconds: float = 0.0
    rates: list[float] = field(default_factory=list)

    def add(self, other: "Turn") -> None:
        """Count another one, too."""
        self.millis += other.millis
        self.rates += other.rates
        self.refused += other.refused
        self.seconds += other.seconds

    def percentile(self, share: float) -> float:
        """Milliseconds within which this share was done."""
        ordered = sorted(self.millis)
        return round(ordered[max(math.ceil(share * len(ordered)) - 1, 0)], 1)


class Shared[Job]:
    """What several threads take from, each job once."""

    def __init__(self, jobs: Sequence[Job]) -> None:
        """All of them wait."""
        self._waiting = deque(jobs)

    def __iter__(self) -> Iterator[Job]:
        """Whatever is next, until nothing is."""
        while True:
            try:
                job = self._waiting.popleft()
            except IndexError:
                return
            yield job


def turn[Job, Done](clients: Sequence[Callable[[Job], Done | None]], jobs: Sequence[Job]) -> Turn:
    """Have clients do jobs, each whatever is next; a client gives None for what was refused.

    Raises:
        BaseException: What the first client raised that raised at all.
    """
    waiting, faults = Shared(jobs), list[BaseException]()
    begin, done = threading.Barrier(len(clients) + 1), list[tuple[float, float]]()

    def run(client: Callable[[Job], Done | None]) -> None:
        begin.wait()
        try:
            for job in waiting:
                if faults:
                    return
                began = time.perf_counter()
                if client(job) is not None:
                    done.append((began, time.perf_counter()))
        except BaseException as fault:  # noqa: BLE001  (raised again where it can be told)
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(client,)) for client in clients]
    for thread in threads:
        thread.start()
    begin.wait()
    began = time.perf_counter()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    seconds = max(end for _, end in done) - began
    millis = [(end - start) * 1000 for start, end in done]
    return Turn(millis, len(jobs) - len(done), seconds, [len(done) / seconds])
