"""Pages: Relay connections over keyset cursors, with `nodes` and `totalCount`."""

from typing import Any, Self, override

import strawberry
from asgiref.sync import sync_to_async
from django.db.models import QuerySet
from graphql import GraphQLError
from strawberry import relay
from strawberry.relay.types import NodeIterableType
from strawberry_django.relay.cursor_connection import (
    DjangoCursorConnection,
    DjangoCursorEdge,
    OrderedCollectionCursor,
    OrderingDescriptor,
    apply_cursor_pagination,
)

from schema.lib.context import WireInfo
from schema.lib.cursors import list_name, seal, unseal
from schema.lib.optimizer import optimized_for_nodes

DEFAULT_PAGE = 20


def _refused(message: str) -> GraphQLError:
    return GraphQLError(message, extensions={"code": "INVALID"})


@strawberry.type(name="Connection", description="A page of rows; ask for more with `after: pageInfo.endCursor`.")
class Connection(DjangoCursorConnection[relay.NodeType]):
    """A keyset page of at most 100 rows, 20 unless the client says how many."""

    @strawberry.field(description="The page's rows, for clients that need no cursors between them.")
    def nodes(self) -> list[relay.NodeType]:
        """The rows of the edges."""
        return [edge.node for edge in self.edges]

    @override
    @classmethod
    async def resolve_connection(
        cls,
        nodes: NodeIterableType[relay.NodeType],
        *,
        info: WireInfo,
        before: str | None = None,
        after: str | None = None,
        first: int | None = None,
        last: int | None = None,
        **_: Any,
    ) -> Self:
        """Read one page, in one statement.

        Raises:
            GraphQLError: INVALID: `first` or `last` out of range, both given, or a cursor that is not of this list.
        """
        if not isinstance(nodes, QuerySet):
            raise TypeError("a connection reads a query set")
        if first is not None and last is not None:
            raise _refused("Give `first` or `last`, not both.")
        if first is None and last is None:
            first = DEFAULT_PAGE
        name = list_name(nodes)
        before, after = unseal(before, name), unseal(after, name)
        try:
            page, ordering = apply_cursor_pagination(
                optimized_for_nodes(nodes, info),
                info=info,
                before=before,
                after=after,
                first=first,
                last=last,
                max_results=None,
            )
        except (ValueError, TypeError) as error:
            raise _refused(str(error)) from error
        rows: list[Any] = await sync_to_async(lambda: list(page))()
        return cls._page(nodes, rows, ordering, first=first, last=last)

    @classmethod
    def _page(
        cls,
        whole: QuerySet[Any],
        rows: list[Any],
        ordering: list[OrderingDescriptor],
        *,
        first: int | None,
        last: int | None,
    ) -> Self:
        name, size = list_name(whole), first if first is not None else last
        more = size is not None and len(rows) > size
        rows = rows[:size]
        if last is not None:
            rows.reverse()
        edges = [
            DjangoCursorEdge[Any](cursor=seal(OrderedCollectionCursor.from_model(row, ordering), name), node=row)
            for row in rows
        ]
        return cls(
            edges=edges,
            total_count_qs=whole,
            page_info=relay.PageInfo(
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
                has_previous_page=more and last is not None,
                has_next_page=more and first is not None,
            ),
        )
