"""Draws valid operations of a schema: whatever a client might write, small things first.

An operation says nothing twice in different ways: a name of a response always stands for the same field with the same
arguments, so that selections merge wherever fragments bring them together.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import (
    GraphQLField,
    GraphQLObjectType,
    GraphQLSchema,
    GraphQLUnionType,
    get_named_type,
    is_abstract_type,
    is_leaf_type,
    is_required_argument,
    parse,
)
from hypothesis import assume
from hypothesis import strategies as st

from schema.lib.limits import over_limits
from tests.projection.arguments import Arguments
from tests.projection.choices import Choices
from tests.projection.pools import Pools

type Draw = Callable[[st.SearchStrategy[Any]], Any]

_ALIASES = ("a", "b", "c", "id", "name", "status", "nodes", "type", "total", "with_under")


@dataclass(frozen=True)
class Operation:
    """A document and its variables; `others` are for another run of it."""

    text: str
    variables: Mapping[str, Any] = field(default_factory=dict)
    others: Mapping[str, Any] = field(default_factory=dict)


@st.composite
def operations(draw: Draw, schema: GraphQLSchema, pools: Pools, *, depth: int = 8) -> Operation:
    """A valid query."""
    choices = draw(st.builds(Choices))
    making = Making(schema, Arguments(choices, pools), room=choices.of((6, 12, 25, 40)))
    return making.finished(making.selection(schema.query_type, depth))


@st.composite
def pages(draw: Draw, schema: GraphQLSchema, pools: Pools, *, depth: int = 3) -> Operation:
    """A valid query of one page, to be asked again with `$after`; it answers with `page { pageInfo edges }`."""
    choices = draw(st.builds(Choices))
    making = Making(schema, Arguments(choices, pools, {"after": "String"}))
    root, edge = choices.of(
        (
            ("vendors", "VendorEdge"),
            ("products", "ProductEdge"),
            ("vendorOrders", "VendorOrderEdge"),
            ("messages", "MessageEdge"),
        )
    )
    given = f"first: {choices.below(4) + 1}, after: $after"
    if root == "messages":
        given += f', conversationId: "{choices.of(pools.ids["Conversation"])}"'
    if root == "products":
        given += f", sort: {choices.of(('NEWEST', 'OLDEST', 'NAME'))}"
        given += choices.of(("", ', filter: {search: "a"}', ", filter: {inStock: true}"))
    info = "pageInfo { hasNextPage hasPreviousPage startCursor endCursor }"
    edges = making.selection(schema.type_map[edge], depth)
    return making.finished(f"{{ page: {root}({given}) {{ {info} edges {edges} totalCount }} }}")


def everything(kind: Any, depth: int) -> str:
    """The selection of all fields of a type that need no row's id, and of what they lead to, so deep."""
    parts = ["__typename"]
    for name, declared in kind.fields.items():
        if any(is_required_argument(arg) and key != "currency" for key, arg in declared.args.items()):
            continue
        target: Any = get_named_type(declared.type)
        said = f"{name}(currency: NGN)" if "currency" in declared.args else name
        if is_leaf_type(target):
            parts.append(said)
        elif depth > 0:
            parts.append(f"{said} {everything(target, depth - 1)}")
    return f"{{ {' '.join(parts)} }}"


