"""Asks both schemas the same and compares what they answer, to the byte."""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import aclosing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, override

import orjson
import pytest
from asgiref.sync import async_to_sync
from django.db import connection, transaction

from fashionistar.kernel.actor import Actor
from schema.lib.context import WireContext
from schema.lib.documents import documents
from schema.lib.projection import executor
from schema.lib.projection.crowds import Crowd
from schema.lib.projection.plans import Statement
from schema.lib.projection.statements import run
from schema.lib.threads import in_thread
from schema.root import Mutation, Query, Subscription, WireSchema, schema
from tests.projection.market import NOON
from tests.projection.plain import plain_schema

type Answering = Callable[[WireSchema, str, dict[str, Any], WireContext], Any]


@dataclass(frozen=True)
class Pair:
    """A schema, and the reference for it."""

    projected: WireSchema
    plain: WireSchema


PLAIN = plain_schema(Query, mutation=Mutation, subscription=Subscription)
WIRE = Pair(schema, PLAIN)


@dataclass(frozen=True)
class Asker:
    """Who asks; `rejected` is one whose token could not be trusted."""

    actor: Actor
    rejected: bool = False


class AtNoon(WireContext):
    """A context whose clock stands still, so that what is written twice is the same."""

    __slots__ = ()

    @property
    @override
    def now(self) -> datetime:
        return NOON


async def executed(to: WireSchema, text: str, variables: dict[str, Any], context: WireContext) -> Any:
    """The result of a query or a mutation."""
    result = await to.execute(text, variables, context_value=context)
    # What a failure beside it made worthless may still be at work.
    await asyncio.gather(*(asyncio.all_tasks() - {asyncio.current_task()}), return_exceptions=True)
    return result


async def alone_and_in_a_crowd(statement: Statement, values: Sequence[Any], actor_id: Any = None) -> str:
    """What a statement says to one; where many may ask it at once it says the same to each of them."""
    said = await run(statement, values, actor_id)
    if statement.takes_keys(params := statement.one.params(values, actor_id)):
        crowd = Crowd(_rows)
        told = await asyncio.gather(*(crowd.answer(statement, params) for _ in range(2)))
        assert told == [said, said], statement.many()
    return said


async def _rows(sql: str, params: Sequence[Any]) -> Any:
    def rows() -> Any:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall()

    return await in_thread(rows)


async def first_event(to: WireSchema, text: str, variables: dict[str, Any], context: WireContext) -> Any:
    """The first result of a subscription; None when it ends without any."""
    async with aclosing(await to.subscribe(text, variables, context_value=context)) as results:  # type: ignore[type-var]
        return await anext(results, None)


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside has not happened afterwards; transactions inside may say that they are the outermost."""
    before = transaction.savepoint_create()
    try:
        yield
    finally:
        transaction.savepoint_rollback(before)


def answer(
    to: WireSchema, text: str, variables: Mapping[str, Any], asker: Asker, answering: Answering = executed
) -> Any:
    """What a schema answers: data as the wire has it, and where it failed with what."""
    context = AtNoon(actor=asker.actor, rejected=asker.rejected)
    with undone(), pytest.MonkeyPatch.context() as patch:
        patch.setattr(executor, "run", alone_and_in_a_crowd)
        result = async_to_sync(answering)(to, text, dict(variables), context)
    if result is None:
        return None
    errors = [[list(error.path or ()), error.message, error.extensions["code"]] for error in result.errors or ()]
    return {"data": orjson.loads(orjson.dumps(result.data, default=str)), "errors": sorted(errors, key=repr)}


def alike(
    text: str,
    asker: Asker,
    variables: Mapping[str, Any] | None = None,
    *,
    between: Pair = WIRE,
    answering: Answering = executed,
) -> Any:
    """The answer, once both have given the same: values, the order of keys, errors."""
    variables = variables or {}
    _, faults = documents.find(text, between.projected._schema)
    assert all(error.extensions for error in faults), f"not valid: {text}\n{faults}"
    both = (between.plain, between.projected)
    expected, found = (answer(each, text, variables, asker, answering) for each in both)
    if not _same(expected, found):
        raise AssertionError(
            f"\n{text}\n{variables} as {asker}\n"
            f"expected {orjson.dumps(expected).decode()}\n   found {orjson.dumps(found).decode()}"
        )
    return found


def _same(expected: Any, found: Any) -> bool:
    """Byte for byte; but where several things take an object along, each tells of one of them, or of more."""
    if expected is None or found is None or not expected["errors"]:
        return orjson.dumps(expected) == orjson.dumps(found)
    (shown, lost), (shown_too, lost_too) = _told(expected), _told(found)
    same = orjson.dumps([expected["data"], shown]) == orjson.dumps([found["data"], shown_too])
    return same and lost == lost_too


def _told(answer: Any) -> tuple[list[Any], set[Any]]:
    """The errors of fields that are null themselves, and what is null because of something below it."""
    shown, lost = [], set()
    for error in answer["errors"]:
        value, place = answer["data"], list[Any]()
        for step in error[0]:
            if value is None:
                break
            value, place = value[step], [*place, step]
        if len(place) == len(error[0]):
            shown.append(error)
        else:
            lost.add(tuple(place))
    return shown, lost
