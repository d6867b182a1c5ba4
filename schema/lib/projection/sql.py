"""JSON as SQL says it: expressions whose value is the text of a JSON value.

Text and not `json`: PostgreSQL then writes each byte of the answer once, with literal keys in the selection's order,
and nothing has to look up at run time how a type is written as JSON.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, override

from django.core.exceptions import EmptyResultSet
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import BooleanField, Expression, F, Func, Subquery, TextField, Value
from django.db.models.functions import Cast
from django.db.models.sql.compiler import SQLCompiler

type Sql = tuple[str, tuple[Any, ...]]

#: Where a field that may not be null had no value. JSON text never holds it: PostgreSQL writes U+0001 as an escape.
VIOLATION = "\x01"

#: What a row's text is called inside a list.
ROW = "row_text"

#: PostgreSQL takes at most 100 arguments.
_MOST_ARGUMENTS = 90


def literal(text: str) -> str:
    """Text as a SQL literal, ready for a driver that formats with `%`."""
    return "'" + text.replace("'", "''").replace("%", "%%") + "'"


@dataclass(frozen=True, slots=True)
class Piece:
    """SQL over the columns of a page."""

    sql: str


def _each(parts: Sequence[Any], compiler: SQLCompiler) -> tuple[list[str], tuple[Any, ...]]:
    """The SQL of literals, pieces and expressions, one by one, and the parameters of all."""
    sql: list[str] = []
    params: list[Any] = []
    for part in parts:
        if hasattr(part, "resolve_expression"):
            said, given = compiler.compile(part)
            sql.append(said)
            params.extend(given)
        else:
            sql.append(part.sql if isinstance(part, Piece) else literal(part))
    return sql, tuple(params)


class Text(Expression):
    """Literal texts and text expressions, one after the other; there must be no null among them."""

    output_field = TextField()

    def __init__(self, *parts: "str | Any") -> None:
        super().__init__()
        self.parts = _merged(parts)

    @override
    def get_source_expressions(self) -> list[Any]:
        return [part for part in self.parts if not isinstance(part, str)]

    @override
    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        left = iter(exprs)
        self.parts = [part if isinstance(part, str) else next(left) for part in self.parts]

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> Sql:
        sql, params = _each(self.parts, compiler)
        return _concat(sql), params


def _merged(parts: Sequence[Any]) -> list[Any]:
    """Flatten nested texts and join neighbouring literals."""
    merged: list[Any] = []
    for part in parts:
        for piece in part.parts if isinstance(part, Text) else [part]:
            if isinstance(piece, str) and merged and isinstance(merged[-1], str):
                merged[-1] += piece
            else:
                merged.append(piece)
    return merged


def _concat(pieces: list[str]) -> str:
    if len(pieces) == 1:
        return pieces[0]
    if len(pieces) <= _MOST_ARGUMENTS:
        return f"concat({', '.join(pieces)})"
    chunks = [pieces[at : at + _MOST_ARGUMENTS] for at in range(0, len(pieces), _MOST_ARGUMENTS)]
    return _concat([_concat(chunk) for chunk in chunks])


def members(given: Iterable[tuple[str, Sequence[Any]]]) -> list[Any]:
    """The parts of an object's text, of the texts of its members by name."""
    parts: list[Any] = ["{"]
    for at, (name, texts) in enumerate(given):
        parts += [f'{"," if at else ""}"{name}":', *texts]
    return [*parts, "}"]


def encoded(value: Any) -> Any:
    """Any value as PostgreSQL itself writes it as JSON."""
    return Func(value, function="to_json", template="%(function)s(%(expressions)s)::text", output_field=TextField())


def plain(value: Any) -> Any:
    """A number, a boolean or JSON, whose text is its JSON."""
    return Func(value, template="(%(expressions)s)::text", output_field=TextField())


def quoted(value: Any) -> Any:
    """Text that holds nothing that JSON must escape, such as a code or an instant; null stays null."""
    return Func(value, template="""('"' || (%(expressions)s) || '"')""", output_field=TextField())


def instant(value: Any) -> Any:
    """A time in UTC, with offset and always six digits of a second."""
    return Func(
        value,
        template="to_char((%(expressions)s) AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US\"+00:00\"')",
        output_field=TextField(),
    )


