"""Pages: Relay connections over keyset cursors, with `nodes` and `totalCount`."""

from collections.abc import Callable
from enum import Enum
from typing import Any, override

import strawberry
from strawberry import relay
from strawberry.annotation import StrawberryAnnotation
from strawberry.extensions.field_extension import FieldExtension, SyncExtensionResolver
from strawberry.permission import BasePermission
from strawberry.types.arguments import StrawberryArgument
from strawberry.types.field import StrawberryField

from schema.lib.errors import invalid
from schema.lib.projection.cursors import position
from schema.lib.projection.fields import expression
from schema.lib.projection.rows import Page, Rows

DEFAULT_PAGE = 20
LARGEST_PAGE = 100

_ARGUMENTS = {
    "before": (str, "Only rows before this cursor."),
    "after": (str, "Only rows after this cursor."),
    "first": (int, "At most so many, from the start; 20 unless said, 100 at most."),
    "last": (int, "At most so many, from the end; not together with `first`."),
}


@strawberry.type(description="An edge of a page.")
class Edge[Node]:
    """A row and its place in the list."""

    cursor: str = strawberry.field(description="The row's place, for `after` and `before`.")
    node: Node


@strawberry.enum(description="How exact a count is.")
class CountPrecision(Enum):
    """Counting everything takes as long as there is much of it."""

    EXACT = "EXACT"
    AT_LEAST = "AT_LEAST"


@strawberry.type(name="Connection", description="A page of rows; ask for more with `after: pageInfo.endCursor`.")
class Connection[Node]:
    """A keyset page of at most 100 rows, 20 unless the client says how many."""

    page_info: relay.PageInfo = strawberry.field(description="Whether there are more, and from where.")
    edges: list[Edge[Node]] = strawberry.field(description="The page's rows, each with its cursor.")
    total_count: int = strawberry.field(description="How many rows there are on all pages.")
    total_count_precision: CountPrecision = strawberry.field(
        description="AT_LEAST where a list is too long to be counted: there are more rows than `totalCount`."
    )
    nodes: list[Node] = strawberry.field(description="The page's rows, for clients that need no cursors between them.")


class Paged(FieldExtension):
    """Adds the arguments of a connection to a field, and makes the rows that its resolver names a page of them."""

    @override
    def apply(self, field: StrawberryField) -> None:
        """Add the arguments."""
        taken = {argument.python_name for argument in field.arguments}
        field.arguments = [
            *field.arguments,
            *(
                StrawberryArgument(
                    python_name=name,
                    graphql_name=None,
                    type_annotation=StrawberryAnnotation(kind | None),
                    description=description,
                    default=None,
                )
                for name, (kind, description) in _ARGUMENTS.items()
                if name not in taken
            ),
        ]

    @override
    def resolve(self, next_: SyncExtensionResolver, source: Any, info: Any, **kwargs: Any) -> Rows:
        """The resolver's rows, a page of them."""
        paging = {name: kwargs.pop(name, None) for name in _ARGUMENTS}
        return paged(next_(source, info, **kwargs), **paging)


def paged(rows: Rows, *, before: str | None, after: str | None, first: int | None, last: int | None) -> Rows:
    """A page of ordered rows.

    Raises:
        GraphQLError: INVALID: `first` or `last` out of range, both given, or a cursor that is not of this list.
    """
    if first is not None and last is not None:
        raise invalid("Give `first` or `last`, not both.")
    name, size = ("last", last) if last is not None else ("first", DEFAULT_PAGE if first is None else first)
    if not 0 <= size <= LARGEST_PAGE:
        raise invalid(f"`{name}` is from 0 to {LARGEST_PAGE}.")
    return rows.on(Page(size, backwards=last is not None, after=position(after, rows), before=position(before, rows)))


def connection(
    graphql_type: Any, *, description: str, permission_classes: list[type[BasePermission]] | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a connection; the function returns ordered rows. On a type they hang on the row by `OuterRef`."""

    def declare(function: Callable[..., Any]) -> Any:
        field = expression(graphql_type, description=description, permission_classes=permission_classes)(function)
        field.extensions.insert(0, Paged())
        return field

    return declare
