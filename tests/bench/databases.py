"""Databases of the run's own, one for each size of the catalogue, and what is in them."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

import psycopg
from psycopg import sql

from tests.bench.faults import BenchFault
from tests.bench.progress import Teller
from tests.bench.servers import ROOT, database_url, environment_for


@dataclass(frozen=True, slots=True)
class Database:
    """A seeded database.

    Attributes:
        products: How many products it has.
        url: Its address.
        facts: What is known of it (`tests/bench/facts.py`).
        size: Its MiB on disk.
    """

    products: int
    url: str
    facts: dict[str, Any]
    size: float


class Databases:
    """Makes databases, each larger one from a copy of the one before, and drops them all in the end."""

    def __init__(self, teller: Teller, folder: Path) -> None:
        """None yet; `folder` is for files."""
        self._teller, self._folder = teller, folder
        self._made: list[str] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for name in self._made:
            _administer(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))

    def make(self, sizes: Iterable[int]) -> dict[int, Database]:
        """Databases of these sizes.

        Raises:
            BenchFault: A size that the seed does not take, or a server that does not let us.
        """
        return {size: self._one(size) for size in sorted(set(sizes))}

    def empty(self, name: str) -> str:
        """The address of a database with all tables and nothing in them.

        Raises:
            BenchFault: A server that does not let us.
        """
        whole = f"fashionistar_bench_{os.getpid()}_{name}"
        with self._teller.step(f"database of the {name}"):
            _administer(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(whole)))
            self._made.append(whole)
            _run(database_url(whole), "manage.py", "migrate", "--verbosity", "0")
        return database_url(whole)

    def _one(self, products: int) -> Database:
        name = f"fashionistar_bench_{os.getpid()}_{products}"
        url, template = database_url(name), self._made[-1] if self._made else None
        with self._teller.step(f"database of {products:,} products"):
            copied = sql.SQL(" TEMPLATE {}").format(sql.Identifier(template)) if template else sql.SQL("")
            _administer(sql.SQL("CREATE DATABASE {}{}").format(sql.Identifier(name), copied))
            self._made.append(name)
            if template is None:
                _run(url, "manage.py", "migrate", "--verbosity", "0")
            _run(url, "manage.py", "seed", "--no-accounts", "--products", str(products))
            facts = json.loads(_run(url, "-m", "tests.bench.facts", DATABASE_READ_POOL_MAX="0"))
            size = _settle(url)
        if facts["products"] != products:
            raise BenchFault(f"seed made {facts['products']} products and not {products}: give a larger number.")
        statement = self._folder / f"{name}.sql"
        statement.write_text(facts["sql"], encoding="utf-8")
        return Database(products, url, {**facts, "statement": str(statement)}, size)


def _run(url: str, *arguments: str, **extra: str) -> str:
    """Run a Python program on a database; returns what it wrote."""
    done = subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env={**environment_for(url), "LOG_LEVEL": "ERROR", **extra},
        capture_output=True,
        text=True,
        check=False,
        start_new_session=True,
    )
    if done.returncode:
        last = "\n    ".join(done.stderr.strip().splitlines()[-8:])
        raise BenchFault(f"`{' '.join(arguments)}` failed: mend what it says.\n    {last}")
    return done.stdout


def _settle(url: str) -> float:
    """Leave the database as one that has been in use for a while; returns its MiB."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("VACUUM (ANALYZE)")
        connection.execute("CHECKPOINT")
        found = connection.execute("SELECT pg_database_size(current_database())").fetchone()
    return round(int(found[0]) / 2**20, 1) if found else 0.0


def _administer(statement: sql.Composed) -> None:
    try:
        with psycopg.connect(database_url("postgres"), autocommit=True) as connection:
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as error:
        raise BenchFault(f"{error}. Unset DATABASE_URL, so that the run starts a server of its own.") from error
    except psycopg.OperationalError as error:
        raise BenchFault(
            f"{error}\nbench: is DATABASE_URL right? Unset it, and the run starts a server of its own."
        ) from error
