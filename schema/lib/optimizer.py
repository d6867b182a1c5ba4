"""The library's query optimizer knows `edges { node }`; this teaches it `nodes`, and aliases with other arguments."""

from typing import Any

import strawberry_django.optimizer
from django.db.models import QuerySet
from graphql import FieldNode, GraphQLObjectType, get_named_type
from strawberry.types.base import StrawberryObjectDefinition
from strawberry_django.optimizer import (
    OptimizerConfig,
    _generate_selection_resolve_info,
    _get_model_hints,
    _get_selections,
    is_optimized,
)

from schema.lib.context import WireInfo


def _no_arguments(_: FieldNode) -> tuple[()]:
    return ()


# The library gives up on a field that is asked for under two aliases with different arguments, such as a price in two
# currencies. What our fields need of the database never depends on their arguments, so aliases may share it.
strawberry_django.optimizer._get_field_arguments = _no_arguments  # type: ignore[assignment]  # noqa: SLF001


def optimized_for_nodes(rows: QuerySet[Any], info: WireInfo) -> QuerySet[Any]:
    """Join and prefetch what the selection below `nodes` needs, unless `edges` have been optimized for already."""
    raw = info._raw_info  # noqa: SLF001  (the library's optimizer works on it)
    connection = get_named_type(raw.return_type)
    if is_optimized(rows) or not isinstance(connection, GraphQLObjectType):
        return rows
    for selected in _get_selections(raw, connection).values():
        if selected[0].name.value != "nodes":
            continue
        node = get_named_type(connection.fields["nodes"].type)
        if not isinstance(node, GraphQLObjectType):
            continue
        definition = info.schema.get_type_by_name(node.name)
        if not isinstance(definition, StrawberryObjectDefinition):
            continue
        store = _get_model_hints(
            rows.model,
            info.schema,
            definition,
            parent_type=node,
            info=_generate_selection_resolve_info(raw, selected, node, connection),
            config=OptimizerConfig(),
        )
        return rows if store is None else store.apply(rows, info=raw, config=OptimizerConfig())
    return rows
