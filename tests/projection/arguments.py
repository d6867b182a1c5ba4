"""Draws the values of arguments, and says them as literals or as variables of every kind that GraphQL allows there."""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from graphql import (
    GraphQLBoolean,
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInputType,
    GraphQLNonNull,
    Undefined,
    get_named_type,
    get_nullable_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
    is_required_input_field,
)

from tests.projection.choices import Choices
from tests.projection.pools import NO_IDS, STRANGE, Pools

_SIZES = (2, 1, 3, 4, 0, 5, 7, 20, 100)
_WRONG_SIZES = (101, -1, 2**31 - 1)
_PLAIN: dict[str, tuple[Any, ...]] = {
    "Boolean": (True, False),
    "Int": _SIZES,
    "Date": ("2000-01-01", "2026-03-01", "2100-12-31"),
    "DateTime": ("2026-03-01T12:00:00+00:00", "2000-01-01T00:00:00.000001Z", "2100-12-31T23:59:59+14:00"),
}
_CONDITION = GraphQLNonNull(GraphQLBoolean)


class Name(str):
    """The name of an enum's value, which is no string in a literal."""

    __slots__ = ()


@dataclass
class Arguments:
    """Draws arguments for one operation and gathers its variables.

    Attributes:
        choices: Where to draw from.
        pools: What there is to draw.
        declared: The type, and perhaps the default, of each variable.
        given: A value for each of them, but for some that need none.
        other: The same once more, for another run of the same document.
        node: The type of the id that was drawn last.
    """

    choices: Choices
    pools: Pools
    declared: dict[str, str] = field(default_factory=dict)
    given: dict[str, Any] = field(default_factory=dict)
    other: dict[str, Any] = field(default_factory=dict)
    node: str | None = None

    def of_field(self, coordinate: str, declared: GraphQLField, *, only_required: bool = False) -> str:
        """The arguments of a field, with their brackets; or nothing."""
        values: dict[str, Any] = {}
        said = []
        self.node = None
        for name, argument in declared.args.items():
            if is_required_argument(argument) or (not only_required and self._wanted(name, values)):
                draw = partial(self._value, f"{coordinate}.{name}", argument.type, values)
                values[name] = draw()
                optional = argument.default_value is not Undefined
                said.append(f"{name}: {self._said(values[name], argument.type, draw, optional=optional)}")
        return f"({', '.join(said)})" if said else ""

    def _wanted(self, name: str, values: dict[str, Any]) -> bool:
        if name == "slug" or (name == "id" and "slug" not in values):
            return not self.choices.rarely(2 if name == "slug" else 8)
        return self.choices.rarely(12 if name == "last" and "first" in values else 3)

    def input(self, value: Any, kind: GraphQLInputType) -> str:
        """A value that no other may stand for: a literal, or a variable of its own."""
        if self.choices.rarely(2):
            return self._own_variable(value, kind)
        fields: Any = get_nullable_type(kind)
        return _object(
            {
                name: self._own_variable(each, fields.fields[name].type) if self.choices.rarely(4) else literal(each)
                for name, each in value.items()
            }
        )

    def _own_variable(self, value: Any, kind: GraphQLInputType) -> str:
        name = f"v{len(self.declared)}"
        default = self.choices.rarely(4)
        self.declared[name] = f"{kind} = {literal(value)}" if default else str(kind)
        if not default:
            self.given[name] = self.other[name] = value
        return f"${name}"

    def directives(self) -> str:
        """Now and then @skip or @include, seldom both; mostly such that the selection stays."""
        found = ""
        for name, usual in (("include", True), ("skip", False)):
            if self.choices.rarely(20):
                value = usual != self.choices.rarely(3)
                if self.choices.rarely(2):
                    said = self._variable(value, _CONDITION, lambda: self.choices.rarely(2), optional=False)
                else:
                    said = literal(value)
                found += f" @{name}(if: {said})"
        return found

    def _value(self, coordinate: str, kind: GraphQLInputType, values: dict[str, Any]) -> Any:
        if not is_non_null_type(kind) and self.choices.rarely(30):
            return None
        inner: Any = get_nullable_type(kind)
        if is_list_type(inner):
            return [self._value(coordinate, inner.of_type, values) for _ in range(self.choices.below(4))]
        if isinstance(inner, GraphQLInputObjectType):
            return {
                name: self._value(f"{inner.name}.{name}", each.type, values)
                for name, each in inner.fields.items()
                if is_required_input_field(each) or self.choices.rarely(3)
            }
        if isinstance(inner, GraphQLEnumType):
            return Name(self.choices.of(list(inner.values)))
        return self._leaf(coordinate, get_named_type(kind).name, values)

    def _leaf(self, coordinate: str, kind: str, values: dict[str, Any]) -> Any:
        place, _, name = coordinate.rpartition(".")
        if kind in _PLAIN:
            wrong = kind == "Int" and self.choices.rarely(25)
            return self.choices.of(_WRONG_SIZES if wrong else _PLAIN[kind])
        if name in {"after", "before"}:
            return self._cursor(f"{place} {values.get('sort') or 'NEWEST'}" if place == "Query.products" else place)
        if name.endswith("Ids"):
            return str(self.choices.of(self.pools.ids[name.removesuffix("Ids").capitalize()]))
        if name == "id" or name.endswith("Id"):
            return self._id(place.split(".")[1] if name == "id" else name.removesuffix("Id"))
        found = self.pools.slugs[coordinate]
        return self.choices.of(STRANGE if self.choices.rarely(12) else found)

    def _id(self, what: str) -> str:
        """Mostly the id of a row, whether the actor may see it or not."""
        if self.choices.rarely(15):
            return str(self.choices.of(NO_IDS))
        of = what.capitalize()
        if of not in self.pools.ids or self.choices.rarely(15):
            of = self.choices.of(list(self.pools.ids))
        self.node = of
        return str(self.choices.of(self.pools.ids[of]))

    def _cursor(self, of: str) -> str:
        """Mostly one of the right list, in the right order."""
        cursors = self.pools.cursors
        found = cursors[self.choices.of(list(cursors)) if self.choices.rarely(30) else of]
        return str(self.choices.of(found.odd if self.choices.rarely(30) or not found.right else found.right))

    def _said(self, value: Any, kind: GraphQLInputType, draw: Callable[[], Any], *, optional: bool) -> str:
        """A value as a literal, as a variable, or as a literal with variables in it."""
        if self.choices.rarely(3):
            return self._variable(value, kind, draw, optional=optional)
        if isinstance(value, dict):
            fields: Any = get_nullable_type(kind)
            kinds = {name: fields.fields[name].type for name in value}
            again = {name: partial(self._value, f"{fields.name}.{name}", kinds[name], {}) for name in value}
            return _object(
                {name: self._said(each, kinds[name], again[name], optional=True) for name, each in value.items()}
            )
        return literal(value)

    def _variable(self, value: Any, of: GraphQLInputType, draw: Callable[[], Any], *, optional: bool) -> str:
        """A variable: one that is there already, or one with a value, a default, both or (where it may) neither."""
        kind = str(of)
        known = [name for name, declared in self.declared.items() if declared.split(" = ")[0] == kind]
        if known and self.choices.rarely(3):
            return f"${self.choices.of(known)}"
        name = f"v{len(self.declared)}"
        if optional and kind.endswith("!") and self.choices.rarely(2):
            kind = kind.removesuffix("!")
        has_default = self.choices.rarely(4)
        self.declared[name] = f"{kind} = {literal(value)}" if has_default else kind
        may_lack = has_default or not kind.endswith("!")
        for values in (self.given, self.other):
            if not (may_lack and self.choices.rarely(3)):
                values[name] = draw() if values is self.other and self.choices.rarely(2) else value
        return f"${name}"


def literal(value: Any) -> str:
    """A value as a literal of GraphQL."""
    if isinstance(value, dict):
        return _object({name: literal(each) for name, each in value.items()})
    if isinstance(value, list):
        return f"[{', '.join(map(literal, value))}]"
    return str(value) if isinstance(value, Name) else json.dumps(value, ensure_ascii=False)


def _object(members: dict[str, str]) -> str:
    return f"{{{', '.join(f'{name}: {said}' for name, said in members.items())}}}"
