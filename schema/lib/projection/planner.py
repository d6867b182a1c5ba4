"""The selection below a reference as one expression, and what remains to be done with its answer."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import F, QuerySet
from graphql import (
    GraphQLError,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    TypeNameMetaFieldDef,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
)
from graphql.execution.collect_fields import FieldDetailsList

from fashionistar.kernel.actor import Actor
from schema.lib.projection.fields import Computed
from schema.lib.projection.leaves import leaf_text
from schema.lib.projection.pages import page_text
from schema.lib.projection.planned import PlannedField, PlannedObject, as_object
from schema.lib.projection.rows import Composite, Rows
from schema.lib.projection.sources import (
    Column,
    GlobalId,
    ModelSource,
    NotJoinableError,
    ShapeSource,
    Source,
    ToMany,
    ToOne,
    Value,
    column_of,
    definition_of,
    has_scope,
    is_node,
    model_of,
)
from schema.lib.projection.sql import ROW, VIOLATION, Listed, Otherwise, Single, Text, Unless, encoded, members

type Collect = Callable[[GraphQLObjectType, FieldDetailsList], Mapping[str, FieldDetailsList]]
type Ask = Callable[[GraphQLObjectType, GraphQLField, FieldDetailsList], Any]


class RefusedError(Exception):
    """The actor may not ask for a field; it fails where it stands, once per row."""


@dataclass(slots=True)
class Planner:
    """Plans one selection.

    Attributes:
        schema: The schema.
        actor: Who asks; her key is a slot.
        collect: The fields of a selection on a type, with directives and fragments applied.
        ask: Calls a declared field's resolver with its arguments; raises `RefusedError`.
    """

    schema: GraphQLSchema
    actor: Actor
    collect: Collect
    ask: Ask

    def value_text(
        self, returned: GraphQLOutputType, details: FieldDetailsList, value: Value
    ) -> tuple[Any, PlannedObject | None]:
        """A field's value as JSON text that is never null in SQL, and what is planned below it."""
        other = VIOLATION if is_non_null_type(returned) else "null"
        named = get_named_type(returned)
        match value:
            case GlobalId():
                return Text('"', value.expression, '"'), None
            case Column():
                text = leaf_text(returned, value.expression)
                return (Otherwise(text, other) if value.nullable else text), None
            case Composite():
                return self._composite(as_object(named), details, value, other)
            case ToOne():
                return self._to_one(as_object(named), details, value, other)
            case ToMany():
                return self._list(as_object(named), details, value.rows, kept=value.kept)
        return self._rows(returned, details, value, other)

    def _rows(
        self, returned: GraphQLOutputType, details: FieldDetailsList, rows: Rows, other: str
    ) -> tuple[Any, PlannedObject]:
        if rows.page is not None:
            return page_text(self, as_object(get_named_type(returned)), details, rows)
        if is_list_type(get_nullable_type(returned)):
            return self._list(self.concrete(returned, rows), details, rows)
        return self._single(self.concrete(returned, rows), details, rows, other)

    def concrete(self, returned: GraphQLOutputType, rows: Rows) -> GraphQLObjectType:
        """The object type that rows are read as; they name it where the field's own type is abstract."""
        named = get_named_type(returned) if rows.type_name is None else self.schema.get_type(rows.type_name)
        return as_object(named)

    def object_text(
        self, object_type: GraphQLObjectType, details: FieldDetailsList, source: Source
    ) -> tuple[Text, PlannedObject]:
        """An object as JSON text."""
        planned = PlannedObject(object_type)
        given: list[tuple[str, list[Any]]] = []
        for name, inner in self.collect(object_type, details).items():
            text, planned.fields[name] = self._field(object_type, inner, source)
            given.append((name, [text]))
        return Text(*members(given)), planned

    def query(self, object_type: GraphQLObjectType, rows: Rows, *, kept: bool = False) -> QuerySet[Any]:
        """The rows that the actor may see of a reference, in its order."""
        found = rows.model._default_manager.filter(rows.where)  # noqa: SLF001  (Django's name for it)
        if has_scope(object_type) and not kept and rows.shape is None:
            found = definition_of(object_type).origin.scope(found, self.actor)
        if rows.within is not None:
            found = rows.within(self.actor, found)
        return found.order_by(*_total_order(rows))

    def _field(
        self, object_type: GraphQLObjectType, details: FieldDetailsList, source: Source
    ) -> tuple[Any, PlannedField]:
        name = details[0].node.name.value
        if name == "__typename":
            return f'"{object_type.name}"', PlannedField(TypeNameMetaFieldDef.type, details)
        declared = object_type.fields[name]
        definition = declared.extensions["strawberry-definition"]
        if isinstance(definition, Computed):
            return self._computed(declared, details, definition, source)
        try:
            value = self._value(object_type, declared, details, source)
        except (RefusedError, GraphQLError):
            return "null", PlannedField(declared.type, details, needs={})
        text, child = self.value_text(declared.type, details, value)
        return text, PlannedField(declared.type, details, child)

    def _value(
        self, object_type: GraphQLObjectType, declared: GraphQLField, details: FieldDetailsList, source: Source
    ) -> Value:
        definition = declared.extensions["strawberry-definition"]
        if isinstance(source, ModelSource) and details[0].node.name.value == "id" and is_node(object_type):
            return source.id()
        asked = self.ask(object_type, declared, details)
        return source.stored(definition) if definition.base_resolver is None else source.placed(asked)

    def _computed(
        self, declared: GraphQLField, details: FieldDetailsList, definition: Computed, source: Source
    ) -> tuple[Any, PlannedField]:
        if not isinstance(source, ModelSource):
            raise TypeError("only a type with a model has computed fields")
        columns = {name: column_of(source.model, column) for name, column in definition.needs.items()}
        given = [(name, [Otherwise(encoded(source.column(held.name)), "null")]) for name, held in columns.items()]
        return Text(*members(given)), PlannedField(declared.type, details, needs=columns)

    def _composite(
        self, object_type: GraphQLObjectType, details: FieldDetailsList, value: Composite, other: str
    ) -> tuple[Any, PlannedObject]:
        text, planned = self.object_text(object_type, details, ShapeSource(value.shape))
        if value.present is None:
            return text, planned
        return Unless(value.shape[value.present], text, other), planned

    def _to_one(
        self, object_type: GraphQLObjectType, details: FieldDetailsList, value: ToOne, other: str
    ) -> tuple[Any, PlannedObject]:
        if value.kept or not has_scope(object_type):
            try:
                source = ModelSource(object_type.name, value.model, value.path)
                text, planned = self.object_text(object_type, details, source)
            except NotJoinableError:
                pass
            else:
                return (Unless(F(f"{value.path}pk"), text, other) if value.nullable else text), planned
        return self._single(object_type, details, value.rows, other, kept=value.kept)

    def _single(
        self, object_type: GraphQLObjectType, details: FieldDetailsList, rows: Rows, other: str, *, kept: bool = False
    ) -> tuple[Any, PlannedObject]:
        text, planned = self.object_text(object_type, details, source_of(object_type, rows))
        found = self.query(object_type, rows, kept=kept).annotate(**{ROW: text}).values(ROW)
        return Single(found[:1] if rows.order else found, other), planned

    def _list(
        self, object_type: GraphQLObjectType, details: FieldDetailsList, rows: Rows, *, kept: bool = False
    ) -> tuple[Any, PlannedObject]:
        text, planned = self.object_text(object_type, details, source_of(object_type, rows))
        found = self.query(object_type, rows, kept=kept).annotate(**{ROW: text}).values(ROW)
        return Listed(found if rows.limit is None else found[: rows.limit]), planned


def source_of(object_type: GraphQLObjectType, rows: Rows) -> Source:
    """Where the fields of rows come from."""
    if rows.shape is not None:
        return ShapeSource(rows.shape)
    if model_of(object_type) is not rows.model:
        raise TypeError(f"rows of {rows.model.__name__} cannot be read as {object_type.name}")
    return ModelSource(object_type.name, rows.model)


def _total_order(rows: Rows) -> Sequence[str]:
    if rows.limit == 1 and not rows.order:
        return ()
    order = rows.order or tuple(str(name) for name in rows.model._meta.ordering or ())  # noqa: SLF001  (as above)
    return order if order and order[-1].removeprefix("-") in {"pk", "id"} else (*order, "pk")
