"""Cursors: the place of a row in an ordered list. They know their list, so that one of another is refused."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from zlib import crc32

from django.core.exceptions import ValidationError
from django.db.models import BooleanField, DateTimeField, F, Field, Model, Q, TextField, UUIDField
from django.db.models.functions import Cast
from strawberry.relay.utils import from_base64

from schema.lib.errors import invalid
from schema.lib.projection.rows import Rows
from schema.lib.projection.sources import column_of
from schema.lib.projection.sql import Otherwise, RowComparison, Text, base64, encoded, instant, quoted


@dataclass(frozen=True, slots=True)
class OrderColumn:
    """One column of an order; where it is null, PostgreSQL puts it last, or first when descending."""

    name: str
    descending: bool
    field: "Field[Any, Any]"

    @property
    def nullable(self) -> bool:
        """Whether rows may have no value in it."""
        return self.field.null


def order_columns(model: type[Model], order: tuple[str, ...]) -> tuple[OrderColumn, ...]:
    """An order as `order_by` takes it, column by column.

    Raises:
        ValueError: It doesn't end with the key, so that pages could overlap.
    """
    columns = tuple(
        OrderColumn(name.removeprefix("-"), name.startswith("-"), column_of(model, name.removeprefix("-")))
        for name in order
    )
    if not columns or not columns[-1].field.primary_key:
        raise ValueError(f"a page of {model.__name__} needs an order that ends with its key, not {order}")
    return columns


def list_name(rows: Rows) -> str:
    """A short name of a list and its order."""
    return f"{crc32(f'{rows.model.__name__} {" ".join(rows.order)}'.encode()):08x}"


def position(cursor: str | None, rows: Rows) -> tuple[Any, ...] | None:
    """The values of the ordering columns at a cursor.

    Raises:
        GraphQLError: INVALID: it is not a cursor of this list in this order.
    """
    if cursor is None:
        return None
    columns = order_columns(rows.model, rows.order)
    try:
        given, encoded = from_base64(cursor)
        values = json.loads(encoded)
        if given == list_name(rows) and isinstance(values, list):
            return tuple(_value(column, value) for column, value in zip(columns, values, strict=True))
    except (ValueError, ValidationError):
        pass
    raise invalid("This is not a cursor of this list in this order. Take one from its `pageInfo`.")


def keyset(columns: Sequence[OrderColumn], values: Sequence[Any], *, after: bool) -> Any:
    """The condition on rows after, or before, a position.

    Where all columns run one way it is a row comparison, which an index answers in one step. Rows without a value in
    a nullable column come last, or first in a descending order, as PostgreSQL sorts them.
    """
    first = columns[0]
    one_way = all(column.descending == first.descending for column in columns)
    if one_way and not any(column.nullable for column in columns[1:]) and values[0] is not None:
        operator = "<" if first.descending == after else ">"
        found: Any = Q(RowComparison([column.name for column in columns], operator, values))
        nulls_follow = first.nullable and first.descending != after
        return found | Q(**{f"{first.name}__isnull": True}) if nulls_follow else found
    return _keyset_by_column(columns, values, after=after)


def _keyset_by_column(columns: Sequence[OrderColumn], values: Sequence[Any], *, after: bool) -> Q:
    """Equal in all columns before one, beyond it in that one: the condition for any mix of directions."""
    beyond = Q(pk__in=[])
    same = Q()
    for column, value in zip(columns, values, strict=True):
        ascending = column.descending != after
        isnull = f"{column.name}__isnull"
        if value is None:
            further = Q(pk__in=[]) if ascending else Q(**{isnull: False})
            equal = Q(**{isnull: True})
        else:
            further = Q(**{f"{column.name}__{'gt' if ascending else 'lt'}": value})
            if column.nullable and ascending:
                further |= Q(**{isnull: True})
            equal = Q(**{column.name: value})
        beyond |= same & further
        same &= equal
    return beyond


def cursor_text(rows: Rows) -> Any:
    """The cursor of a row, as an expression."""
    columns = order_columns(rows.model, rows.order)
    texts: list[Any] = []
    for column in columns:
        if isinstance(column.field, DateTimeField):
            text = quoted(instant(F(column.name)))
        elif isinstance(column.field, UUIDField):
            text = quoted(Cast(column.name, TextField()))
        else:
            text = encoded(Cast(column.name, TextField()))
        texts += [",", Otherwise(text, "null") if column.nullable else text]
    return base64(Text(f"{list_name(rows)}:[", *texts[1:], "]"))


def _value(column: OrderColumn, value: object) -> Any:
    if value is None and column.nullable:
        return None
    if not isinstance(value, str) or "\0" in value:
        raise ValueError(column.name)
    # PostgreSQL writes `true`, Django reads `True`.
    found = column.field.to_python(value.capitalize() if isinstance(column.field, BooleanField) else value)
    if found is None:
        raise ValueError(column.name)
    return found
