"""Where the fields of an object come from: the columns, relations and expressions of a row, or a shape."""

from dataclasses import dataclass
from typing import Any, Protocol, override

from django.core.exceptions import FieldDoesNotExist
from django.db.models import (
    Exists,
    F,
    Field,
    ForeignObjectRel,
    Func,
    GenericIPAddressField,
    JSONField,
    Model,
    OuterRef,
    Q,
    Subquery,
    TextField,
)
from graphql import GraphQLObjectType
from strawberry import relay
from strawberry.types.base import StrawberryObjectDefinition
from strawberry.types.field import StrawberryField
from strawberry_django.utils.typing import get_django_definition

from schema.lib.projection.fields import Kept
from schema.lib.projection.rows import Composite, Rows, Shape
from schema.lib.projection.sql import global_id


class NotJoinableError(Exception):
    """A field can't be said from the row that holds the relation; the relation is then read by a subquery."""


@dataclass(frozen=True, slots=True)
class Column:
    """An expression on the row; `nullable` is False where the database promises a value."""

    expression: Any
    nullable: bool = True


@dataclass(frozen=True, slots=True)
class GlobalId:
    """The row's id on the wire, a text that needs no escaping."""

    expression: Any


@dataclass(frozen=True, slots=True)
class ToOne:
    """A relation to at most one row: joined at `path`, or read by itself as `rows`."""

    model: type[Model]
    path: str
    rows: Rows
    nullable: bool
    kept: bool


@dataclass(frozen=True, slots=True)
class ToMany:
    """A relation to any number of rows."""

    rows: Rows
    kept: bool


type Value = Column | GlobalId | ToOne | ToMany | Composite | Rows


class Source(Protocol):
    """What an object is read from."""

    def stored(self, field: StrawberryField) -> Value:
        """What a field without a resolver of its own shows."""
        ...

    def placed(self, value: Any) -> Value:
        """What a field's resolver returned, as seen from the row that is read."""
        ...


@dataclass(frozen=True, slots=True)
class ShapeSource(Source):
    """The expressions of a plain type; a plain type within it is a `Composite`."""

    shape: Shape

    @override
    def stored(self, field: StrawberryField) -> Value:
        said = self.shape[field.python_name]
        return said if isinstance(said, Composite) else Column(said)

    @override
    def placed(self, value: Any) -> Value:
        raise TypeError("a plain type that is read from the database has no resolvers")


@dataclass(frozen=True, slots=True)
class ModelSource(Source):
    """A row of a model; with a `path`, the row that it leads to from the row that is read."""

    type_name: str
    model: type[Model]
    path: str = ""

    @override
    def stored(self, field: StrawberryField) -> Value:
        annotate = getattr(getattr(field, "store", None), "annotate", None)
        if annotate:
            return self.placed(next(iter(annotate.values())))
        name = getattr(field, "django_name", None) or field.python_name
        try:
            found = self.model._meta.get_field(name)  # noqa: SLF001  (Django's own name for it)
        except FieldDoesNotExist as error:
            raise TypeError(f"{self.type_name}.{field.python_name} is declared in no way that SQL can say") from error
        if found.is_relation:
            return self._relation(found, name, kept=isinstance(field, Kept))
        nullable = getattr(found, "null", True) or isinstance(found, JSONField)
        column: Any = F(self.path + name)
        if isinstance(found, GenericIPAddressField):
            # As text an address would come with its netmask.
            column = Func(column, function="host", output_field=TextField())
        return Column(column, nullable=bool(nullable))

    def column(self, name: str) -> F:
        """A column of the row."""
        return F(self.path + name)

    def id(self) -> GlobalId:
        """The row's global id."""
        return GlobalId(global_id(self.type_name, F(f"{self.path}pk")))

    def _relation(self, found: Any, name: str, *, kept: bool) -> ToOne | ToMany:
        other: type[Model] = found.related_model
        if found.many_to_one or (found.one_to_one and not isinstance(found, ForeignObjectRel)):
            target = found.target_field.name
            rows = Rows(other, Q(**{target: OuterRef(self.path + found.attname)}), limit=1)
            return ToOne(other, f"{self.path}{name}__", rows, nullable=found.null, kept=kept)
        back = found.field.name if isinstance(found, ForeignObjectRel) else found.related_query_name()
        rows = Rows(other, Q(**{back: OuterRef(f"{self.path}pk")}))
        if found.one_to_one:
            return ToOne(other, f"{self.path}{name}__", rows, nullable=True, kept=kept)
        return ToMany(rows, kept)

    @override
    def placed(self, value: Any) -> Value:
        if isinstance(value, Composite):
            return Composite({name: self._moved(each) for name, each in value.shape.items()}, value.present)
        if isinstance(value, Rows):
            if self.path:
                raise NotJoinableError
            return value
        return Column(self._moved(value))

    def _moved(self, expression: Any) -> Any:
        if not self.path:
            return expression
        if isinstance(expression, F):
            return F(f"{self.path}{getattr(expression, 'name')}")  # noqa: B009  (unknown to its types)
        if any(isinstance(each, (Subquery, Exists, Q, OuterRef)) for each in _flattened(expression)):
            raise NotJoinableError
        return expression.prefix_references(self.path)


def _flattened(expression: Any) -> list[Any]:
    found = [expression]
    for each in getattr(expression, "get_source_expressions", list)():
        if each is not None:
            found += _flattened(each)
    return found


def definition_of(object_type: GraphQLObjectType) -> StrawberryObjectDefinition:
    """The Python type behind a GraphQL type."""
    found: StrawberryObjectDefinition = object_type.extensions["strawberry-definition"]
    return found


def model_of(object_type: GraphQLObjectType) -> type[Model] | None:
    """The model behind a GraphQL type, or None for a plain one."""
    described = get_django_definition(definition_of(object_type).origin)
    return described.model if described else None


def is_node(object_type: GraphQLObjectType) -> bool:
    """Whether the type has a global id."""
    return issubclass(definition_of(object_type).origin, relay.Node)


def has_scope(object_type: GraphQLObjectType) -> bool:
    """Whether not everybody may see every row of the type."""
    return hasattr(definition_of(object_type).origin, "scope")


def column_of(model: type[Model], name: str) -> "Field[Any, Any]":
    """A column of a model."""
    found = model._meta.get_field(name)  # noqa: SLF001
    if not isinstance(found, Field):
        raise TypeError(f"{model.__name__}.{name} is not a column")
    return found
