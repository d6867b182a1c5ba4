"""Which variables shape a plan: those that are used below the field that is read."""

from dataclasses import dataclass, field
from typing import Any

from graphql import FragmentDefinitionNode, FragmentSpreadNode, Node, VariableNode, Visitor, visit
from graphql.execution.collect_fields import FieldDetailsList


class _Uses(Visitor):
    """Collects the variables and the fragments that a part of a document names."""

    def __init__(self) -> None:
        super().__init__()
        self.variables: set[str] = set()
        self.fragments: set[str] = set()

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.variables.add(node.name.value)

    def enter_fragment_spread(self, node: FragmentSpreadNode, *_: Any) -> None:
        self.fragments.add(node.name.value)


@dataclass(slots=True)
class Variables:
    """Remembers the names for the selections seen last, at most `size` of them."""

    size: int
    _known: dict[tuple[int, ...], tuple[FieldDetailsList, tuple[str, ...]]] = field(default_factory=dict)

    def given(
        self,
        nodes: tuple[int, ...],
        details: FieldDetailsList,
        fragments: dict[str, FragmentDefinitionNode],
        values: dict[str, Any],
    ) -> object:
        """What a request gives for the variables below a field, whose nodes are these, as part of a key."""
        known = self._known.get(nodes)
        if known is None:
            if len(self._known) >= self.size:
                self._known.clear()
            known = self._known[nodes] = (details, _below(details, fragments))
        names = known[1]
        return tuple((name, repr(values[name])) for name in names if name in values) if names else ()


def _below(details: FieldDetailsList, fragments: dict[str, FragmentDefinitionNode]) -> tuple[str, ...]:
    uses, seen = _Uses(), set[str]()
    parts: list[Node] = [each.node.selection_set for each in details if each.node.selection_set]
    while parts:
        visit(parts.pop(), uses)
        for name in uses.fragments - seen:
            seen.add(name)
            parts.append(fragments[name])
    return tuple(sorted(uses.variables))
