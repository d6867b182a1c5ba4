"""Runs statements: on an async pool of their own, or on Django's connection where a transaction must be seen."""

import asyncio
import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

import psycopg
from django.conf import settings
from django.db import DataError, OperationalError, connection
from graphql import GraphQLError
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from schema.lib.projection.crowds import Answers, Crowd
from schema.lib.projection.plans import Statement
from schema.lib.threads import in_thread

type Pool = AsyncConnectionPool[psycopg.AsyncConnection[tuple[Any, ...]]]

#: One for each event loop; a server process has one loop.
_pools: WeakKeyDictionary[asyncio.AbstractEventLoop, Pool] = WeakKeyDictionary()
_crowds: WeakKeyDictionary[asyncio.AbstractEventLoop, Crowd] = WeakKeyDictionary()


async def run(statement: Statement, values: Sequence[Any], actor_id: Any = None) -> str:
    """Run a compiled statement with a request's values and its actor's key; raises as `answer`.

    Where all of them are keys, whoever asks the same in the same turn of the event loop is answered by the same trip
    to the database: a message that many listen for is read for all of them at once.
    """
    params = statement.one.params(values, actor_id)
    if not settings.READ_POOL_MAX or not statement.takes_keys(params):
        return await answer(statement.one.sql, params, prepare=not statement.varies)
    loop = asyncio.get_running_loop()
    crowd = _crowds.get(loop)
    if crowd is None:
        crowd = _crowds[loop] = Crowd(_rows)
    with _explained():
        return await crowd.answer(statement, params)


async def answer(sql: str, params: Sequence[Any], *, prepare: bool = True) -> str:
    """Run a statement of one row and one text column; `prepare` lets the server keep its plan.

    With `READ_POOL_MAX` at 0 it runs on Django's own connection, where tests and transactions see what they wrote.

    Raises:
        GraphQLError: TIMEOUT: it took longer than the database allows, or no connection became free.
        DataError: A value that cannot be stored, and so cannot be looked for.
    """
    with _explained():
        if not settings.READ_POOL_MAX:
            return await in_thread(lambda: _on_djangos_connection(sql, params))
        found = await _on_pool(await _pool(), sql, params, prepare=None if prepare else False)
        return str(found[0][0]) if found else "null"


@contextmanager
def _explained() -> Iterator[None]:
    try:
        yield
    except psycopg.DataError as error:
        raise DataError(str(error)) from error
    except (psycopg.errors.QueryCanceled, PoolTimeout) as error:
        raise _timeout() from error
    except OperationalError as error:
        if isinstance(error.__cause__, psycopg.errors.QueryCanceled):
            raise _timeout() from error
        raise


def _timeout() -> GraphQLError:
    return GraphQLError(
        "Reading took too long and was given up. Ask for less at once, or try again in a moment.",
        extensions={"code": "TIMEOUT"},
    )


async def _rows(sql: str, params: Sequence[Any]) -> Answers:
    return await _on_pool(await _pool(), sql, params, prepare=None)


async def _on_pool(pool: Pool, sql: str, params: Sequence[Any], *, prepare: bool | None) -> Answers:
    async with pool.connection() as opened:
        try:
            return await _fetched(opened, sql, params, prepare=prepare)
        except psycopg.OperationalError:
            if not opened.broken:
                raise
    # The server has ended this connection, and perhaps all: others take their place, and reading again changes nothing.
    await pool.check()
    async with pool.connection() as opened:
        return await _fetched(opened, sql, params, prepare=prepare)


async def _fetched(
    opened: psycopg.AsyncConnection[tuple[Any, ...]], sql: str, params: Sequence[Any], *, prepare: bool | None
) -> Answers:
    # The SQL is what Django made of the plan; no request has a say in it.
    return await (await opened.execute(_numbered(sql), params, prepare=prepare)).fetchall()


@lru_cache(maxsize=4_000)
def _numbered(sql: str) -> str:
    """With `$1` for the first `%s`: a driver that is told nothing else reads long statements anew each time."""
    places = count(1)
    return re.sub("%[%s]", lambda found: "%" if found[0] == "%%" else f"${next(places)}", sql)


def _on_djangos_connection(sql: str, params: Sequence[Any]) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return str(cursor.fetchone()[0])


async def _pool() -> Pool:
    loop = asyncio.get_running_loop()
    found = _pools.get(loop)
    if found is None:
        found = _pools[loop] = AsyncConnectionPool(
            kwargs=_connection_parameters(),
            min_size=1,
            max_size=settings.READ_POOL_MAX,
            timeout=settings.READ_POOL_TIMEOUT,
            max_idle=300,
            reconnect_timeout=20,
            open=False,
        )
        await found.open()
    return found


async def close_pool() -> None:
    """Give the connections of this loop's pool back, when the server stops."""
    pool = _pools.pop(asyncio.get_running_loop(), None)
    if pool is not None:
        await pool.close()


def _connection_parameters() -> dict[str, Any]:
    """Django's own, for a driver that binds on the server and prepares what it runs."""
    given = connection.get_connection_params()
    given |= {
        "cursor_factory": psycopg.AsyncRawCursor,
        "autocommit": True,
        "prepare_threshold": 0 if settings.READ_PREPARE else None,
    }
    if not settings.DATABASE_POOLED:
        given["options"] = f"{given.get('options', '')} -c statement_timeout={settings.READ_TIMEOUT_MS}".strip()
    return given
