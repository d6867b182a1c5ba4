"""What a connection says of all its rows: how many there are, how exactly, and what they are told apart by."""

from collections.abc import Mapping
from typing import Any, Protocol, override

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression, Func, QuerySet, Subquery, TextField
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler
from graphql import GraphQLObjectType, get_named_type
from graphql.execution.collect_fields import FieldDetailsList

from schema.lib.projection.planned import PlannedField, PlannedObject, as_object
from schema.lib.projection.rows import Rows
from schema.lib.projection.sql import NO_ROWS, Piece, Sql, members, spelled

#: The most frequent values of a facet are shown, at most so many.
MOST_VALUES = 20


class OfSample(Expression):
    """SQL over the rows that a connection looks at as a whole; `WithSample` stands around it."""

    output_field = TextField()

    def __init__(self, sql: str) -> None:
        super().__init__()
        self.sql = sql

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> Sql:
        return self.sql, ()


class WithSample(Func):
    """A text over the rows of a query set, which are found once and known to it as `sample`."""

    output_field = TextField()

    def __init__(self, queryset: Any, text: Any) -> None:
        super().__init__(Subquery(queryset, output_field=TextField()), text)
        self.columns = list(queryset.query.annotation_select)

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> Sql:
        rows, text = self.get_source_expressions()
        said, given = compiler.compile(text)
        try:
            sample, params = compiler.compile(rows)
        except EmptyResultSet:
            sample, params = NO_ROWS.format(columns=", ".join(f"NULL::text AS {name}" for name in self.columns)), ()
        return f"(WITH sample AS MATERIALIZED {sample} SELECT {said})", (*params, *given)


class Collecting(Protocol):
    """What is needed of the planner."""

    def collect(self, object_type: GraphQLObjectType, details: FieldDetailsList, /) -> Mapping[str, FieldDetailsList]:
        """The fields of a selection on a type."""
        ...


def sample_of(found: QuerySet[Any], rows: Rows) -> QuerySet[Any]:
    """The rows that are looked at, and one more that tells whether there are more; what their facets are made of."""
    columns = {
        f"{part}{at}": Cast(expression, TextField())
        for at, facet in enumerate(rows.facets.values())
        for part, expression in zip(("value", "label"), facet, strict=True)
    }
    sampled = found.annotate(row_key=Cast("pk", TextField()), **columns).values("row_key", *columns)
    return sampled if rows.counted is None else sampled[: rows.counted + 1]


def total_text(rows: Rows) -> OfSample:
    """How many rows there are, as far as they are looked at."""
    bound = "count(*)" if rows.counted is None else f"least(count(*), {rows.counted})"
    return OfSample(f"(SELECT ({bound})::text FROM sample)")  # noqa: S608  (a number of ours)


def precision_text(rows: Rows) -> Any:
    """Whether that is how many there are."""
    if rows.counted is None:
        return '"EXACT"'
    least = f"""CASE WHEN count(*) > {rows.counted} THEN '"AT_LEAST"' ELSE '"EXACT"' END"""
    return OfSample(f"(SELECT {least} FROM sample)")  # noqa: S608  (a number of ours)


def facets_text(
    planner: Collecting, facet: GraphQLObjectType, details: FieldDetailsList, rows: Rows
) -> tuple[OfSample, PlannedObject]:
    """The facets as a JSON list; one that tells no rows apart is left out."""
    planned = PlannedObject(facet)
    given: list[tuple[str, list[Any]]] = []
    for name, inner in planner.collect(facet, details).items():
        member, child = inner[0].node.name.value, None
        pieces: list[Any] = [f'"{facet.name}"']
        if member == "field":
            pieces = ['"', Piece("field"), '"']
        elif member == "values":
            value = as_object(get_named_type(facet.fields[member].type))
            text, child = _value_text(planner, value, inner)
            pieces = ["[", Piece(f"string_agg({text}, ',' ORDER BY number DESC, value)"), "]"]
        returned = facet if member == "__typename" else facet.fields[member].type
        planned.fields[name] = PlannedField(returned, inner, child)
        given.append((name, pieces))
    return OfSample(_FACETS.format(text=spelled(members(given)), rows=_rows(rows), most=MOST_VALUES)), planned


def _value_text(planner: Collecting, value: GraphQLObjectType, details: FieldDetailsList) -> tuple[str, PlannedObject]:
    said = {"value": "to_json(value)::text", "label": "to_json(label)::text", "count": "number::text"}
    planned = PlannedObject(value)
    given: list[tuple[str, list[Any]]] = []
    for name, inner in planner.collect(value, details).items():
        member = inner[0].node.name.value
        returned = value if member == "__typename" else value.fields[member].type
        planned.fields[name] = PlannedField(returned, inner)
        given.append((name, [Piece(said[member]) if member in said else f'"{value.name}"']))
    return spelled(members(given)), planned


def _rows(rows: Rows) -> str:
    """Each row once for each of its facets."""
    limit = "" if rows.counted is None else f" LIMIT {rows.counted}"
    told = ", ".join(f"({at}, '{name}', value{at}, label{at})" for at, name in enumerate(rows.facets))
    return (
        f"(SELECT * FROM sample{limit}) AS looked_at"  # noqa: S608  (names of ours)
        f" CROSS JOIN LATERAL (VALUES {told}) AS told (place, field, value, label)"
    )


_FACETS = """(
SELECT concat('[', string_agg(facet, ',' ORDER BY place), ']') FROM (
    SELECT place, {text} AS facet FROM (
        SELECT place, field, value, label, count(*) AS number,
            row_number() OVER (PARTITION BY place ORDER BY count(*) DESC, value) AS nth
        FROM {rows} WHERE value IS NOT NULL GROUP BY place, field, value, label
    ) AS counted WHERE nth <= {most} GROUP BY place, field
) AS facets)"""
