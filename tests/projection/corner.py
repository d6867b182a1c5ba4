"""A small schema over the same market: what types may declare and the wire's own do not, or seldom, yet."""

from collections.abc import Mapping
from enum import Enum
from typing import Annotated, Any, Union

import strawberry
import strawberry_django
from django.db.models import Exists, F, OuterRef, Q, QuerySet, TextField, Value
from django.db.models.functions import NullIf, Upper
from strawberry import auto, relay
from strawberry.relay.utils import from_base64

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.products import models
from fashionistar.products.selectors import product_scope
from fashionistar.vendors.models import Vendor
from schema.lib.context import WireInfo
from schema.lib.documents import PreparedDocuments
from schema.lib.errors import WireErrors
from schema.lib.ids import row_id
from schema.lib.paging import Connection, connection
from schema.lib.permissions import Shopper, SignedIn, WirePermission
from schema.lib.projection.executor import ProjectingExecutor
from schema.lib.projection.fields import computed, expression
from schema.lib.projection.rows import Composite, Rows, one
from schema.root import WireSchema
from schema.root import schema as wire
from tests.projection.alike import Pair
from tests.projection.plain import plain_schema

Thing = Annotated[Union["Piece", "Label", "House"], strawberry.union("Thing")]


class Staff(WirePermission):
    """Who works for the platform."""

    message = "Only staff may see this."

    def has_permission(self, source: Any, info: Any, **_: Any) -> bool:
        """Whether the actor does."""
        return self.context(info).actor.may(StaffPermission.CATALOGUE_READ)


async def _lengths(names: list[str]) -> list[int | Exception]:
    return [ValueError("nothing to count") if name == "" else len(name) for name in names]


@strawberry.enum
class State(Enum):
    """Names that are not the values."""

    SHOWN = "PUBLISHED"
    HIDDEN = "DRAFT"
    GONE = "ARCHIVED"


@strawberry.type
class Words:
    """A plain type of columns."""

    loud: str
    text: str | None


@strawberry_django.type(models.Brand)
class Label(relay.Node):
    """Guarded columns, promised and not; rows of a union and of pages below it."""

    slug: str = strawberry_django.field(permission_classes=[SignedIn])
    title: str | None = strawberry_django.field(field_name="name", permission_classes=[Staff])

    @expression(str)
    def unless_ada() -> Any:
        """Promised, and missing for one brand."""
        return NullIf("slug", Value("ada-lagos"))

    @expression(list[Thing])
    def things() -> Rows:
        """All of one type."""
        return Rows(models.Product, Q(brand=OuterRef("pk")), order=("name", "id"), type_name="Piece")

    @connection(Connection["Piece"], description="Guarded pages.", permission_classes=[SignedIn])
    def pieces(dearer: bool = False) -> Rows:  # noqa: N805
        """In two orders, of which one runs both ways."""
        return Rows(
            models.Product,
            Q(brand=OuterRef("pk")),
            order=("-made_to_measure", "slug", "id") if dearer else ("slug", "id"),
        )


