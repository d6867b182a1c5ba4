"""What cannot be answered whole: computed fields that fail, promised values that are missing, refused fields, time."""

from collections.abc import AsyncIterator, Mapping
from typing import Any

import orjson
import pytest
import strawberry
import strawberry_django
from asgiref.sync import async_to_sync
from django.db import connection
from django.db.models import Func, OuterRef, Q, TextField, Value
from django.db.models.functions import NullIf
from django.test.utils import CaptureQueriesContext
from pytest_django.fixtures import Settings
from strawberry import auto, relay

from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.products import models
from schema.lib.context import WireContext, WireInfo
from schema.lib.permissions import SignedIn
from schema.lib.projection.executor import ProjectingExecutor
from schema.lib.projection.fields import computed, expression
from schema.lib.projection.rows import Rows
from schema.lib.projection.statements import close_pool
from tests.factories.catalogue import brand, garment
from tests.people import People


async def _lengths(names: list[str]) -> list[int | Exception]:
    return [ValueError("too long to count") if len(name) > 20 else len(name) for name in names]


@strawberry_django.type(models.Brand, name="Label")
class Label(relay.Node):
    """A brand with fields that go wrong."""

    slug: auto
    name: auto = strawberry_django.field(permission_classes=[SignedIn])

    @expression(str)
    def unless_bad() -> Any:
        """Promises a value, and has none for one slug."""
        return NullIf("slug", Value("bad"))

    @expression(str | None)
    def slowly() -> Any:
        """Takes its time."""
        return Func(Value(3), template="pg_sleep(%(expressions)s)::text", output_field=TextField())

    @computed(needs={"name": "name"})
    async def length(self: Mapping[str, Any], info: WireInfo) -> int | None:
        """Fails for a long name."""
        found: int = await info.context.batched(_lengths).load(self["name"])
        return found

    @computed(needs={"name": "name"})
    async def sure_length(self: Mapping[str, Any], info: WireInfo) -> int:
        """The same, promised."""
        found: int = await info.context.batched(_lengths).load(self["name"])
        return found


@strawberry_django.type(models.Product, name="Garment")
class Garment(relay.Node):
    """A product with its label."""

    slug: auto
    brand: Label | None

    @expression(list[Label])
    def labels() -> Rows:
        """The same as a list."""
        return Rows(models.Brand, Q(products=OuterRef("pk")))


@strawberry.type
class Query:
    """The root of a small schema of its own."""

    @strawberry.field(graphql_type=list[Garment])
    def garments(self) -> Any:
        """All of them."""
        return Rows(models.Product, order=("id",))

    @strawberry.field(graphql_type=relay.Node | None)
    def thing(self) -> Any:
        """Rows that do not say what they are."""
        return Rows(models.Brand, limit=1)


schema = strawberry.Schema(query=Query, types=[Label], execution_context_class=ProjectingExecutor)


def ask(query: str, actor: Actor = GUEST) -> tuple[Any, list[tuple[list[str | int] | None, str]], int]:
    """The data, the errors' paths and messages, and how many statements it took."""
    with CaptureQueriesContext(connection) as captured:
        result = async_to_sync(schema.execute)(query, context_value=WireContext(actor=actor))
    errors = [(error.path, error.message) for error in result.errors or []]
    return orjson.loads(orjson.dumps(result.data)), errors, len(captured)


@pytest.fixture
def shelf(people: People) -> People:
    """Three garments: with a good label, with a bad one that has a long name, and with none."""
    garment(people.atelier, brand=brand("good"))
    bad = brand("bad")
    models.Brand.objects.filter(pk=bad.pk).update(name="A name beyond all counting")
    garment(people.atelier, brand=bad)
    garment(people.atelier)
    return people


def test_a_computed_field_that_fails_is_null_and_leaves_the_rest(shelf: People) -> None:
    data, errors, statements = ask("{ garments { slug brand { length slug } } }")
    labels = [row["brand"] for row in data["garments"]]
    assert labels == [{"length": 4, "slug": "good"}, {"length": None, "slug": "bad"}, None]
    assert errors == [(["garments", 1, "brand", "length"], "too long to count")]
    assert statements == 1


def test_a_promised_computed_field_that_fails_takes_its_object_along(shelf: People) -> None:
    data, errors, _ = ask("{ garments { brand { sureLength } } }")
    assert [row["brand"] for row in data["garments"]] == [{"sureLength": 4}, None, None]
    assert errors == [(["garments", 1, "brand", "sureLength"], "too long to count")]


def test_a_promised_value_that_is_missing_takes_its_object_along(shelf: People) -> None:
    data, errors, _ = ask("{ garments { slug brand { unlessBad } } }")
    assert [row["brand"] for row in data["garments"]] == [{"unlessBad": "good"}, None, None]
    assert errors == [
        (["garments", 1, "brand", "unlessBad"], "Cannot return null for non-nullable field Label.unlessBad.")
    ]


def test_a_promised_value_that_is_missing_in_promised_lists_takes_all_of_it(shelf: People) -> None:
    data, errors, _ = ask("{ garments { labels { unlessBad } } }")
    assert (data, [path for path, _ in errors]) == (None, [["garments", 1, "labels", 0, "unlessBad"]])


def test_a_field_is_refused_by_its_permission_for_each_row_and_shown_to_others(shelf: People) -> None:
    query = "{ garments { slug brand { slug name } } }"
    refused, errors, _ = ask(query)
    assert [row["brand"] for row in refused["garments"]] == [None, None, None]
    assert [path for path, _ in errors] == [["garments", 0, "brand", "name"], ["garments", 1, "brand", "name"]]
    shown, errors, statements = ask(query, Actor(user_id=shelf.dami.pk))
    assert ([row["brand"]["slug"] for row in shown["garments"][:2]], errors, statements) == (["good", "bad"], [], 1)


def test_rows_must_say_what_they_are_where_the_field_does_not(shelf: People) -> None:
    data, errors, statements = ask("{ thing { id } }")
    assert (data, errors, statements) == ({"thing": None}, [(["thing"], "Node is not a type of objects")], 0)


@pytest.fixture
async def pool(settings: Settings) -> AsyncIterator[None]:
    """Reads on the pool, as in production, with little patience."""
    settings.READ_POOL_MAX, settings.READ_TIMEOUT_MS = 2, 100
    yield
    await close_pool()


@pytest.mark.django_db(transaction=True)
async def test_a_read_that_takes_too_long_is_given_up_and_the_next_one_answers(pool: None) -> None:
    await models.Brand.objects.acreate(slug="good", name="Good")
    context = WireContext()
    slow = await slow_schema.execute("{ label { slowly } }", context_value=context)
    assert slow.errors is not None
    assert [(error.path, (error.extensions or {})["code"]) for error in slow.errors] == [(["label"], "TIMEOUT")]
    quick = await slow_schema.execute("{ label { slug } }", context_value=context)
    assert orjson.dumps(quick.data) == b'{"label":{"slug":"good"}}'


@strawberry.type
class SlowQuery:
    """One row."""

    @strawberry.field(graphql_type=Label | None)
    def label(self) -> Any:
        """The only one."""
        return Rows(models.Brand, limit=1)


slow_schema = strawberry.Schema(query=SlowQuery, execution_context_class=ProjectingExecutor)
