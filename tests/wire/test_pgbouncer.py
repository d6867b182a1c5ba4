"""The platform behind PgBouncer in transaction mode, with fewer connections to the database than clients at work."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Thread
from typing import Any

import httpx
import psycopg
import pytest
from django.db import connection

from config.local.ports import answers, free_port
from fashionistar.checkout.models import Cart, CartLine
from fashionistar.kernel.models import OutboxEvent, OutboxStatus
from fashionistar.products.models import Variant
from tests.emulator import eventually
from tests.factories.catalogue import garment
from tests.live import ROOT
from tests.people import People
from tests.wire.client import CART_CREATE, LINES_ADD, gid

pytestmark = [pytest.mark.pgbouncer, pytest.mark.django_db(transaction=True)]

POOL = 2
CLIENTS = 16
TIMEOUT_MS = 1_500
LIST = "{ products(first: 20) { totalCount nodes { slug name vendor { name } variants { sku } } } }"


@dataclass(frozen=True)
class Pooled:
    """A server process and a relay that know the test's database only through PgBouncer."""

    url: str
    before: set[int]

    def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send one operation over HTTP."""
        content = {"query": query, "variables": variables}
        answer = httpx.post(f"{self.url}/graphql/", json=content, timeout=60, trust_env=False)
        found: dict[str, Any] = answer.json()
        return found


def configuration(folder: Path, port: int, socket: str) -> Path:
    """PgBouncer's own file: transaction mode, two connections, a time limit for each statement."""
    owner = Path(socket).owner()
    said = f"""
[databases]
* = host={socket} user=postgres connect_query='SET statement_timeout = {TIMEOUT_MS}'
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = {POOL}
max_client_conn = 200
{"max_prepared_statements = 100" if prepares() else ""}
{f"user = {owner}" if os.geteuid() == 0 else ""}
"""
    path = folder / "pgbouncer.ini"
    path.write_text(said)
    path.chmod(0o644)
    return path


def prepares() -> bool:
    """Whether this PgBouncer knows prepared statements in transaction mode."""
    said = subprocess.run(["pgbouncer", "--version"], capture_output=True, text=True, check=True).stdout
    found = re.search(r"PgBouncer (\d+)\.(\d+)", said)
    assert found is not None, said
    return (int(found[1]), int(found[2])) >= (1, 21)


@pytest.fixture
def pooled(tmp_path_factory: pytest.TempPathFactory, transactional_db: None) -> Iterator[Pooled]:
    """PgBouncer, a server and a relay behind it."""
    folder = tmp_path_factory.mktemp("pgbouncer")
    for above in (folder, *folder.parents[:2]):
        above.chmod(0o755)
    door, port, before = free_port(), free_port(), connections()
    bouncer = subprocess.Popen(
        [shutil.which("pgbouncer") or "pgbouncer", str(configuration(folder, door, socket_of_database()))],
        stdout=subprocess.DEVNULL,
        stderr=(folder / "pgbouncer.log").open("w"),
    )
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "config.settings.development",
        "DEBUG": "0",
        "DATABASE_URL": f"postgresql://postgres@127.0.0.1:{door}/{connection.settings_dict['NAME']}",
        "DATABASE_POOLED": "1",
        "DATABASE_PREPARE": "1" if prepares() else "0",
        "LOG_LEVEL": "ERROR",
    }
    server = ("-m", "uvicorn", "config.asgi:application", "--port", str(port), "--log-level", "error")
    started = [
        subprocess.Popen([sys.executable, *program], cwd=ROOT, env=environment)
        for program in (server, ("manage.py", "relay"))
    ]
    try:
        eventually(lambda: answers(port, "/healthz"), seconds=240)
        yield Pooled(f"http://127.0.0.1:{port}", before)
    finally:
        for process in started:
            process.terminate()
        for process in started:
            process.wait(30)
        bouncer.kill()
        bouncer.wait(30)
        eventually(lambda: connections() <= before)


def socket_of_database() -> str:
    """The folder of the suite's PostgreSQL."""
    with connection.cursor() as cursor:
        cursor.execute("SHOW unix_socket_directories")
        return str(cursor.fetchone()[0])


def connections() -> set[int]:
    """The connections to the test's database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pid FROM pg_stat_activity WHERE datname = current_database()")
        return {int(pid) for (pid,) in cursor.fetchall()}


def shop(pooled: Pooled, variant: str) -> list[str]:
    """What one client does, and every error that she meets."""
    lines = [{"variantId": variant, "quantity": 1}]
    faults = []
    created = pooled.ask(CART_CREATE, input={"currency": "NGN", "lines": lines})
    faults += created.get("errors", []) + created["data"]["cartCreate"]["userErrors"]
    cart = created["data"]["cartCreate"]["cart"]["id"]
    for _ in range(3):
        added = pooled.ask(LINES_ADD, input={"cartId": cart, "lines": lines})
        read = pooled.ask(LIST)
        faults += added.get("errors", []) + added["data"]["cartLinesAdd"]["userErrors"] + read.get("errors", [])
        faults += [] if read["data"]["products"]["totalCount"] == 1 else [read]
    return faults


def test_sixteen_clients_share_two_connections_without_a_fault(pooled: Pooled) -> None:
    variant: Variant = garment(People().atelier, "Agbada", prices={"NGN": 45_000_00})
    with ThreadPoolExecutor(CLIENTS) as pool:
        found = list(pool.map(lambda _: shop(pooled, gid(variant)), range(CLIENTS)))
    assert found == [[]] * CLIENTS
    assert list(CartLine.objects.values_list("quantity", flat=True)) == [4] * CLIENTS
    eventually(lambda: not OutboxEvent.objects.exclude(status=OutboxStatus.DELIVERED).exists(), seconds=30)
    assert (Cart.objects.count(), OutboxEvent.objects.filter(type="CartUpdated").count()) == (CLIENTS, 4 * CLIENTS)
    assert 1 <= len(connections() - pooled.before) <= POOL


def test_a_read_that_takes_too_long_is_given_up_and_harms_no_other(pooled: Pooled) -> None:
    garment(People().atelier, "Agbada")
    held, free = Event(), Event()
    socket, database = socket_of_database(), connection.settings_dict["NAME"]

    def hold() -> None:
        with psycopg.connect(host=socket, user="postgres", dbname=database) as other:
            other.execute("LOCK TABLE products_product IN ACCESS EXCLUSIVE MODE")
            held.set()
            assert free.wait(60)

    holder = Thread(target=hold)
    holder.start()
    assert held.wait(20)
    try:
        with ThreadPoolExecutor(1) as pool:
            slow = pool.submit(pooled.ask, LIST)
            other = pooled.ask("{ categories { name } }")
            assert [error["extensions"]["code"] for error in slow.result()["errors"]] == ["TIMEOUT"]
        assert "errors" not in other
    finally:
        free.set()
        holder.join()
    assert pooled.ask(LIST)["data"]["products"]["totalCount"] == 1
