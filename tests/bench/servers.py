"""The measured servers: one process each, on a free port of loopback."""

import os
import sys
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psutil
import psycopg

from config.local.child import Child, Program, stop_together
from config.local.ports import HOST, answers, free_port
from tests.bench.faults import BenchFault

ROOT = Path(__file__).resolve().parents[2]
_READY_SECONDS = 60.0
_APP = "tests.bench.app:application"

#: How each server is started, beside the port; none writes access lines, for the platform writes its own.
SERVERS: dict[str, tuple[str, ...]] = {
    "uvicorn": ("-m", "uvicorn", "--host", HOST, "--no-access-log", "--log-level", "warning", _APP, "--port"),
    "daphne": ("-m", "daphne", "-v", "0", "-b", HOST, _APP, "-p"),
    "granian": (
        *("-m", "granian", "--interface", "asgi", "--workers", "1", "--host", HOST),
        *("--log-level", "warning", _APP, "--port"),
    ),
}


class Server:
    """One ASGI server with the measured application on one database."""

    def __init__(self, name: str, database: str, logs: Path, extra: dict[str, str] | None = None) -> None:
        """Start it; `extra` are variables of its environment.

        Raises:
            BenchFault: It is not installed.
        """
        self.name = name
        self.port = free_port()
        try:
            self.version = version(name)
        except PackageNotFoundError as error:
            raise BenchFault(f"{name} is not installed: run `uv sync`.") from error
        environment = {**environment_for(database), **(extra or {})}
        program = Program(
            name=f"{name}-{self.port}",
            title=name,
            argv=(sys.executable, *SERVERS[name], str(self.port)),
            environment=environment,
            directory=ROOT,
            probe=lambda: answers(self.port, "/healthz"),
        )
        self._log = logs / f"{program.name}.log"
        self._child = Child(program, logs)
        self._postmaster = _postmaster(database)

    def wait_ready(self) -> None:
        """Wait until it answers.

        Raises:
            BenchFault: It died, or takes too long.
        """
        deadline = time.monotonic() + _READY_SECONDS
        while not self._child.is_ready():
            if self._child.exit_code() is not None or time.monotonic() > deadline:
                raise BenchFault(f"{self.name} does not start: mend what it says.{self.last_words()}")
            time.sleep(0.1)

    def last_words(self) -> str:
        """The end of its log, below a message; lines that only say that a request was answered are left out."""
        self._child.new_lines()
        telling = [line for line in self._child.last_lines if '"level": "info"' not in line]
        return "".join(f"\n    {line[:400]}" for line in telling[-8:])

    def memory(self) -> float:
        """Resident MiB of all its processes."""
        return sum(process.memory_info().rss for process in self._processes()) / 2**20

    def cpu(self) -> float:
        """Seconds that its processes have worked."""
        return sum(_seconds(process) for process in self._processes())

    def base_cpu(self) -> float:
        """Seconds that PostgreSQL has worked, ended processes included; 0 when it is elsewhere."""
        if self._postmaster is None:
            return 0.0
        ended = self._postmaster.cpu_times()
        total = _seconds(self._postmaster) + ended.children_user + ended.children_system
        return total + sum(_seconds(process) for process in self._postmaster.children())

    def stop(self) -> None:
        """Stop it politely, then for good."""
        stop_together([self._child])

    def _processes(self) -> list[psutil.Process]:
        try:
            process = psutil.Process(self._child.pid)
            return [process, *process.children(recursive=True)]
        except psutil.NoSuchProcess as error:
            raise BenchFault(f"{self.name} died: mend what it said last.{self.last_words()}") from error


def environment_for(database: str) -> dict[str, str]:
    """What every process of the platform gets here."""
    ours = {"DJANGO_SETTINGS_MODULE": "tests.bench.settings", "DATABASE_URL": database, "PYTHONUNBUFFERED": "1"}
    return {**os.environ, **ours}


def database_url(name: str) -> str:
    """The address of another database on the server that `DATABASE_URL` names."""
    parts = urlsplit(os.environ["DATABASE_URL"])
    return urlunsplit(parts._replace(path=f"/{name}"))


def _postmaster(database: str) -> psutil.Process | None:
    """PostgreSQL's first process, if it is on this machine."""
    with psycopg.connect(database) as connection:
        found = psutil.Process(connection.info.backend_pid).parent() if _is_local(connection) else None
    return found if found is not None and found.name() == "postgres" else None


def _is_local(connection: psycopg.Connection[tuple[object, ...]]) -> bool:
    return connection.info.host.startswith("/") and psutil.pid_exists(connection.info.backend_pid)


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0  # its parent counts it from now on
    return float(times.user + times.system)
