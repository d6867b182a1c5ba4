"""`node(id:)`: any row by its global id, under the same scope as everywhere else."""

import inspect

import strawberry
from strawberry import relay
from strawberry.relay.utils import from_base64
from strawberry.types.base import StrawberryObjectDefinition

from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper


@strawberry.type
class NodeQueries:
    """The root field of Relay's object identification."""

    @strawberry.field(permission_classes=[Shopper], description="Any row by its global id.")
    async def node(self, info: WireInfo, id: strawberry.ID) -> relay.Node | None:
        """Null for an id that is malformed, unknown, or of a row that the actor may not see."""
        try:
            type_name = from_base64(id)[0]
        except ValueError:
            return None
        definition = info.schema.get_type_by_name(type_name)
        row = row_id(id, type_name)
        if row is None or not isinstance(definition, StrawberryObjectDefinition):
            return None
        if not issubclass(definition.origin, relay.Node):
            return None
        found = definition.origin.resolve_node(str(row), info=info, required=False)
        return await found if inspect.isawaitable(found) else found
