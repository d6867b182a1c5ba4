"""References to rows: what a resolver returns, and what an expression of a type may return for rows that hang on it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from django.db.models import Model, Q, QuerySet

from fashionistar.kernel.actor import Actor

#: What one row shows of a plain type: Django expressions by the type's Python field names.
type Shape = Mapping[str, Any]

#: An expression of a value and one of its label, by a facet's name.
type Facets = Mapping[str, tuple[Any, Any]]


@dataclass(frozen=True, slots=True)
class Page:
    """Which part of an ordered list: `size` rows after (or, backwards, before) a position.

    `position` holds the values of the ordering columns of the row at the cursor, the last of them the key's.
    """

    size: int
    backwards: bool = False
    after: tuple[Any, ...] | None = None
    before: tuple[Any, ...] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Rows of a model, before anybody has looked at them.

    The scope of the GraphQL type that they are read as is added by the projection. In an expression of a type,
    `where` may refer to the row it hangs on by `OuterRef`.

    Attributes:
        model: Whose rows.
        where: Which of them.
        within: A selector that narrows them by the actor, such as to those of her shops; not a lambda, which would be
            another one for each request, but perhaps a `partial` of one with a request's values before the actor.
        order: Columns as `order_by` takes them; a page's end with the key. Empty means the model's own order.
        limit: At most so many.
        shape: For rows that are read as a plain type, such as prices read as `Money`.
        type_name: The GraphQL type, where the field's own type is an interface or a union.
        page: Which part, for a connection.
        counted: How many of them a connection looks at, in their order, to count them; None counts them all.
        facets: What a connection's rows are told apart by: expressions of a value and its label, by the facet's name.
    """

    model: type[Model]
    where: Q = field(default_factory=Q)
    within: Callable[[Actor, QuerySet[Any]], QuerySet[Any]] | None = None
    order: tuple[str, ...] = ()
    limit: int | None = None
    shape: Shape | None = None
    type_name: str | None = None
    page: Page | None = None
    counted: int | None = None
    facets: Facets = field(default_factory=dict)

    def on(self, page: Page) -> Self:
        """The same rows, a page of them."""
        return replace(self, page=page)


@dataclass(frozen=True, slots=True, eq=False)
class Composite:
    """A plain type made of the columns of one row, such as money of an amount and a currency.

    `present` names the field without whose value there is none at all; without that it is always there.
    """

    shape: Shape
    present: str | None = None


def one(model: type[Model], row: Any, *, column: str = "pk", type_name: str | None = None) -> Any:
    """The row with this value in a unique column, or null when the value is None: no such thing was named.

    The declared type of the field says what is read of it.
    """
    return None if row is None else Rows(model, Q(**{column: row}), limit=1, type_name=type_name)


def one_of(model: type[Model], *, slug: str | None, row: Any) -> Any:
    """The row with this slug or, without one, with this key; null when neither was named."""
    return one(model, slug, column="slug") if slug is not None else one(model, row)
