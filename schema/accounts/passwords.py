"""Passwords: forgotten, and changed."""

import strawberry

from fashionistar.accounts.services.password_change import password_change
from fashionistar.accounts.services.password_reset_complete import password_reset_complete
from fashionistar.accounts.services.password_reset_request import password_reset_request
from schema.accounts.challenges import OtpChallengePayload, challenge_row, not_sent, sent
from schema.accounts.payloads import AccountPayload, account_of, no_account
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.permissions import Public, SignedIn


@strawberry.input
class PasswordResetRequestInput:
    """Whose password."""

    login: str = strawberry.field(description="An email address, or a phone number with + and its country code.")


@strawberry.input
class PasswordResetCompleteInput:
    """The code that arrived, and the new password."""

    challenge_id: strawberry.ID
    code: str
    password: str


@strawberry.input
class PasswordChangeInput:
    """The password as it is, and as it is to be."""

    current_password: str | None = strawberry.field(default=None, description="Not needed if there is none yet.")
    password: str


@strawberry.type
class PasswordResetCompletePayload:
    """Nothing, or what was wrong. Sign in with the new password."""

    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.type
class PasswordMutations:
    """Root fields about passwords."""

    @strawberry.mutation(
        permission_classes=[Public],
        description="Have a code sent to choose a new password with. The answer is the same when nobody has the "
        "address.",
    )
    async def password_reset_request(self, info: WireInfo, input: PasswordResetRequestInput) -> OtpChallengePayload:
        """Then `passwordResetComplete`."""
        return await attempt(
            lambda: password_reset_request(login=input.login, now=info.context.now), done=sent, refused=not_sent
        )

    @strawberry.mutation(
        permission_classes=[Public],
        description="Choose a new password with the code that `passwordResetRequest` sent. Signs every device out.",
    )
    async def password_reset_complete(
        self, info: WireInfo, input: PasswordResetCompleteInput
    ) -> PasswordResetCompletePayload:
        """It signs nobody in."""
        return await attempt(
            lambda: password_reset_complete(
                challenge_id=challenge_row(input.challenge_id),
                code=input.code,
                password=input.password,
                now=info.context.now,
            ),
            done=lambda _: PasswordResetCompletePayload(),
            refused=lambda errors: PasswordResetCompletePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Change the password, or choose a first one. Signs every other device out.",
    )
    async def password_change(self, info: WireInfo, input: PasswordChangeInput) -> AccountPayload:
        """An account with a second factor wants a recent `sessionStepUp` besides."""
        return await attempt(
            lambda: password_change(
                actor=info.context.actor,
                current_password=input.current_password,
                password=input.password,
                now=info.context.now,
            ),
            done=account_of,
            refused=no_account,
        )
