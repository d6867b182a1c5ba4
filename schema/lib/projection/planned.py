"""What a plan knows of its answer: every field, its type, and where Python has something left to do."""

from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLObjectType, GraphQLOutputType
from graphql.execution.collect_fields import FieldDetailsList


@dataclass(slots=True)
class PlannedField:
    """One field of the answer.

    `needs` is set for a field that Python computes: the model's columns by the resolver's names. `waits` tells whether
    it, or anything below it, is computed.
    """

    type: GraphQLOutputType
    details: FieldDetailsList
    child: "PlannedObject | None" = None
    needs: dict[str, Any] | None = None

    @property
    def waits(self) -> bool:
        """Whether the answer isn't complete as it comes from the database."""
        return self.needs is not None or (self.child is not None and self.child.waits)


@dataclass(slots=True)
class PlannedObject:
    """An object of the answer and its fields by response name."""

    type: GraphQLObjectType
    fields: dict[str, PlannedField] = field(default_factory=dict)

    @property
    def waits(self) -> bool:
        """Whether any of its fields does."""
        return any(each.waits for each in self.fields.values())


def as_object(named: Any) -> GraphQLObjectType:
    """The type, for sure one of objects.

    Raises:
        TypeError: It is not one: rows named no type where the field's own is an interface or a union.
    """
    if not isinstance(named, GraphQLObjectType):
        raise TypeError(f"{named} is not a type of objects")
    return named
