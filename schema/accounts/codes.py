"""Signing in by code, and having codes sent again."""

import strawberry

from fashionistar.accounts.services.otp_request import otp_request
from fashionistar.accounts.services.otp_resend import otp_resend
from fashionistar.accounts.services.otp_verify import otp_verify
from schema.accounts.challenges import OtpChallengePayload, challenge_row, not_sent, sent
from schema.accounts.cookies import COOKIE
from schema.accounts.tokens import CART, TokenPayload, sign_in
from schema.lib.context import WireInfo
from schema.lib.errors import attempt
from schema.lib.permissions import Public


@strawberry.input
class OtpRequestInput:
    """Who wants to sign in."""

    login: str = strawberry.field(description="An email address, or a phone number with + and its country code.")


@strawberry.input
class OtpResendInput:
    """Which code."""

    challenge_id: strawberry.ID


@strawberry.input
class OtpVerifyInput:
    """The code that arrived."""

    challenge_id: strawberry.ID
    code: str
    cart_id: strawberry.ID | None = strawberry.field(default=None, description=CART)
    cookie: bool = strawberry.field(default=False, description=COOKIE)


@strawberry.type
class CodeMutations:
    """Root fields about one-time codes."""

    @strawberry.mutation(
        permission_classes=[Public],
        description="Have a code sent to sign in with. The answer is the same when nobody has the address.",
    )
    async def otp_request(self, info: WireInfo, input: OtpRequestInput) -> OtpChallengePayload:
        """Then `otpVerify`."""
        return await attempt(lambda: otp_request(login=input.login, now=info.context.now), done=sent, refused=not_sent)

    @strawberry.mutation(
        permission_classes=[Public],
        description="Have a fresh code sent, a minute after the last one. The tries that were made stay counted.",
    )
    async def otp_resend(self, info: WireInfo, input: OtpResendInput) -> OtpChallengePayload:
        """For any challenge that is answered with a code."""
        return await attempt(
            lambda: otp_resend(
                actor=info.context.actor, challenge_id=challenge_row(input.challenge_id), now=info.context.now
            ),
            done=sent,
            refused=not_sent,
        )

    @strawberry.mutation(permission_classes=[Public], description="Sign in with the code that `otpRequest` sent.")
    async def otp_verify(self, info: WireInfo, input: OtpVerifyInput) -> TokenPayload:
        """A second step may be needed."""
        return await sign_in(
            info,
            lambda: otp_verify(challenge_id=challenge_row(input.challenge_id), code=input.code, now=info.context.now),
            input,
        )
