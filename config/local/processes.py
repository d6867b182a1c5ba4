"""Processes of this machine: what a killed run left behind, and how it is stopped."""

import os
import signal
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import psutil

MARK = "FASHIONISTAR_UP"
"""The variable that every child carries; its value is the data directory that the child belongs to."""

_GRACE_SECONDS = 8.0


def given_environment() -> dict[str, str]:
    """The environment as this process was given it, before settings filled in their defaults."""
    return dict(psutil.Process().environ())


def launcher() -> int | None:
    """The process id of the `uv run` that started this process, if one did."""
    parent = psutil.Process().parent()
    return int(parent.pid) if parent is not None and parent.name() == "uv" else None


def stop_marked(mark: str) -> int:
    """Stop every process that carries the mark, except this one; return how many there were."""
    return _stop(_matching(lambda process: process.environ().get(MARK) == mark), signal.SIGTERM)


def stop_postgres_in(cluster: Path) -> int:
    """Stop every PostgreSQL process that works in this cluster; return how many there were."""
    where = str(cluster.resolve())
    # A postmaster and its backends all work in the cluster's directory, whatever title they show.
    found = _matching(lambda process: process.name() == "postgres" and process.cwd() == where)
    return _stop(found, signal.SIGINT)


def exists(pid: int) -> bool:
    """Whether there is such a process."""
    return bool(psutil.pid_exists(pid))


def _matching(wanted: Callable[[psutil.Process], bool]) -> list[psutil.Process]:
    found = []
    for process in psutil.process_iter():
        try:
            if process.pid != os.getpid() and wanted(process):
                found.append(process)
        except psutil.Error:
            continue  # gone meanwhile, or another user's
    return found


def _stop(processes: list[psutil.Process], first: signal.Signals) -> int:
    waiting = processes
    for signum in (first, signal.SIGKILL):
        for process in waiting:
            with suppress(psutil.NoSuchProcess):
                process.send_signal(signum)
        waiting = psutil.wait_procs(waiting, timeout=_GRACE_SECONDS)[1]
    return len(processes)
