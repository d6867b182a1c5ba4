"""A connection as one expression: its rows, its cursors, whether there are more, and how many in all."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from django.db.models import QuerySet
from graphql import GraphQLObjectType, GraphQLOutputType, get_named_type
from graphql.execution.collect_fields import FieldDetailsList
from strawberry.types.field import StrawberryField

from schema.lib.projection.cursors import cursor_text, keyset, order_columns
from schema.lib.projection.planned import PlannedField, PlannedObject, as_object
from schema.lib.projection.rows import Page, Rows
from schema.lib.projection.samples import WithSample, facets_text, precision_text, sample_of, total_text
from schema.lib.projection.sources import ModelSource
from schema.lib.projection.sql import Counted, PageText, Piece, Text, members, quoted

_CURSOR = "row_cursor"


class RowPlanner(Protocol):
    """What a page needs of the planner."""

    def collect(self, object_type: GraphQLObjectType, details: FieldDetailsList, /) -> Mapping[str, FieldDetailsList]:
        """The fields of a selection on a type."""
        ...

    def object_text(
        self, object_type: GraphQLObjectType, details: FieldDetailsList, source: ModelSource, /
    ) -> tuple[Text, PlannedObject]:
        """An object as JSON text."""
        ...

    def concrete(self, returned: GraphQLOutputType, rows: Rows, /) -> GraphQLObjectType:
        """The object type that rows are read as."""
        ...

    def query(self, object_type: GraphQLObjectType, rows: Rows, /) -> QuerySet[Any]:
        """The rows that the actor may see of a reference."""
        ...


@dataclass(slots=True)
class _Building:
    """A connection in the making: the page's columns by name, and the texts over them."""

    planner: RowPlanner
    node: GraphQLObjectType
    rows: Rows
    page: Page
    columns: dict[str, Any] = field(default_factory=dict)
    sampled: bool = False

    def column(self, text: Any) -> str:
        """The name of a column of the page with this text."""
        name = f"c{len(self.columns)}"
        self.columns[name] = text
        return name

    def cursors(self) -> str:
        """The column of the cursors."""
        self.columns.setdefault(_CURSOR, cursor_text(self.rows))
        return _CURSOR


def page_text(
    planner: RowPlanner, connection: GraphQLObjectType, details: FieldDetailsList, rows: Rows
) -> tuple[Any, PlannedObject]:
    """A connection as JSON text, and what is planned below it."""
    if rows.page is None:
        raise TypeError("a connection reads a page")
    node = planner.concrete(connection.fields["nodes"].type, rows)
    build = _Building(planner, node, rows, rows.page)
    planned = PlannedObject(connection)
    given: list[tuple[str, list[Any]]] = []
    for name, inner in planner.collect(connection, details).items():
        pieces, planned.fields[name] = _member(build, connection, inner)
        given.append((name, pieces))
    parts = members(given)
    text: Any = Text(*parts) if not any(isinstance(part, Piece) for part in parts) else _page(build, parts)
    return WithSample(sample_of(planner.query(node, rows), rows), text) if build.sampled else text, planned


def _page(build: _Building, parts: list[Any]) -> PageText:
    build.cursors()
    found = _of_page(build.planner.query(build.node, build.rows), build.rows)
    return PageText(found.annotate(**build.columns).values(*build.columns)[: build.page.size + 1], parts)


