"""`python -m tests.bench.enumeration`: see the package."""

import argparse
import importlib
import json
import os
import random
import re
import statistics
import sys
import tempfile
import time
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import argon2
import httpx
import psycopg
from rich.table import Table

from tests.bench.databases import Database, Databases
from tests.bench.enumeration.ranks import Comparison, compared
from tests.bench.progress import Teller
from tests.bench.servers import ROOT, Server
from tests.bench.serving import Serving

_WARM_UP = 30
_PASSWORD, _WRONG = "agbada-and-lace-2026", "kente-and-wax-2026"
_CHALLENGE = "challenge { id channel expiresAt resendAt } userErrors { code message field }"
#: What differs from answer to answer, whoever is asked about.
_ITS_OWN = re.compile(rb'"(?:id|expiresAt|resendAt)": ?"[^"]*"')


@dataclass(frozen=True, slots=True)
class Door:
    """A mutation that takes an address from anybody."""

    mutation: str
    fields: str
    address: str = "login"
    more: str = ""

    def body(self, address: str) -> bytes:
        """The request about an address."""
        given = f'{{{self.address}: "{address}"{self.more}}}'
        return json.dumps({"query": f"mutation {{ {self.mutation}(input: {given}) {{ {self.fields} }} }}"}).encode()


DOORS = (
    Door("tokenCreate", "accessToken userErrors { code message field }", more=f', password: "{_WRONG}"'),
    Door("otpRequest", _CHALLENGE),
    Door("passwordResetRequest", _CHALLENGE),
    Door("accountRegister", _CHALLENGE, address="email", more=f', password: "{_WRONG}"'),
)


def _parsed() -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m tests.bench.enumeration", description="Look for accounts.")
    parser.add_argument("--addresses", type=int, default=400, help="known ones, and as many unknown ones (400)")
    parser.add_argument("--server", default="uvicorn", help="ASGI server (uvicorn)")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks", help="of figures")
    return parser.parse_args()


def _known(door: Door, number: int) -> str:
    return f"known-{door.mutation.lower()}-{number:05}@example.com"


def _unknown(door: Door, number: int) -> str:
    return f"other-{door.mutation.lower()}-{number:05}@example.com"


def _people(database: Database, count: int) -> None:
    """An account for each known address."""
    hashed = "argon2" + argon2.PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1).hash(_PASSWORD)
    rows = [(_known(door, number), hashed) for door in DOORS for number in range(count + _WARM_UP)]
    with psycopg.connect(database.url, autocommit=True) as connection, connection.cursor() as cursor:
        cursor.executemany(
            "INSERT INTO accounts_user (email, password, is_superuser, staff_permissions) VALUES (%s, %s, false, '{}')",
            rows,
        )
        cursor.execute("VACUUM (ANALYZE)")


def _asked(client: httpx.Client, body: bytes) -> tuple[float, bytes]:
    began = time.perf_counter()
    answer = client.post("/graphql/", content=body)
    took = time.perf_counter() - began
    if answer.status_code != 200 or b"RATE_LIMITED" in answer.content:
        sys.exit(f"enumeration: the server answered {answer.status_code}: {answer.text[:300]}")
    return took, _ITS_OWN.sub(b"", answer.content)


def _measured(teller: Teller, client: httpx.Client, door: Door, count: int) -> tuple[Comparison, Comparison, bool]:
    """Known against unknown, known against known, and whether all answers were the same."""
    asked = [(True, _known(door, number)) for number in range(count)]
    asked += [(False, _unknown(door, number)) for number in range(count)]
    random.SystemRandom().shuffle(asked)
    for number in range(_WARM_UP):
        for address in (_known(door, count + number), _unknown(door, count + number)):
            _asked(client, door.body(address))
    times: dict[bool, list[float]] = {True: [], False: []}
    answers = set()
    with teller.counting(door.mutation, len(asked)) as count_one:
        for is_known, address in asked:
            took, answer = _asked(client, door.body(address))
            times[is_known].append(took)
            answers.add(answer)
            count_one("")
    halves = times[True][::2], times[True][1::2]
    return compared(times[True], times[False]), compared(*halves), len(answers) == 1


def _row(door: Door, found: Comparison, chance: Comparison, same: bool) -> dict[str, Any]:
    return {
        "mutation": door.mutation,
        "same_answer": same,
        "known_ms": round(statistics.median(found.first) * 1000, 2),
        "unknown_ms": round(statistics.median(found.second) * 1000, 2),
        "auc": round(found.auc, 3),
        "auc_of_chance": round(chance.auc, 3),
        "p": round(found.p, 3),
        "ratio": round(abs(found.auc - 0.5) / found.error, 2),
        "told_apart": found.is_told_apart or not same,
    }


def _measure(teller: Teller, server: Server, database: Database, count: int) -> list[dict[str, Any]]:
    _people(database, count)
    with httpx.Client(
        base_url=f"http://127.0.0.1:{server.port}",
        headers={"Content-Type": "application/json"},
        timeout=30,
        trust_env=False,
    ) as client:
        return [_row(door, *_measured(teller, client, door, count)) for door in DOORS]


def main() -> None:
    """Measure, print, keep."""
    options, teller = _parsed(), Teller()
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="fs-bench-")))
        with teller.step("PostgreSQL and Valkey started"):
            importlib.import_module("tests.infrastructure")
        database = stack.enter_context(Databases(teller, folder)).make([150])[150]
        unlimited = {"BENCH_UNLIMITED": "1"}
        (server,) = stack.enter_context(Serving(teller, folder)).start([(options.server, database)], unlimited)
        found = _measure(teller, server, database, options.addresses)
    table = Table(*found[0], title=f"{options.addresses} known addresses, as many unknown")
    for row in found:
        table.add_row(*(str(value) for value in row.values()))
    teller.console.print(table)
    options.out.mkdir(parents=True, exist_ok=True)
    kept = {"addresses": options.addresses, "server": f"{server.name} {server.version}", "doors": found}
    (options.out / "enumeration.json").write_text(json.dumps(kept, indent=2) + "\n", encoding="utf-8")
    if any(row["told_apart"] for row in found):
        sys.exit("enumeration: an account can be told by its answers or their times")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    main()
