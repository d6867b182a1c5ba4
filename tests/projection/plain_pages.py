"""How the reference pages: all rows in their order, of which those between two positions are shown."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db.models import F, QuerySet
from strawberry import relay
from strawberry.relay.utils import to_base64

from schema.lib.paging import CountPrecision
from schema.lib.projection.cursors import list_name
from schema.lib.projection.rows import Page, Rows
from schema.lib.projection.samples import MOST_VALUES
from schema.lib.threads import in_thread
from schema.products.facets import Facet, FacetField, FacetValue


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
    rows: Rows

    @property
    def total_count(self) -> Any:
        """How many rows there are on all pages; asked only when it is selected."""
        return in_thread(lambda: min(len(self.ordered), self.rows.counted or len(self.ordered)))

    @property
    def total_count_precision(self) -> Any:
        """Whether that is all of them."""
        counted = self.rows.counted
        return in_thread(
            lambda: CountPrecision.EXACT if counted is None or len(self.ordered) <= counted else CountPrecision.AT_LEAST
        )

    @property
    def facets(self) -> Any:
        """What the rows are told apart by."""
        return in_thread(lambda: facets_of(self.rows, self.ordered))


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
    return PlainPage(info, edges, nodes, ordered, rows)


def facets_of(rows: Rows, ordered: QuerySet[Any]) -> list[Facet]:
    """Each facet's values, counted in Python over the rows that are looked at."""
    looked_at = [row.pk for row in ordered[: rows.counted]]
    found = []
    for name, (value, label) in rows.facets.items():
        expressions = {"facet_value": value, "facet_label": label}
        named = {at: F(each) if isinstance(each, str) else each for at, each in expressions.items()}
        pairs = rows.model._default_manager.filter(pk__in=looked_at).annotate(**named).values_list(*expressions)
        counts = Counter((_facet_text(one), str(other)) for one, other in pairs if one is not None)
        most = sorted(counts.items(), key=lambda each: (-each[1], each[0]))[:MOST_VALUES]
        if most:
            values = [FacetValue(value=one, label=other, count=count) for (one, other), count in most]
            found.append(Facet(field=FacetField(name), values=values))
    return found


def _facet_text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


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
