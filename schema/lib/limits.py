"""How much one document may ask for; measured in time linear to its tokens, however its fragments are nested."""

from typing import NamedTuple

from django.conf import settings
from graphql import (
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLError,
    InlineFragmentNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
)

from schema.lib.errors import invalid


class _Size(NamedTuple):
    depth: int
    aliases: int


_NOTHING = _Size(0, 0)


class _Measure:
    """Sizes of selections, with every fragment spread out; each fragment is measured once."""

    def __init__(self, document: DocumentNode) -> None:
        self._fragments = {
            node.name.value: node for node in document.definitions if isinstance(node, FragmentDefinitionNode)
        }
        self._known: dict[str, _Size] = {}

    def of(self, selections: SelectionSetNode | None) -> _Size:
        depth = aliases = 0
        for node in selections.selections if selections else ():
            inner = self._of_one(node)
            depth, aliases = max(depth, inner.depth), aliases + inner.aliases
        return _Size(depth, aliases)

    def _of_one(self, node: SelectionNode) -> _Size:
        if isinstance(node, FragmentSpreadNode):
            return self._of_fragment(node.name.value)
        if isinstance(node, InlineFragmentNode):
            return self.of(node.selection_set)
        return self._of_field(node) if isinstance(node, FieldNode) else _NOTHING

    def _of_field(self, node: FieldNode) -> _Size:
        inner = self.of(node.selection_set)
        # What introspection may nest is a rule of its own.
        counts = node.selection_set is not None and not node.name.value.startswith("__")
        return _Size(inner.depth + 1 if counts else 0, inner.aliases + (node.alias is not None))

    def _of_fragment(self, name: str) -> _Size:
        if name not in self._known:
            # Stands while the fragment is measured, so that one that contains itself comes to an end.
            self._known[name] = _NOTHING
            if fragment := self._fragments.get(name):
                self._known[name] = self.of(fragment.selection_set)
        return self._known[name]


def over_limits(document: DocumentNode) -> list[GraphQLError]:
    """What the document has too much of: depth in an operation, or aliases in all of them."""
    measure, errors, aliases = _Measure(document), [], 0
    for node in document.definitions:
        if not isinstance(node, OperationDefinitionNode):
            continue
        size = measure.of(node.selection_set)
        aliases += size.aliases
        if size.depth > settings.GRAPHQL_MAX_DEPTH:
            name = node.name.value if node.name else "anonymous"
            errors.append(invalid(f"'{name}' exceeds maximum operation depth of {settings.GRAPHQL_MAX_DEPTH}"))
    if aliases > settings.GRAPHQL_MAX_ALIASES:
        errors.append(invalid(f"{aliases} aliases found. Allowed: {settings.GRAPHQL_MAX_ALIASES}"))
    return errors
