"""The reference: the same schema, answered field by field by graphql-core and Django's ORM.

It shares the declarations with the projection and nothing of how they are read. Each field is one resolver; a relation
or an expression of many rows is one dataloader, and so one statement for each level of an answer.
"""

from collections.abc import Awaitable, Callable
from typing import Any, override

from django.db.models import ForeignObjectRel, Prefetch, prefetch_related_objects
from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLResolveInfo,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_abstract_type,
    is_list_type,
)
from graphql.execution.collect_fields import FieldDetailsList
from graphql.pyutils import Path
from strawberry.dataloader import DataLoader
from strawberry.relay.utils import to_base64
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext
from strawberry_django.utils.typing import get_django_definition

from schema.lib.documents import PreparedDocuments
from schema.lib.errors import WireErrors
from schema.lib.idempotent import idempotent
from schema.lib.projection.fields import Computed, Kept
from schema.lib.projection.rows import Rows
from schema.lib.threads import in_thread
from schema.root import WireSchema, schema
from tests.projection.plain_reads import loaded, ordering, origin_of, shown, visible

type Resolver = Callable[..., Any]

_DEFINITION = "strawberry-definition"


class PlainExecutor(StrawberryGraphQLCoreExecutionContext):
    """Loads what `Rows` name as model instances; the rest, and all that lies below, is graphql-core's."""

    @override
    def complete_value(
        self,
        return_type: GraphQLOutputType,
        field_details_list: FieldDetailsList,
        info: "GraphQLResolveInfo[Any]",
        path: Path,
        result: Any,
        position_context: Any,
    ) -> Any:
        if isinstance(result, Rows):
            return self._read(return_type, field_details_list, info, path, result)
        return super().complete_value(return_type, field_details_list, info, path, result, position_context)

    async def _read(
        self, returned: Any, details: FieldDetailsList, info: "GraphQLResolveInfo[Any]", path: Path, rows: Rows
    ) -> Any:
        listed, kind, actor = _is_list(returned), _row_type(self.schema, returned, rows), self.context_value.actor
        found = await in_thread(lambda: loaded(rows, kind, actor, listed=listed))
        completed = super().complete_value(returned, details, info, path, found, None)
        return await completed if self.is_awaitable(completed) else completed


def plain_schema(query: type, **given: Any) -> WireSchema:
    """A schema as the wire's with plain resolvers on every type that has a model."""
    made = WireSchema(
        query=query,
        directives=[idempotent],
        extensions=[WireErrors, PreparedDocuments],
        execution_context_class=PlainExecutor,
        config=schema.config,
        **given,
    )
    for kind in made._schema.type_map.values():
        if is_abstract_type(kind):
            kind.resolve_type = lambda row, *_: row.plain_type
        if isinstance(kind, GraphQLObjectType) and _DEFINITION in kind.extensions and _model_of(kind) is not None:
            for name, field in kind.fields.items():
                field.resolve = _resolver(made._schema, kind, name, field)
    return made


def _resolver(types: GraphQLSchema, kind: GraphQLObjectType, name: str, field: GraphQLField) -> Resolver:
    """How one field of a row is resolved."""
    declared = field.extensions[_DEFINITION]
    if name == "id":
        return lambda row, _: to_base64(kind.name, row.pk)
    if isinstance(declared, Computed):
        return _computed(kind, declared, field.resolve)
    if declared.base_resolver is not None:
        return _expressed(types, kind, name, field)
    return _guarded(declared, _stored(types, kind, name, field))


def _stored(types: GraphQLSchema, kind: GraphQLObjectType, name: str, field: GraphQLField) -> Resolver:
    """A field without a resolver of its own: an annotation, a relation or a column."""
    declared = field.extensions[_DEFINITION]
    if declared.store.annotate:
        (expression,) = declared.store.annotate.values()
        return _batched(types, f"{kind.name}.{name}", field, lambda _info, _given: expression)
    column = _model_of(kind)._meta.get_field(declared.django_name or declared.python_name)
    if column.is_relation:
        backwards = isinstance(column, ForeignObjectRel)
        return _related(kind, name, field, column.get_accessor_name() if backwards else column.name)
    return lambda row, _: getattr(row, column.attname)


