"""A copy of all that we know of somebody; and being forgotten."""

from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from fashionistar.kernel.actor import GUEST
from fashionistar.privacy.selectors import OffTheWire
from fashionistar.privacy.services.account_delete import account_delete
from fashionistar.privacy.services.account_export import account_export
from schema.accounts.cookies import forget_refresh_cookie
from schema.accounts.export import exported
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import global_id
from schema.lib.inputs import Bare
from schema.lib.permissions import SignedIn


@strawberry.input
class AccountExportInput(Bare):
    """Nothing needs to be said."""


@strawberry.type
class AccountExportPayload:
    """The copy, or what was wrong."""

    besides: strawberry.Private[OffTheWire | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field(
        description="Everything: what this API shows her, each list to its end, and what else is kept about her."
    )
    async def data(self, info: WireInfo) -> JSON | None:
        """Null when it was refused."""
        return None if self.besides is None else JSON(await exported(info, self.besides))


@strawberry.input
class AccountDeleteInput(Bare):
    """Nothing needs to be said."""


@strawberry.type
class AccountDeletePayload:
    """The id of the account that is gone, or what stands in the way."""

    deleted_id: strawberry.ID | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class PrivacyMutations:
    """Root fields about what we know of somebody."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="A copy of all that is kept about the signed-in user. Wants a recent `sessionStepUp`; 5 a day.",
    )
    async def account_export(self, info: WireInfo, input: AccountExportInput) -> AccountExportPayload:
        """She is told that it was made."""
        return await attempt(
            lambda: account_export(actor=info.context.actor, now=info.context.now),
            done=lambda found: AccountExportPayload(besides=found),
            refused=lambda errors: AccountExportPayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Delete the signed-in user's account for good. Wants a recent `sessionStepUp`. Refused while she "
        "is the last owner of a shop, or has an order that is paid and not finished.",
    )
    async def account_delete(self, info: WireInfo, input: AccountDeleteInput) -> AccountDeletePayload:
        """All devices are signed out; her addresses may be registered anew."""

        def done(key: UUID) -> AccountDeletePayload:
            forget_refresh_cookie(info)
            info.context.actor = GUEST
            return AccountDeletePayload(deleted_id=strawberry.ID(global_id("User", key)))

        return await attempt(
            lambda: account_delete(actor=info.context.actor, now=info.context.now),
            done=done,
            refused=lambda errors: AccountDeletePayload(user_errors=errors),
        )
