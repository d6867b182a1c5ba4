"""Cursors that know their list: one of another list, or of another order, is refused instead of misread."""

from typing import Any
from zlib import crc32

from django.db.models import QuerySet
from graphql import GraphQLError
from strawberry.relay.utils import from_base64, to_base64
from strawberry_django.relay.cursor_connection import DjangoCursorEdge, OrderedCollectionCursor


def list_name(rows: QuerySet[Any]) -> str:
    """A short name of a list and its order."""
    order = " ".join(map(str, rows.query.order_by))
    return f"{crc32(f'{rows.model.__name__} {order}'.encode()):08x}"


def seal(position: OrderedCollectionCursor, name: str) -> str:
    """A position in the list `name` as it goes over the wire."""
    return to_base64(name, str(position))


def unseal(cursor: str | None, name: str) -> str | None:
    """A cursor of the list `name` as the library reads it.

    Raises:
        GraphQLError: INVALID: it is not one.
    """
    if cursor is None:
        return None
    try:
        given, position = from_base64(cursor)
    except ValueError:
        given, position = "", ""
    if given != name or "\\u0000" in position:
        raise GraphQLError(
            "This is not a cursor of this list in this order. Take one from its `pageInfo`.",
            extensions={"code": "INVALID"},
        )
    return to_base64(DjangoCursorEdge.CURSOR_PREFIX, position)
