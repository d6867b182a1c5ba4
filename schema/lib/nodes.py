"""`node(id:)`: any row by its global id, under the same scope as everywhere else."""

from typing import Any

import strawberry
from strawberry import relay
from strawberry.relay.utils import from_base64
from strawberry.types.base import StrawberryObjectDefinition
from strawberry_django.utils.typing import get_django_definition

from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import Trusted
from schema.lib.projection.rows import one


@strawberry.type
class NodeQueries:
    """The root field of Relay's object identification."""

    @strawberry.field(
        permission_classes=[Trusted], graphql_type=relay.Node | None, description="Any row by its global id."
    )
    def node(self, info: WireInfo, id: strawberry.ID) -> Any:
        """Null for an id that is malformed, unknown, or of a row that the actor may not see."""
        try:
            type_name = from_base64(id)[0]
        except ValueError:
            return None
        definition = info.schema.get_type_by_name(type_name)
        if not isinstance(definition, StrawberryObjectDefinition) or not issubclass(definition.origin, relay.Node):
            return None
        described = get_django_definition(definition.origin)
        row = row_id(id, type_name)
        return None if described is None or row is None else one(described.model, row, type_name=type_name)
