"""Scalars and enums: how each is said in SQL as it is on the wire."""

from collections.abc import Callable
from typing import Any

from django.db.models import Case, Func, TextField, Value, When
from django.db.models.functions import Cast
from django.db.models.lookups import Exact
from graphql import GraphQLEnumType, GraphQLOutputType, get_named_type, get_nullable_type, is_list_type

from schema.lib.projection.sql import encoded, instant, plain, quoted


def _text(value: Any) -> Any:
    return encoded(Cast(value, TextField()))


def _decimal(value: Any) -> Any:
    return quoted(plain(value))


def _json(value: Any) -> Any:
    """JSON's own null is no value either."""
    return Func(value, template="nullif(%(expressions)s, 'null'::jsonb)::text", output_field=TextField())


def _instant(value: Any) -> Any:
    return quoted(instant(value))


#: By the scalar's name on the wire.
_SCALARS: dict[str, Callable[[Any], Any]] = {
    "String": _text,
    "ID": _text,
    "Int": plain,
    "Boolean": plain,
    "Float": encoded,
    "Date": encoded,
    "DateTime": _instant,
    "Decimal": _decimal,
    "JSON": _json,
}


def leaf_text(returned: GraphQLOutputType, value: Any) -> Any:
    """A leaf, or a list of leaves that is one column, as JSON text; null stays null.

    Raises:
        TypeError: There is no telling how SQL says this type.
    """
    named = get_named_type(returned)
    if isinstance(named, GraphQLEnumType):
        value, renamed = _enum(named, value)
        if is_list_type(get_nullable_type(returned)):
            if renamed:
                raise TypeError(f"a list of {named.name}, whose names are not its values, is not a column")
            return encoded(value)
        return quoted(value)
    if is_list_type(get_nullable_type(returned)):
        return encoded(value)
    if named.name not in _SCALARS:
        raise TypeError(f"the scalar {named.name} has no form in SQL; give it one in leaves.py, or compute the field")
    return _SCALARS[named.name](value)


def _enum(named: GraphQLEnumType, value: Any) -> tuple[Any, bool]:
    """The name of an enum's value, and whether it differs from what the column holds."""
    names = {each.value: each.name for each in named.extensions["strawberry-definition"].values}
    if all(held == name for held, name in names.items()):
        return value, False
    cases = [When(Exact(value, held), then=Value(name)) for held, name in names.items()]
    return Case(*cases, output_field=TextField()), True