@dataclass
class Making:
    """An operation in the making; `room` is how many fields it may still have."""

    schema: GraphQLSchema
    arguments: Arguments
    room: int = 12
    names: dict[str, str] = field(default_factory=dict)
    fragments: dict[str, str] = field(default_factory=dict)
    conditions: dict[str, tuple[Any, int]] = field(default_factory=dict)

    def finished(self, body: str, operation: str = "query") -> Operation:
        """The operation; one that asks for more than a document may is none."""
        declared = ", ".join(f"${name}: {kind}" for name, kind in self.arguments.declared.items())
        head = f"{operation} Q({declared}) " if declared else "" if operation == "query" else f"{operation} "
        text = "\n".join((f"{head}{body}", *self.fragments.values()))
        assume(not over_limits(parse(text)))
        return Operation(text, self.arguments.given, self.arguments.other)

    def selection(self, kind: Any, depth: int, row: Any = None) -> str:
        """A selection on a type, at most so deep; `row` is the type that the row is known to have."""
        row = row or kind
        chosen: list[str] = []
        parts = [self._one(kind, depth, row, chosen)]
        while self.room > 0 and len(chosen) < len(_fields(kind)) + 1 and self.arguments.choices.below(5):
            with self.arguments.choices.part():
                parts.append(self._one(kind, depth, row, chosen))
        return f"{{ {' '.join(parts)} }}"

    def _one(self, kind: Any, depth: int, row: Any, chosen: list[str]) -> str:
        self.room -= 1
        what = self.arguments.choices.below(20)
        abstract = is_abstract_type(kind)
        if self.room > 0 and (what == 19 or (abstract and what > 3)):
            return self._inline(kind, depth, row)
        if self.room > 0 and what == 18:
            return self._spread(kind, depth, row)
        if what == 17:
            chosen.append("__typename")
            return self.named("__typename", "", "String!") + self.arguments.directives()
        return self._field(kind, depth, chosen)

    def _field(self, kind: Any, depth: int, chosen: list[str]) -> str:
        again = self.arguments.choices.rarely(12)
        fields = {name: each for name, each in _fields(kind).items() if again or name not in chosen} or _fields(kind)
        leaves = {name: each for name, each in fields.items() if is_leaf_type(get_named_type(each.type))}
        deeper = {} if depth <= 0 else {name: each for name, each in fields.items() if name not in leaves}
        wanted = deeper if deeper and (not leaves or (self.room > 0 and self._deepens())) else leaves
        if not wanted:
            chosen.append("__typename")
            return self.named("__typename", "", "String!")
        name = self.arguments.choices.of(list(wanted))
        chosen.append(name)
        declared: GraphQLField = wanted[name]
        given = self.arguments.of_field(f"{kind.name}.{name}", declared)
        said = self.named(name, given, str(declared.type)) + self.arguments.directives()
        if name in leaves:
            return said
        target: Any = get_named_type(declared.type)
        row = self.schema.type_map.get(self.arguments.node or "") if target.name == "Node" else None
        return f"{said} {self.selection(target, depth - 1, row)}"

    def _deepens(self) -> bool:
        return bool(self.arguments.choices.below(5) > 1)

    def named(self, name: str, given: str, kind: str) -> str:
        """A field under a name that stands for nothing else in this operation."""
        key = f"{name}{given} {kind}"
        chosen = name
        if self.arguments.choices.rarely(8):
            chosen = self.arguments.choices.of(_ALIASES)
        serial = 0
        while self.names.setdefault(chosen, key) != key:
            serial += 1
            chosen = f"{name.strip('_')}{serial}"
        return f"{name}{given}" if chosen == name else f"{chosen}: {name}{given}"

    def _inline(self, kind: Any, depth: int, row: Any) -> str:
        condition = self._condition(kind, row, [None])
        head = "..." if condition is None else f"... on {condition.name}"
        return f"{head}{self.arguments.directives()} {self.selection(condition or kind, depth, row)}"

    def _spread(self, kind: Any, depth: int, row: Any) -> str:
        overlapping = self._overlapping(kind)
        known = [name for name, (on, deep) in self.conditions.items() if on in overlapping and deep <= depth]
        if known and self.arguments.choices.rarely(2):
            return f"...{self.arguments.choices.of(known)}{self.arguments.directives()}"
        condition = self._condition(kind, row, [])
        body = self.selection(condition, depth, row)
        name = f"F{len(self.fragments)}"
        self.fragments[name] = f"fragment {name} on {condition.name} {body}"
        self.conditions[name] = (condition, depth)
        return f"...{name}{self.arguments.directives()}"

    def _condition(self, kind: Any, row: Any, others: list[Any]) -> Any:
        """Mostly one that holds."""
        possible = [*others, *self._overlapping(kind)]
        holding = [each for each in possible if each is None or each in {row, *getattr(row, "interfaces", ())}]
        return self.arguments.choices.of(possible if not holding or self.arguments.choices.rarely(8) else holding)

    def _overlapping(self, kind: Any) -> list[Any]:
        """The types that a fragment inside this one may name."""
        if isinstance(kind, GraphQLUnionType):
            return [*kind.types, *{each: None for member in kind.types for each in member.interfaces}]
        if is_abstract_type(kind):
            return [*self.schema.get_possible_types(kind), kind]
        assert isinstance(kind, GraphQLObjectType)
        return [kind, *kind.interfaces]


def _fields(kind: Any) -> Mapping[str, GraphQLField]:
    """The fields of a type; a union has none of its own."""
    return {} if isinstance(kind, GraphQLUnionType) else kind.fields
