"""What mutations of an account answer."""

from uuid import UUID

import strawberry

from fashionistar.accounts import models
from schema.accounts.types import User
from schema.lib.errors import UserError
from schema.lib.projection.rows import one


@strawberry.type
class AccountPayload:
    """The user as she is now, or what was wrong."""

    user_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def user(self) -> User | None:
        """The user."""
        return one(models.User, self.user_id)


def account_of(user: models.User) -> AccountPayload:
    """The payload of a user who was changed."""
    return AccountPayload(user_id=user.pk)


def no_account(errors: list[UserError]) -> AccountPayload:
    """The payload of a change that was refused."""
    return AccountPayload(user_errors=errors)
