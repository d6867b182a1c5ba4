"""The suite's servers: one PostgreSQL and one Valkey, started before anything else and shared by all workers.

Loaded as a plugin with `-p` (see pyproject.toml), because Django's settings read their URLs when pytest starts.
"""

import atexit
import os
import shutil
import socket
import tempfile
from pathlib import Path

import pytest

from config.up import embedded
from config.up.child import Child

#: The suite's data may be lost at any moment; it need not wait for the disk.
_FAST = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "200",
    "shared_buffers": "128MB",
}
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
_children: list[Child] = []


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="fs-suite-"))
    folder.chmod(0o755)
    atexit.register(_stop, folder)
    if not os.environ.get("DATABASE_URL"):
        server = embedded.postgres(folder / "pg", folder / "postgres.log", _FAST)
        _run(server)
        os.environ["DATABASE_URL"] = embedded.postgres_url(folder / "pg", "postgres")
    if not os.environ.get("REDIS_URL"):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        _run(embedded.valkey(folder, folder / "valkey.log", port))
        os.environ["REDIS_URL"] = f"redis://127.0.0.1:{port}/0"


def _run(server: Child) -> None:
    server.start()
    _children.append(server)
    server.wait_ready(interrupted=lambda: False)


def _stop(folder: Path) -> None:
    for child in reversed(_children):
        child.ask_to_stop()
        child.end(10)
    shutil.rmtree(folder.resolve(), ignore_errors=True)


def _own_valkey_database(worker: str) -> None:
    """Each worker counts its own Valkey database, so that tests never hear each other."""
    base, _, _ = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{base}/{int(worker.removeprefix('gw')) + 1}"


_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker:
    _own_valkey_database(_worker)
else:
    _start()


def _lacking() -> dict[str, str]:
    """Marks of tests that this machine cannot run, with the program that it lacks."""
    programs = {"node": ("Node.js", ("node",)), "browser": ("Chromium", _CHROMIUM)}
    return {mark: name for mark, (name, commands) in programs.items() if not any(map(shutil.which, commands))}


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Deselect tests whose programs this machine lacks."""
    lacking = _lacking()
    out = {item for item in items if any(mark in item.keywords for mark in lacking)}
    if out:
        config.hook.pytest_deselected(items=list(out))
        items[:] = [item for item in items if item not in out]


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say in one line what was left out, and why."""
    lacking = _lacking()
    if lacking:
        marks, programs = ", ".join(lacking), " and ".join(lacking.values())
        terminalreporter.write_line(f"left out: tests marked {marks}, for {programs} is not on this machine")