def _member(
    build: _Building, connection: GraphQLObjectType, details: FieldDetailsList
) -> tuple[list[Any], PlannedField]:
    name = details[0].node.name.value
    if name == "__typename":
        return [f'"{connection.name}"'], PlannedField(connection, details)
    declared = connection.fields[name]
    member: StrawberryField = declared.extensions["strawberry-definition"]
    child: PlannedObject | None = None
    text: Any
    match member.python_name:
        case "nodes":
            text, child = build.planner.object_text(build.node, details, ModelSource(build.node.name, build.rows.model))
            pieces = _listed(build, build.column(text))
        case "edges":
            text, child = _edge(build, as_object(get_named_type(declared.type)), details)
            pieces = _listed(build, build.column(text))
        case "page_info":
            pieces, child = _page_info(build, as_object(get_named_type(declared.type)), details)
        case "total_count":
            pieces = [_total(build)]
        case "total_count_precision":
            build.sampled = build.sampled or build.rows.counted is not None
            pieces = [precision_text(build.rows)]
        case "facets":
            build.sampled = True
            text, child = facets_text(build.planner, as_object(get_named_type(declared.type)), details, build.rows)
            pieces = [text]
        case _:
            raise TypeError(f"a connection has no {member.python_name}")
    return pieces, PlannedField(declared.type, details, child)


def _total(build: _Building) -> Any:
    """All rows are counted at the end of their own index; some of them with the others that are looked at."""
    if build.rows.counted is None:
        return Counted(build.planner.query(build.node, build.rows).order_by().values("pk"))
    build.sampled = True
    return total_text(build.rows)


def _edge(build: _Building, edge: GraphQLObjectType, details: FieldDetailsList) -> tuple[Text, PlannedObject]:
    planned = PlannedObject(edge)
    given: list[tuple[str, list[Any]]] = []
    for name, inner in build.planner.collect(edge, details).items():
        member = inner[0].node.name.value
        child: PlannedObject | None = None
        text: Any = f'"{edge.name}"'
        if member == "cursor":
            text = quoted(cursor_text(build.rows))
        elif member == "node":
            text, child = build.planner.object_text(build.node, inner, ModelSource(build.node.name, build.rows.model))
        returned = edge if member == "__typename" else edge.fields[member].type
        planned.fields[name] = PlannedField(returned, inner, child)
        given.append((name, [text]))
    return Text(*members(given)), planned


def _listed(build: _Building, column: str) -> list[Any]:
    """The page's rows; the row beyond it, which tells that there are more, is left out."""
    kept = f"(array_agg(page.{column}))[1:{build.page.size}]"
    ordered = f"array_reverse({kept})" if build.page.backwards else kept
    return ["[", Piece(f"array_to_string({ordered}, ',')"), "]"]


def _page_info(build: _Building, info: GraphQLObjectType, details: FieldDetailsList) -> tuple[list[Any], PlannedObject]:
    planned = PlannedObject(info)
    given: list[tuple[str, list[Any]]] = []
    for name, inner in build.planner.collect(info, details).items():
        member = inner[0].node.name.value
        planned.fields[name] = PlannedField(info if member == "__typename" else info.fields[member].type, inner)
        given.append((name, [_page_fact(build, info, member)]))
    return members(given), planned


def _page_fact(build: _Building, info: GraphQLObjectType, member: str) -> Any:
    size, backwards = build.page.size, build.page.backwards
    match member:
        case "hasNextPage" | "hasPreviousPage":
            ahead = backwards == (member == "hasPreviousPage")
            return Piece(f"CASE WHEN count(*) > {size} THEN 'true' ELSE 'false' END") if ahead else "false"
        case "startCursor" | "endCursor":
            first = backwards == (member == "endCursor")
            at = "1" if first and size else f"least({size}, count(*))"
            return Piece(f"""coalesce('"' || (array_agg(page.{build.cursors()}))[{at}] || '"', 'null')""")
    return f'"{info.name}"'


def _of_page(rows: QuerySet[Any], reference: Rows) -> QuerySet[Any]:
    """The rows from the page's start on, in the direction it is read."""
    page = reference.page
    if page is None:
        raise TypeError("a connection reads a page")
    columns = order_columns(reference.model, reference.order)
    if page.after is not None:
        rows = rows.filter(keyset(columns, page.after, after=True))
    if page.before is not None:
        rows = rows.filter(keyset(columns, page.before, after=False))
    return rows.reverse() if page.backwards else rows
