"""How the reference pages: all rows in their order, of which those between two positions are shown."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import QuerySet
from strawberry import relay
from strawberry.relay.utils import to_base64

from schema.lib.projection.cursors import list_name
from schema.lib.projection.rows import Page, Rows
from schema.lib.threads import in_thread


@dataclass(frozen=True, slots=True)
class PlainEdge:
    """A row and its place in the list."""

    cursor: str
    node: Any


@dataclass(frozen=True, slots=True)
class PlainPage:
    """A connection; the names are those of the declared type."""

    page_info: relay.PageInfo
    edges: list[PlainEdge]
    nodes: list[Any]
    ordered: Any

    @property
    def total_count(self) -> Any:
        """How many rows there are on all pages; asked only when it is selected."""
        return in_thread(self.ordered.count) if isinstance(self.ordered, QuerySet) else len(self.ordered)


def page_of(rows: Rows, ordered: Any) -> PlainPage:
    """The page that a reference names, of all its rows in order."""
    page = rows.page or Page(0)
    window = _window(rows, page, ordered)
    more = len(window) > page.size
    nodes = window[max(len(window) - page.size, 0) :] if page.backwards else window[: page.size]
    edges = [PlainEdge(cursor_of(rows, node), node) for node in nodes]
    info = relay.PageInfo(
        has_next_page=more and not page.backwards,
        has_previous_page=more and page.backwards,
        start_cursor=edges[0].cursor if edges else None,
        end_cursor=edges[-1].cursor if edges else None,
    )
    return PlainPage(info, edges, nodes, ordered)


def _window(rows: Rows, page: Page, ordered: Any) -> list[Any]:
    """The rows between two positions, and of the whole list only as many as tell that there are more."""
    if page.after is None and page.before is None and isinstance(ordered, QuerySet):
        reached = ordered.reverse() if page.backwards else ordered
        found = list(reached[: page.size + 1])
        return found[::-1] if page.backwards else found
    return [
        row
        for row in ordered
        if (page.after is None or _compared(rows, _place(rows, row), page.after) > 0)
        and (page.before is None or _compared(rows, _place(rows, row), page.before) < 0)
    ]


def cursor_of(rows: Rows, row: Any) -> str:
    """The cursor of a row."""
    values = [_text(value) for value in _place(rows, row)]
    return to_base64(list_name(rows), json.dumps(values, separators=(",", ":"), ensure_ascii=False))


def _place(rows: Rows, row: Any) -> tuple[Any, ...]:
    return tuple(getattr(row, name.removeprefix("-")) for name in rows.order)


def _text(value: Any) -> str | None:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    if isinstance(value, bool):
        return str(value).lower()
    return None if value is None else str(value)


def _compared(rows: Rows, left: Sequence[Any], right: Sequence[Any]) -> int:
    """Below zero when `left` comes first; nothing is larger than everything, as PostgreSQL has it."""
    for name, one, other in zip(rows.order, left, right, strict=True):
        if one == other:
            continue
        larger = one is None if one is None or other is None else one > other
        return -1 if larger == name.startswith("-") else 1
    return 0
