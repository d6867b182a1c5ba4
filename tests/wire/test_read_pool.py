"""Reads on their own pool, as in production: they wait for each other, outlive the server's, and give up in time."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import psycopg
import pytest
from django.db import DataError
from graphql import GraphQLError
from pytest_django.fixtures import Settings

from schema.lib.projection import statements
from schema.lib.projection.statements import answer, close_pool

pytestmark = pytest.mark.usefixtures("django_db_setup")

WHO = "SELECT pg_backend_pid()::text"
#: Long enough for other readers to come meanwhile.
SLOWLY = "SELECT pg_backend_pid()::text FROM pg_sleep(0.02)"


@pytest.fixture(autouse=True)
async def pool(settings: Settings) -> AsyncIterator[Settings]:
    """Two connections at most."""
    settings.READ_POOL_MAX = 2
    yield settings
    await close_pool()


async def told(sql: str, *params: Any) -> Any:
    """What the server says to somebody else."""
    async with await psycopg.AsyncConnection.connect(**statements._connection_parameters()) as other:
        found = await (await other.execute(sql, params)).fetchone()
        return found[0] if found else None


async def alive(*backends: str) -> int:
    """How many of these backends the server still has."""
    return int(
        await told("SELECT count(*) FROM pg_stat_activity WHERE pid = ANY($1)", [int(each) for each in backends])
    )


async def ended(*backends: str) -> bool:
    """Whether the server has let go of all of these before long."""
    async with asyncio.timeout(20):
        while await alive(*backends):  # noqa: ASYNC110  (the server does not tell)
            await asyncio.sleep(0.01)
    return True


async def test_readers_share_the_connections_and_wait_for_one() -> None:
    backends = await asyncio.gather(*(answer(SLOWLY, []) for _ in range(20)))
    assert (len(backends), len(set(backends))) == (20, 2)


async def test_each_reader_gets_her_own_answer() -> None:
    answers = await asyncio.gather(*(answer("SELECT %s::text FROM pg_sleep(0.001)", [str(n)]) for n in range(50)))
    assert answers == [str(n) for n in range(50)]


async def test_no_row_is_null() -> None:
    assert await answer("SELECT 'x' WHERE false", []) == "null"


async def test_who_finds_no_connection_in_time_is_told_to_come_again(pool: Settings) -> None:
    pool.READ_POOL_MAX, pool.READ_POOL_TIMEOUT = 1, 0.1
    backend = await answer(WHO, [])
    async with (await statements._pool()).connection():
        with pytest.raises(GraphQLError) as refused:
            await answer(WHO, [])
    assert refused.value.extensions == {"code": "TIMEOUT"}
    assert await answer(WHO, []) == backend


async def test_a_connection_that_the_server_ended_is_replaced_unnoticed() -> None:
    before = set(await asyncio.gather(*(answer(SLOWLY, []) for _ in range(8))))
    assert len(before) == 2
    for backend in before:
        assert await told("SELECT pg_terminate_backend($1)", int(backend))
    assert await ended(*before)
    after = set(await asyncio.gather(*(answer(SLOWLY, []) for _ in range(8))))
    assert len(after) == 2
    assert not before & after


async def test_a_fault_of_the_statement_is_not_asked_again_and_costs_no_connection(pool: Settings) -> None:
    pool.READ_POOL_MAX = 1
    backend = await answer(WHO, [])
    with pytest.raises(psycopg.errors.UndefinedTable):
        await answer("SELECT text FROM nowhere", [])
    with pytest.raises(DataError):
        await answer("SELECT %s::text", ["\0"])
    assert await answer(WHO, []) == backend


async def test_a_statement_that_takes_too_long_is_given_up_and_costs_no_connection(pool: Settings) -> None:
    pool.READ_POOL_MAX, pool.READ_TIMEOUT_MS = 1, 50
    backend = await answer(WHO, [])
    with pytest.raises(GraphQLError) as refused:
        await answer("SELECT pg_sleep(20)::text", [])
    assert refused.value.extensions == {"code": "TIMEOUT"}
    assert await answer(WHO, []) == backend


async def test_behind_a_pooler_no_session_is_promised_anything(pool: Settings) -> None:
    limit = "SELECT current_setting('statement_timeout')"
    pool.READ_TIMEOUT_MS = 1234
    assert await answer(limit, []) == "1234ms"
    await close_pool()
    pool.DATABASE_POOLED = True
    assert await answer(limit, []) == "0"


async def test_closing_gives_the_connections_back_and_the_next_read_opens_others() -> None:
    before = set(await asyncio.gather(*(answer(SLOWLY, []) for _ in range(8))))
    await close_pool()
    assert await ended(*before)
    assert await answer(WHO, []) not in before
    await close_pool()
    await close_pool()


async def test_what_shall_not_be_prepared_is_planned_each_time(pool: Settings) -> None:
    pool.READ_POOL_MAX = 1
    kept = "SELECT count(*)::text FROM pg_prepared_statements WHERE statement LIKE %s"
    for _ in range(3):
        assert await answer("SELECT %s::text AS word", ["a"], prepare=False) == "a"
        assert await answer("SELECT %s::text AS number", ["1"]) == "1"
    found = [await answer(kept, [f"% AS {name}"], prepare=False) for name in ("word", "number")]
    assert found == ["0", "1"]
