"""Whoever asks the same in the same turn of the event loop: one trip to the database, and everybody's own answer."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any
from uuid import UUID, uuid4

import psycopg
import pytest
from asgiref.sync import sync_to_async
from django.db import DataError
from django.db.models import TextField
from django.db.models.expressions import RawSQL
from django.db.models.functions import Cast, Concat
from graphql import GraphQLError
from pytest_django.fixtures import Settings

from fashionistar.chat.models import Conversation
from fashionistar.chat.selectors import visible_conversations
from fashionistar.kernel.actor import GUEST
from fashionistar.kernel.slots import Slot
from schema.lib.projection import crowds
from schema.lib.projection.prepared import Prepared, Sight
from schema.lib.projection.statements import close_pool
from tests.chat.talking import say, talk_of
from tests.chat.test_chat_live import watch
from tests.people import People, acting
from tests.wire.test_subscriptions import relayed

pytestmark = pytest.mark.django_db(transaction=True)


def text(sql: str) -> Any:
    """An expression in SQL."""
    return RawSQL(sql, (), output_field=TextField())


def echo(sql: str) -> Prepared:
    """A statement that answers with its key and something else."""
    return Prepared(lambda: Concat(Cast(Slot(0), TextField()), text(f"'%% ' || ({sql})::text")))


@pytest.fixture(autouse=True)
async def pool(settings: Settings) -> AsyncIterator[Settings]:
    """Two connections at most."""
    settings.READ_POOL_MAX = 2
    yield settings
    await close_pool()


@pytest.fixture
def trips(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that went to the database by way of the pool."""
    ran: list[str] = []
    execute = psycopg.AsyncConnection.execute

    async def counted(self: Any, sql: Any, *given: Any, **named: Any) -> Any:
        ran.append(str(sql))
        return await execute(self, sql, *given, **named)

    monkeypatch.setattr(psycopg.AsyncConnection, "execute", counted)
    return ran


async def test_all_of_a_turn_are_answered_by_one_trip_each_with_her_own(trips: list[str]) -> None:
    when, keys = echo("statement_timestamp()"), [uuid4() for _ in range(60)]
    assert (await when.answer(keys[0])).startswith(f"{keys[0]}% ")
    answers = await asyncio.gather(*(when.answer(key) for key in keys))
    assert [each.partition("%")[0] for each in answers] == [str(key) for key in keys]
    assert len({each.partition("%")[2] for each in answers}) == 1
    assert len(trips) == 2


async def test_a_crowd_is_divided(trips: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(crowds, "MOST", 4)
    when, keys = echo("pg_backend_pid()"), [uuid4() for _ in range(9)]
    await when.answer(keys[0])
    trips.clear()
    answers = await asyncio.gather(*(when.answer(key) for key in keys))
    assert [each.partition("%")[0] for each in answers] == [str(key) for key in keys]
    assert len(trips) == 3


async def test_other_statements_and_later_turns_go_by_themselves(trips: list[str]) -> None:
    one, other, key = echo("1"), echo("2"), uuid4()
    assert await asyncio.gather(one.answer(key), other.answer(key)) == [f"{key}% 1", f"{key}% 2"]
    assert await one.answer(key) == f"{key}% 1"
    assert len(trips) == 3


async def test_what_is_asked_by_words_goes_by_itself(trips: list[str]) -> None:
    said = Prepared(lambda: Cast(Slot(0), TextField()))
    assert await asyncio.gather(said.answer("a"), said.answer("b")) == ["a", "b"]
    assert len(trips) == 2


async def test_what_fails_fails_for_its_crowd_alone() -> None:
    bad, good, key = echo("1 / (length(current_user) * 0)"), echo("1"), uuid4()
    asked = [bad.answer(key), bad.answer(uuid4()), good.answer(key)]
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert [type(each) for each in found] == [DataError, DataError, str]
    assert await good.answer(key) == f"{key}% 1"


async def test_a_crowd_that_waits_too_long_is_told_so(pool: Settings) -> None:
    pool.READ_TIMEOUT_MS = 50
    slow = echo("(SELECT 1 FROM pg_sleep(20))")
    found = await asyncio.gather(slow.answer(uuid4()), slow.answer(uuid4()), return_exceptions=True)
    assert [each.extensions for each in found if isinstance(each, GraphQLError)] == [{"code": "TIMEOUT"}] * 2


async def test_who_leaves_takes_nobodys_answer_along() -> None:
    when, keys = echo("1"), [uuid4() for _ in range(3)]
    asked = [asyncio.ensure_future(when.answer(key)) for key in keys]
    await asyncio.sleep(0)
    asked[1].cancel()
    found = await asyncio.gather(*asked, return_exceptions=True)
    assert (found[0], found[2]) == (f"{keys[0]}% 1", f"{keys[2]}% 1")
    assert isinstance(found[1], asyncio.CancelledError)


@pytest.fixture
def people(transactional_db: None) -> People:
    """Everybody who talks here, and a stranger."""
    found = People()
    assert all((found.ada, found.bisi, found.cleo, found.dami, found.atelier))
    return found


async def test_in_one_trip_each_sees_what_is_hers(people: People, trips: list[str]) -> None:
    talk: Conversation = await sync_to_async(talk_of)(people.dami, people.atelier)
    sight, nothing = Sight(visible_conversations), UUID(int=0)
    actors = [acting(who) for who in (people.ada, people.bisi, people.cleo, people.dami)]
    asked = [sight.holds(each, key) for each in actors for key in (talk.pk, nothing)]
    await sight.holds(actors[0], talk.pk)
    trips.clear()
    found = await asyncio.gather(*asked, sight.holds(GUEST, talk.pk))
    assert found == [True, False, True, False, False, False, True, False, False]
    assert len(trips) == 2, "guests ask another statement"


async def test_a_message_takes_two_trips_for_all_who_listen(people: People, trips: list[str]) -> None:
    talk: Conversation = await sync_to_async(talk_of)(people.dami, people.atelier)
    await sync_to_async(relayed)()
    streams = [await watch("messageReceived", acting(who), talk) for who in (people.dami, people.ada, people.bisi)]
    for each in streams:
        await each.next()
    for body in ("One", "Two"):
        told = [asyncio.ensure_future(each.next()) for each in streams]
        trips.clear()
        await sync_to_async(say)(people.dami, talk, body)
        await sync_to_async(relayed)()
        assert [found["message"]["body"] for found in await asyncio.gather(*told)] == [body] * 3
    assert len(trips) == 2
    for each in streams:
        await each.stream.aclose()
