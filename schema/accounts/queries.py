"""Reads of people."""

import strawberry

from fashionistar.accounts import models
from schema.accounts.types import User
from schema.lib.context import WireInfo
from schema.lib.permissions import Shopper
from schema.lib.projection.rows import one


@strawberry.type
class AccountQueries:
    """Root fields about people."""

    @strawberry.field(permission_classes=[Shopper], description="The signed-in user; null for a guest.")
    def me(self, info: WireInfo) -> User | None:
        """Oneself."""
        return one(models.User, info.context.actor.user_id)