def base64(value: Any) -> Any:
    """Text as base64, without the line breaks that PostgreSQL puts in."""
    return Func(
        value,
        template="translate(encode(convert_to(%(expressions)s, 'UTF8'), 'base64'), E'\\n', '')",
        output_field=TextField(),
    )


def global_id(type_name: str, key: Any) -> Any:
    """The id on the wire of the row with this key."""
    return base64(Text(f"{type_name}:", Cast(key, TextField())))


class Otherwise(Func):
    """A text, or another where it is null."""

    function = "coalesce"
    output_field = TextField()

    def __init__(self, value: Any, other: str) -> None:
        super().__init__(value, Text(other))


class Unless(Func):
    """A text, or another where a value that it needs is null."""

    output_field = TextField()

    def __init__(self, needed: Any, value: Any, other: str) -> None:
        super().__init__(needed, value)
        self.other = other

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> Sql:
        needed, value = self.get_source_expressions()
        tested, given = compiler.compile(needed)
        text, more = compiler.compile(value)
        return f"CASE WHEN ({tested}) IS NULL THEN {literal(self.other)} ELSE {text} END", (*given, *more)


class TextOfRows(Subquery):
    """A text made of a query set's rows, and what it is where Django knows that there can be none."""

    output_field = TextField()
    without_rows: str

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> Sql:
        try:
            return super().as_sql(compiler, connection)
        except EmptyResultSet:
            return literal(self.without_rows), ()


class Single(TextOfRows):
    """The text of the one row of a query set, or another where there is none."""

    template = "coalesce((%(subquery)s), %(other)s)"

    def __init__(self, queryset: Any, other: str) -> None:
        super().__init__(queryset, other=literal(other))
        self.without_rows = other


class Listed(TextOfRows):
    """The texts of a query set's rows as a JSON list, in its order."""

    template = f"(SELECT concat('[', string_agg(listed.{ROW}, ','), ']') FROM (%(subquery)s) AS listed)"  # noqa: S608  (a constant of ours)
    without_rows = "[]"


class Counted(TextOfRows):
    """How many rows a query set has."""

    template = "(SELECT count(*)::text FROM (%(subquery)s) AS counted)"
    without_rows = "0"


class PageText(Subquery):
    """A connection: texts over the rows of one page.

    `parts` are literals, pieces of SQL over the page's columns (`Piece`), and expressions that stand on their own.
    """

    output_field = TextField()

    def __init__(self, queryset: Any, parts: Sequence[Any]) -> None:
        super().__init__(queryset)
        self.parts = list(parts)

    @override
    def get_source_expressions(self) -> list[Any]:
        return [self.query, *(part for part in self.parts if hasattr(part, "resolve_expression"))]

    @override
    def set_source_expressions(self, exprs: Sequence[Any]) -> None:
        self.query, *others = exprs
        left = iter(others)
        self.parts = [next(left) if hasattr(part, "resolve_expression") else part for part in self.parts]

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> Sql:
        pieces, params = _each(self.parts, compiler)
        try:
            rows, given = super().as_sql(compiler, connection)
        except EmptyResultSet:
            rows, given = NO_ROWS.format(columns=", ".join(f"NULL AS {name}" for name in self._columns())), ()
        return f"(SELECT {_concat(pieces)} FROM {rows} AS page)", (*params, *given)  # noqa: S608  (made of Django's own SQL)

    def _columns(self) -> list[str]:
        return list(self.query.annotation_select)


NO_ROWS = "(SELECT {columns} WHERE false)"


def spelled(parts: Sequence["str | Piece"]) -> str:
    """Literals and pieces, one after the other, as SQL."""
    return _concat([part.sql if isinstance(part, Piece) else literal(part) for part in parts])


class RowComparison(Func):
    """`(a, b) < (x, y)`, which an index on (a, b) answers in one step."""

    output_field = BooleanField()
    conditional = True

    def __init__(self, columns: Sequence[str], operator: str, values: Sequence[Any]) -> None:
        # A text by itself would name a column.
        given = (value if hasattr(value, "resolve_expression") else Value(value) for value in values)
        super().__init__(*(F(column) for column in columns), *given)
        self.operator = operator

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, *_: Any, **__: Any) -> Sql:
        sql, params = _each(self.get_source_expressions(), compiler)
        half = len(sql) // 2
        return f"({', '.join(sql[:half])}) {self.operator} ({', '.join(sql[half:])})", params
