"""How a type declares what is neither a column nor a relation of its model.

Columns and relations are declared as strawberry-django has them. None of these says how it is read.
"""

from collections.abc import Callable, Mapping
from typing import Any, override

import strawberry_django
from strawberry.permission import BasePermission
from strawberry.types.field import StrawberryField
from strawberry_django.fields.field import StrawberryDjangoField


class Kept(StrawberryDjangoField):
    """A relation whose rows are seen with the row that holds them, whatever their own type's scope says."""


class Expression(StrawberryDjangoField):
    """A field whose resolver is asked once per plan, with the field's arguments, for what SQL shall say.

    It returns a Django expression, a `Composite`, or `Rows` that hang on the row by `OuterRef`.
    """

    @override
    def get_result(self, source: Any, info: Any, args: list[Any], kwargs: dict[str, Any]) -> Any:
        """What is declared; the projection never asks field by field."""
        return None if self.base_resolver is None else self.base_resolver(*args, **kwargs)


class Computed(StrawberryField):
    """A field that SQL cannot say: its resolver gets the named columns of the row, typed, and batches the rest."""

    needs: Mapping[str, str]


def kept(*, field_name: str | None = None, description: str | None = None) -> Any:
    """A relation that whoever sees this row may follow: to a part of the same whole, or to what a cart or order names.

    A relation that is not null but leads to a type with a scope must be one, or it could have nothing to show.
    """
    return strawberry_django.field(field_cls=Kept, field_name=field_name, description=description)


def expression(
    graphql_type: Any, *, description: str | None = None, permission_classes: list[type[BasePermission]] | None = None
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field by what SQL says of the row, given the field's arguments.

    The decorated function takes these arguments and neither a row nor an info; it returns a Django expression, a
    `Composite`, or `Rows` that hang on the row by `OuterRef`.
    """

    def declare(function: Callable[..., Any]) -> Any:
        return strawberry_django.field(
            field_cls=Expression,
            resolver=function,
            graphql_type=graphql_type,
            description=description,
            permission_classes=permission_classes,
        )

    return declare


def computed(
    *,
    needs: Mapping[str, str],
    description: str | None = None,
    permission_classes: list[type[BasePermission]] | None = None,
) -> Callable[[Callable[..., Any]], Any]:
    """Declare a field that Python computes of the row's columns in `needs`: the resolver's own names, and the columns.

    The resolver's first parameter gets a mapping of those names to the columns' Python values.
    """

    def declare(function: Callable[..., Any]) -> Any:
        field = Computed(description=description, permission_classes=permission_classes or [])
        field.needs = dict(needs)
        return field(function)

    return declare
