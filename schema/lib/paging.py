"""Pages: Relay connections over keyset cursors, with `nodes` and `totalCount`."""

import strawberry
from strawberry import relay
from strawberry_django.relay import DjangoCursorConnection


@strawberry.type(name="Connection", description="A page of rows; ask for more with `after: pageInfo.endCursor`.")
class Connection(DjangoCursorConnection[relay.NodeType]):
    """A keyset page of at most 100 rows."""

    @strawberry.field(description="The page's rows, for clients that need no cursors between them.")
    def nodes(self) -> list[relay.NodeType]:
        """The rows of the edges."""
        return [edge.node for edge in self.edges]
