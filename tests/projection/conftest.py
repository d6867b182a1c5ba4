"""The market, put up, and reads that run as they do in the pool."""

from collections.abc import Sequence
from typing import Any

import psycopg
import pytest
from django.db import connection

from schema.lib.projection import statements
from tests.people import People
from tests.projection.market import Market, put_up
from tests.projection.pools import Pools, pools_of_database


@pytest.fixture(autouse=True)
def _run_as_in_the_pool(monkeypatch: pytest.MonkeyPatch) -> None:
    """Statements are prepared and their values bound by the server, yet inside the test's transaction."""

    def run(sql: str, params: Sequence[Any]) -> str:
        with psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(sql, params, prepare=True)
            return str((cursor.fetchone() or ["null"])[0])

    monkeypatch.setattr(statements, "_on_djangos_connection", run)


@pytest.fixture
def market(people: People) -> Market:
    """The market, put up."""
    return put_up(people)


@pytest.fixture
def pools(market: Market) -> Pools:
    """What arguments are drawn from."""
    return pools_of_database()
