"""All that a purchase passes through, each in processes of its own, as `manage.py up` starts them."""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psutil
import psycopg

from config.local import backing, services
from config.local.datadir import DataDir
from config.local.display import Display
from config.local.supervisor import Supervisor
from tests.bench.databases import Databases
from tests.bench.progress import Teller
from tests.bench.servers import environment_for

HOST = "127.0.0.1"
KEY = "sk_test_bench"  # of the settings
_PRODUCTS = 150
_PATIENCE_SECONDS = 60.0
_WAITING = "SELECT count(*) FROM kernel_outboxevent WHERE status = 'PENDING'"
_UNWATCH = "UPDATE payments_paymentattempt SET check_at = NULL WHERE check_at IS NOT NULL"
#: A word of the command line by the name of the process.
_WORDS = {
    "server": "config.asgi:application",
    "relay": "relay",
    "worker": "celery",
    "emulator": "fashionistar.emulators.paystack",
    "postgres": "-D",
    "valkey": "valkey.conf",
}


@dataclass(frozen=True, slots=True)
class Market:
    """A running platform.

    Attributes:
        url: Of the database.
        port: Of the server.
        gateway_port: Of the emulator.
    """

    url: str
    port: int
    gateway_port: int

    def settle(self) -> None:
        """Wait until all facts are delivered; have nobody ask the gateway about orders that nobody will pay.

        Raises:
            TimeoutError: The relay does not come to an end.
        """
        deadline = time.monotonic() + _PATIENCE_SECONDS
        with psycopg.connect(self.url, autocommit=True) as connection:
            while (found := connection.execute(_WAITING).fetchone()) and found[0]:
                if time.monotonic() > deadline:
                    raise TimeoutError(f"{found[0]} facts are not delivered")
                time.sleep(0.05)
            connection.execute(_UNWATCH)


def worked() -> dict[str, float]:
    """Seconds that each of our processes has worked, children included, and this one, the buyers'."""
    spent = {"buyers": _seconds(psutil.Process())}
    for child in psutil.Process().children(recursive=True):
        words = " ".join(child.cmdline())
        name = next((name for name, word in _WORDS.items() if word in words), None)
        if name is not None and name not in spent:
            spent[name] = _with_children(child)
    return spent


@contextmanager
def market(teller: Teller, folder: Path) -> Iterator[Market]:
    """Start all of it on a seeded database, in a folder of its own; stop it in the end."""
    display = Display()
    display.end_progress()
    data = DataDir(folder / "platform")
    data.logs.mkdir(parents=True)
    folder.chmod(0o755)
    supervisor = Supervisor(data.logs, display, time.sleep)
    try:
        given = dict(os.environ)
        server = backing.embedded_postgres(data, given)
        os.environ["DATABASE_URL"] = backing.start_database(server, supervisor, display)
        os.environ["REDIS_URL"] = backing.start_broker(data, given, supervisor, display)
        with Databases(teller, folder) as databases:
            yield _opened(teller, databases.make([_PRODUCTS])[_PRODUCTS].url, data, supervisor)
            supervisor.stop(keep=("postgres", "valkey"))
    finally:
        supervisor.stop()


def _opened(teller: Teller, url: str, data: DataDir, supervisor: Supervisor) -> Market:
    found = Market(url, data.port("web"), data.port("paystack"))
    environment = environment_for(url) | {
        "PAYSTACK_BASE_URL": f"http://{HOST}:{found.gateway_port}",
        "LOG_FORMAT": "json",
    }
    programs = [
        services.web(environment, found.port),
        services.worker(environment, data),
        services.relay(environment),
        services.emulator(environment, data, key=KEY, port=found.gateway_port, web_port=found.port),
    ]
    with teller.step("server, worker, relay and emulator started"):
        for program in programs:
            supervisor.start(program)
        for program in programs:
            supervisor.wait_ready(program.name)
    return found


def _with_children(process: psutil.Process) -> float:
    try:
        ended = process.cpu_times()
        below = sum(_seconds(child) for child in process.children(recursive=True))
    except psutil.NoSuchProcess:
        return 0.0
    return float(ended.children_user + ended.children_system) + _seconds(process) + below


def _seconds(process: psutil.Process) -> float:
    try:
        times = process.cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
