"""What a type may not declare is refused with the reason, and never shown in some other way."""

from collections.abc import Mapping
from datetime import time
from enum import Enum
from typing import Any, Union

import orjson
import pytest
import strawberry
import strawberry_django
from asgiref.sync import async_to_sync
from django.db.models import F, OuterRef, Q
from strawberry import auto, relay

from fashionistar.products import models
from schema.lib.context import WireContext, WireInfo
from schema.lib.paging import Connection, connection
from schema.lib.permissions import WirePermission
from schema.lib.projection.executor import ProjectingExecutor
from schema.lib.projection.fields import computed, expression
from schema.lib.projection.rows import Composite, Rows
from tests.factories.catalogue import brand, garment
from tests.people import People


@strawberry.enum
class Renamed(Enum):
    """Names that are not the values."""

    FIRST = "one"


@strawberry.type
class Odd:
    """A plain type with more than columns."""

    text: str

    @strawberry.field
    def asked(self) -> str:
        """A resolver, which no row is given to."""
        return "whatever the row"

    @computed(needs={"name": "name"})
    async def counted(self: Mapping[str, Any], info: WireInfo) -> int:
        """A row's columns, where there is no row."""
        return len(self["name"])


class Later(WirePermission):
    """Says no, but later."""

    async def has_permission(self, source: Any, info: Any, **_: Any) -> bool:  # type: ignore[override]
        """Never."""
        return False


@strawberry_django.type(models.Brand)
class Mark(relay.Node):
    """A brand that declares what cannot be said."""

    slug: auto
    name: str = strawberry_django.field(permission_classes=[Later])

    @expression(time)
    def hour() -> Any:
        """A scalar without a form in SQL."""
        return F("slug")

    @expression(list[Renamed])
    def renamed() -> Any:
        """Names that would have to be looked up one by one."""
        return F("slug")

    @expression(Odd)
    def odd() -> Composite:
        """A plain type."""
        return Composite({"text": F("slug")})

    @expression(list["Mark"])
    def others() -> Rows:
        """Rows of another model."""
        return Rows(models.Product, Q(brand=OuterRef("pk")))

    @connection(Connection["Mark"], description="Pages that could overlap.")
    def pages() -> Rows:
        """An order that is not total."""
        return Rows(models.Brand, order=("slug",))

    @connection(Connection["Mark"], description="Pages in the order of what is no column.")
    def relations() -> Rows:
        """An order by a relation from elsewhere."""
        return Rows(models.Brand, order=("products", "id"))

    @connection(Connection[Union["Mark", Odd]], description="Nobody says what the rows are.")
    def either() -> Rows:
        """No type is named."""
        return Rows(models.Brand, order=("slug", "id"))


@strawberry.type
class Query:
    """The root of a small schema of its own."""

    @strawberry.field(graphql_type=list[Mark])
    def marks(self) -> Any:
        """All of them."""
        return Rows(models.Brand)


schema = strawberry.Schema(query=Query, execution_context_class=ProjectingExecutor)


def asked(selection: str) -> tuple[Any, list[str]]:
    """The data, and what was said against it."""
    result = async_to_sync(schema.execute)(f"{{ marks {{ slug {selection} }} }}", context_value=WireContext())
    return orjson.loads(orjson.dumps(result.data)), [str(error.original_error) for error in result.errors or []]


@pytest.mark.parametrize(
    ("selection", "why"),
    [
        ("name", "a permission of Mark.name does not answer at once"),
        ("hour", "the scalar Time has no form in SQL; give it one in leaves.py, or compute the field"),
        ("renamed", "a list of Renamed, whose names are not its values, is not a column"),
        ("odd { asked }", "a plain type that is read from the database has no resolvers"),
        ("odd { counted }", "only a type with a model has computed fields"),
        ("others { slug }", "rows of Product cannot be read as Mark"),
        ("pages { nodes { slug } }", "a page of Brand needs an order that ends with its key, not ('slug',)"),
        ("relations { nodes { slug } }", "Brand.products is not a column"),
        ("either { nodes { __typename } }", "MarkOdd is not a type of objects"),
    ],
)
def test_what_cannot_be_said_is_refused(people: People, selection: str, why: str) -> None:
    garment(people.atelier, brand=brand("good"))
    assert asked(selection) == (None, [why])
    assert asked("") == ({"marks": [{"slug": "good"}]}, [])
