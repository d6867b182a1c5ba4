"""The suite's servers: one PostgreSQL and one Valkey, started before anything else and shared by all workers.

Loaded as a plugin with `-p` (see pyproject.toml), because Django's settings read their URLs when pytest starts.
"""

import atexit
import os
import secrets
import shutil
import tempfile
import time
from pathlib import Path

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling, Scheduling

from config.local.display import Display
from config.local.ports import free_port
from config.local.postgres import Postgres, discard_cluster
from config.local.supervisor import Supervisor
from config.local.valkey import Valkey
from fashionistar.measurements.estimation.weights import POSE

#: The suite's data may be lost at any moment; it need not wait for the disk.
_FAST = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}
_CLIENTS = Path(__file__).parent / "clients" / "node_modules"
_MODELS = Path(os.environ.get("MODELS_DIR") or Path(__file__).parents[1] / ".data" / "models")
_CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
#: Tests that run one after the other in one worker, for they share what is slow to start.
_TOGETHER = {
    "tests/journeys/": "live",
    "tests/browser/": "live",
    "tests/clients/": "live",
    "tests/local/test_up_runs.py": "live",
    "tests/local/test_up_mailbox.py": "live",
    "tests/demo/": "demo",
}
_PLAIN = {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _start() -> None:
    folder = Path(tempfile.mkdtemp(prefix="fs-suite-"))
    folder.chmod(0o755)
    display = Display()
    display.end_progress()
    supervisor = Supervisor(folder, display, time.sleep)
    atexit.register(_stop, supervisor, folder)
    if not os.environ.get("DATABASE_URL"):
        postgres = Postgres(folder / "pg", _FAST, _PLAIN)
        postgres.prepare(supervisor.run)
        supervisor.start(postgres.program())
        supervisor.wait_ready("postgres")
        os.environ["DATABASE_URL"] = postgres.url("postgres")
    if not os.environ.get("REDIS_URL"):
        valkey = Valkey(folder / "valkey", port=free_port(), password=secrets.token_hex(8), keep=False, databases=64)
        supervisor.start(valkey.program(_PLAIN))
        supervisor.wait_ready("valkey")
        os.environ["REDIS_URL"] = valkey.url()


def _stop(supervisor: Supervisor, folder: Path) -> None:
    supervisor.stop()
    discard_cluster(folder / "pg")
    shutil.rmtree(folder, ignore_errors=True)


def _own_valkey_database(worker: str) -> None:
    """Each worker counts its own Valkey database, so that tests never hear each other."""
    base, _, _ = os.environ["REDIS_URL"].rpartition("/")
    os.environ["REDIS_URL"] = f"{base}/{int(worker.removeprefix('gw')) + 1}"


_worker = os.environ.get("PYTEST_XDIST_WORKER")
if _worker:
    _own_valkey_database(_worker)
else:
    _start()


class _Together(LoadScopeScheduling):
    """Gives each test to whichever worker is free, and the tests of a shared platform to one of them.

    xdist's own groups write to a private attribute of items that pytest 9.2 no longer reads.
    """

    def _split_scope(self, nodeid: str) -> str:
        return next((group for start, group in _TOGETHER.items() if nodeid.startswith(start)), nodeid)


def pytest_addoption(parser: pytest.Parser) -> None:
    """How long the clients of tests/clients/test_talking.py talk, if not for the suite's few seconds."""
    parser.addoption("--chat-minutes", type=float, default=None, help="how long two clients talk, with figures")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> Scheduling:
    """Start with what takes longest."""
    return _Together(config, log)


def _lacking() -> dict[str, str]:
    """Marks of tests that this machine cannot run, with the program that it lacks."""
    programs = {
        "node": ("Node.js", ("node",)),
        "browser": ("Chromium", _CHROMIUM),
        "pgbouncer": ("PgBouncer", ("pgbouncer",)),
    }
    lacking = {mark: name for mark, (name, commands) in programs.items() if not any(map(shutil.which, commands))}
    if "node" in lacking or not _CLIENTS.is_dir():
        lacking["clients"] = "npm's clients (npm ci in tests/clients)"
    if not all((_MODELS / file.name).is_file() for file in POSE.files):
        lacking["models"] = "the pose model (manage.py measurement_models)"
    return lacking


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
