"""How one is called and likes to be served."""

import strawberry

from fashionistar.accounts.services.profile_update import profile_update
from schema.accounts.payloads import AccountPayload, account_of, no_account
from schema.lib.context import WireInfo
from schema.lib.enums import CurrencyCode
from schema.lib.errors import attempt
from schema.lib.permissions import SignedIn


@strawberry.input(description="What is left out, or null, stays as it is.")
class ProfileUpdateInput:
    """A change of the profile."""

    name: str | None = None
    locale: str | None = strawberry.field(default=None, description="A BCP 47 tag, such as en-NG.")
    currency: CurrencyCode | None = None


@strawberry.type
class ProfileMutations:
    """Root fields about one's profile."""

    @strawberry.mutation(
        permission_classes=[SignedIn], description="Change one's name, language and preferred currency."
    )
    async def profile_update(self, info: WireInfo, input: ProfileUpdateInput) -> AccountPayload:
        """Safe to repeat."""
        return await attempt(
            lambda: profile_update(
                actor=info.context.actor, name=input.name, locale=input.locale, currency=input.currency
            ),
            done=account_of,
            refused=no_account,
        )