@strawberry_django.type(Vendor)
class House(relay.Node):
    """A scope of its own, and conditions of every shape."""

    name: auto
    city: str | None = strawberry_django.field(permission_classes=[Staff])
    currencies: list[str]

    @expression(list["House"])
    def others() -> Rows:
        """Those in the same city or of the same name, and not this one."""
        here = Q(city=OuterRef("city")) | Q(name=OuterRef("name"))
        return Rows(Vendor, here & ~Q(pk=OuterRef("pk")), order=("slug", "id"))

    @expression(list["Piece"], permission_classes=[SignedIn])
    def expensive() -> Rows:
        """Those that have a price."""
        priced = models.VariantPrice.objects.filter(variant__product=OuterRef("pk"), amount_minor__gt=10)
        return Rows(models.Product, Q(Exists(priced), vendor=OuterRef("pk")), order=("-slug", "id"), limit=3)

    @connection(Connection[Thing], description="A page of a union.")
    def shown() -> Rows:
        """The shop's, newest first."""
        return Rows(models.Product, Q(vendor=OuterRef("pk")), order=("-published_at", "-id"), type_name="Piece")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Guests see those in Kisumu only."""
        return rows if actor.user_id else rows.filter(city="Kisumu")


@strawberry_django.type(models.Product)
class Piece(relay.Node):
    """Guarded relations, expressions and computed fields."""

    name: auto
    published_at: auto
    slug: str = strawberry_django.field(permission_classes=[Shopper, Staff])
    loud: str = strawberry_django.field(annotate=Upper("name"), permission_classes=[SignedIn])
    house: House | None = strawberry_django.field(field_name="vendor", permission_classes=[SignedIn])
    brand: Label | None
    state: State = strawberry_django.field(field_name="status")

    @expression(Thing | None)
    def maker(house: bool = False) -> Rows:  # noqa: N805
        """One row of either type."""
        if house:
            return Rows(Vendor, Q(pk=OuterRef("vendor")), limit=1, type_name="House")
        return Rows(models.Brand, Q(pk=OuterRef("brand")), limit=1, type_name="Label")

    @expression(relay.Node | None, permission_classes=[Staff])
    def behind() -> Rows:
        """An interface."""
        return Rows(models.Brand, Q(pk=OuterRef("brand")), limit=1, type_name="Label")

    @expression(list["Piece"])
    def nobody() -> Rows:
        """None, as Django knows beforehand."""
        return Rows(models.Product, Q(pk__in=[], brand=OuterRef("brand")))

    @connection(Connection["Piece"], description="None, as Django knows beforehand.")
    def nobodies() -> Rows:
        """Empty pages."""
        return Rows(models.Product, Q(pk__in=[], brand=OuterRef("brand")), order=("slug", "id"))

    @expression(list["Piece"])
    def neighbours(strictly: bool = False) -> Rows:  # noqa: N805
        """Compared other than by equality."""
        beyond = Q(slug__gt=OuterRef("slug")) if strictly else ~Q(brand=OuterRef("brand"))
        return Rows(models.Product, beyond, order=("slug", "id"), limit=2)

    @expression(Words | None)
    def words() -> Composite:
        """Null without a description."""
        return Composite(
            {"loud": Upper("name"), "text": NullIf("description", Value("", output_field=TextField()))}, present="text"
        )

    @expression(str, permission_classes=[Staff])
    def secret() -> Any:
        """Promised."""
        return F("vendor__slug")

    @computed(needs={"name": "name"})
    async def length(self: Mapping[str, Any], info: WireInfo, times: int = 1) -> int | None:
        """Fails for the empty name."""
        found: int = await info.context.batched(_lengths).load(self["name"])
        return found * times

    @computed(needs={"name": "name"}, permission_classes=[SignedIn])
    async def sure_length(self: Mapping[str, Any], info: WireInfo) -> int:
        """The same, promised and guarded."""
        found: int = await info.context.batched(_lengths).load(self["name"])
        return found

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """As on the wire."""
        return rows.filter(product_scope(actor))


_ORDERS: Mapping[str, Rows] = {
    "Label": Rows(models.Brand, order=("slug",), type_name="Label"),
    "Piece": Rows(models.Product, order=("-published_at", "slug", "id"), type_name="Piece"),
    "House": Rows(Vendor, Q(country="KE"), order=("name", "id"), type_name="House"),
}


def _named(given: str) -> Any:
    try:
        kind = from_base64(given)[0]
    except ValueError:
        return None
    key = row_id(given, kind)
    return one(_ORDERS[kind].model, key, type_name=kind) if key and kind in _ORDERS else None


@strawberry.type
class Query:
    """Roots of every kind."""

    @strawberry.field(graphql_type=Thing | None, permission_classes=[Shopper])
    def thing(self, id: strawberry.ID) -> Any:
        """One of a union."""
        return _named(id)

    @strawberry.field(graphql_type=relay.Node)
    def surely(self, id: strawberry.ID) -> Any:
        """One of an interface, promised."""
        return _named(id)

    @strawberry.field(graphql_type=list[Thing])
    def corner(self) -> Any:
        """Of each type one, in one list."""
        return [
            Rows(rows.model, rows.where, order=rows.order, limit=1, type_name=name) for name, rows in _ORDERS.items()
        ]

    @strawberry.field(graphql_type=list[list[Thing]])
    def shelves(self) -> Any:
        """Of each type all."""
        return list(_ORDERS.values())

    @strawberry.field(graphql_type=list[Label | None] | None)
    def labels(self) -> Any:
        """Places that may be empty."""
        return Rows(models.Brand, order=("slug",))

    @connection(Connection[Thing], description="A page of a union.")
    def things(self) -> Rows:
        """Pieces."""
        return _ORDERS["Piece"]


_GIVEN: dict[str, Any] = {"types": [Label, House, Piece]}
CORNER = Pair(
    WireSchema(
        query=Query,
        extensions=[WireErrors, PreparedDocuments],
        execution_context_class=ProjectingExecutor,
        config=wire.config,
        **_GIVEN,
    ),
    plain_schema(Query, **_GIVEN),
)