def _guarded(declared: Any, resolver: Resolver) -> Resolver:
    """The same, after its permissions have been asked; those of fields with a resolver are asked by the library."""
    if not declared.permission_classes:
        return resolver

    def resolve(row: Any, info: Any, **given: Any) -> Any:
        for permission in (made() for made in declared.permission_classes):
            if not permission.has_permission(row, info, **given):
                permission.on_unauthorized()
        return resolver(row, info, **given)

    return resolve


def _expressed(types: GraphQLSchema, kind: GraphQLObjectType, name: str, field: GraphQLField) -> Resolver:
    ask: Any = field.resolve
    return _batched(types, f"{kind.name}.{name}", field, lambda info, given: ask(None, info, **given))


def _batched(
    types: GraphQLSchema, coordinate: str, field: GraphQLField, ask: Callable[[Any, dict[str, Any]], Any]
) -> Resolver:
    """A field that shows what `ask` says of its arguments: an expression, a composite, or rows that hang on the row."""

    def resolve(row: Any, info: Any, **given: Any) -> Awaitable[Any]:
        loaders, key = info.context.loaders, (coordinate, repr(given))
        if key not in loaders:
            asked, actor = ask(info, given), info.context.actor
            kind = _row_type(types, field.type, asked)
            listed = _is_list(field.type)
            loaders[key] = DataLoader(
                lambda rows: in_thread(lambda: shown(asked, rows, kind, actor, listed=listed)), cache=False
            )
        return loaders[key].load(row)

    return resolve


def _related(kind: GraphQLObjectType, name: str, field: GraphQLField, accessor: str) -> Resolver:
    """A relation: Django's own prefetching, of the rows that the actor may see."""
    target, held = get_named_type(field.type), f"plain_{name}"
    kept = isinstance(field.extensions[_DEFINITION], Kept)

    def load(rows: list[Any], actor: Any) -> list[Any]:
        model = _model_of(target)
        found = visible(target, model, actor, kept=kept).order_by(*ordering(model))
        prefetch_related_objects(rows, Prefetch(accessor, found, to_attr=held))
        return [getattr(row, held) for row in rows]

    def resolve(row: Any, info: Any) -> Awaitable[Any]:
        loaders, key = info.context.loaders, (kind.name, name)
        if key not in loaders:
            actor = info.context.actor
            loaders[key] = DataLoader(lambda rows: in_thread(lambda: load(rows, actor)), cache=False)
        return loaders[key].load(row)

    return resolve


def _computed(kind: GraphQLObjectType, declared: Computed, ask: Any) -> Resolver:
    columns = {name: _model_of(kind)._meta.get_field(column).attname for name, column in declared.needs.items()}

    def resolve(row: Any, info: Any, **given: Any) -> Any:
        return ask({name: getattr(row, column) for name, column in columns.items()}, info, **given)

    return resolve


def _row_type(types: GraphQLSchema, returned: GraphQLOutputType, asked: Any) -> Any:
    """The type of one row: below a connection that of its nodes; one that the rows name themselves."""
    if isinstance(asked, Rows) and asked.type_name is not None:
        return types.type_map[asked.type_name]
    named: Any = get_named_type(returned)
    paged = isinstance(asked, Rows) and asked.page is not None
    return get_named_type(named.fields["nodes"].type) if paged else named


def _is_list(returned: GraphQLOutputType) -> bool:
    return is_list_type(get_nullable_type(returned))


def _model_of(kind: Any) -> Any:
    described = get_django_definition(origin_of(kind))
    return described.model if described else None
