"""Ends what a killed run left behind: the next run calls it, and each run has a process that waits for its end.

That process, `python -I reaper.py CLUSTER`, is a script of its own: importing `config` would bring Celery along. The
standard library and psutil are all that it may import.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

MARK = "FASHIONISTAR_UP"
"""The variable that every child carries; its value is the data directory that the child belongs to."""

_GRACE_SECONDS = 8.0
_BEGUN = b"begun"


@contextmanager
def reaper(mark: str, cluster: Path, log: Path) -> Iterator[None]:
    """Have a process that ends whatever carries the mark when this one is gone, however it goes.

    Leaving the context waits for it, so that nothing is left then either.
    """
    # Not tethered, for it outlives us; its own session, so that what ends our group does not reach it.
    with (
        log.open("ab") as output,
        subprocess.Popen(
            [sys.executable, "-I", __file__, str(cluster)],
            cwd="/",
            env={**os.environ, MARK: mark},
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=subprocess.STDOUT,
            bufsize=0,
            start_new_session=True,
        ) as process,
    ):
        if process.stdin is not None:
            process.stdin.write(_BEGUN)
        yield


def stop_marked(mark: str) -> list[str]:
    """Stop every process that carries the mark, except this one; return those that had to be killed."""
    return _stop(lambda process: process.environ().get(MARK) == mark)


def stop_postgres_in(cluster: Path) -> list[str]:
    """Stop every PostgreSQL process that works in this cluster; return those that had to be killed."""
    where = str(cluster.resolve())
    # A postmaster and its backends all work in the cluster's directory, whatever title they show.
    return _stop(lambda process: process.name() == "postgres" and process.cwd() == where)


def _stop(wanted: Callable[[psutil.Process], bool]) -> list[str]:
    found = _matching(wanted)
    if not found:
        return []
    numbers = {process.pid for process in found}
    for process in found:
        with suppress(psutil.NoSuchProcess):
            # What another of them started, that one stops: a worker waits for the task of its pool.
            if process.ppid() not in numbers:
                process.send_signal(signal.SIGINT if process.name() == "postgres" else signal.SIGTERM)
    psutil.wait_procs(found, timeout=_GRACE_SECONDS)
    # Looked for anew: one that does not stop may have started others meanwhile.
    stubborn = _matching(wanted)
    killed = [_described(process) for process in stubborn]
    for process in stubborn:
        with suppress(psutil.NoSuchProcess):
            process.kill()
    psutil.wait_procs(stubborn, timeout=_GRACE_SECONDS)
    return killed


def _matching(wanted: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and wanted(process):
                found.append(process)
        except psutil.Error:
            continue  # gone meanwhile, or another user's
    return found


def _described(process: psutil.Process) -> str:
    try:
        # Not its options, which may hold a secret.
        return f"{process.pid} ({' '.join(process.cmdline()[:3])})"
    except psutil.Error:
        return str(process.pid)


def main(cluster: Path) -> None:
    """Wait for the end of the runner, then of its parts: politely, then for good."""
    # Nothing was said: the runner ended before it started anything, and what there is may be the next run's.
    if sys.stdin.buffer.read() != _BEGUN:
        return
    for killed in (*stop_marked(os.environ[MARK]), *stop_postgres_in(cluster)):
        when = time.strftime("%Y-%m-%d %H:%M:%S")
        sys.stdout.write(f"{when} did not stop in {_GRACE_SECONDS:g} s and was killed: {killed}\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
