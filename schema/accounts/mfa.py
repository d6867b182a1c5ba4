"""Second steps: of a sign-in, and before what is sensitive."""

from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from fashionistar.accounts import models
from fashionistar.accounts.factors import proof_of
from fashionistar.accounts.services.mfa_verify import mfa_verify
from fashionistar.accounts.services.session_step_up import session_step_up
from fashionistar.accounts.services.session_step_up_request import session_step_up_request
from fashionistar.accounts.services.token_create_by_passkey import token_create_by_passkey
from schema.accounts.challenges import OtpChallengePayload, challenge_row, not_sent, sent
from schema.accounts.cookies import COOKIE
from schema.accounts.tokens import CART, TokenPayload, sign_in
from schema.accounts.types import Session
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.inputs import Bare
from schema.lib.permissions import Public, SignedIn
from schema.lib.projection.rows import one

_CODE = "Of her authenticator app, now."
_RECOVERY_CODE = "One that she has not used, with or without dashes."
_CREDENTIAL = "What `navigator.credentials.get` gave, by its `toJSON`."


@strawberry.input(description="The second step of a sign-in: one of `code`, `recoveryCode` and `credential`.")
class MfaVerifyInput:
    """What is shown."""

    challenge_id: strawberry.ID = strawberry.field(description="Of the step that `mfa` asked for.")
    code: str | None = strawberry.field(default=None, description=_CODE)
    recovery_code: str | None = strawberry.field(default=None, description=_RECOVERY_CODE)
    credential: JSON | None = strawberry.field(default=None, description=_CREDENTIAL)
    cart_id: strawberry.ID | None = strawberry.field(default=None, description=CART)
    cookie: bool = strawberry.field(default=False, description=COOKIE)


@strawberry.input
class TokenCreateByPasskeyInput:
    """What the device signed."""

    challenge_id: strawberry.ID = strawberry.field(description="Of `passkeyChallengeCreate`.")
    credential: JSON = strawberry.field(description=_CREDENTIAL)
    cart_id: strawberry.ID | None = strawberry.field(default=None, description=CART)
    cookie: bool = strawberry.field(default=False, description=COOKIE)


@strawberry.input(
    description="One proof: a code of her app, a recovery code, or a passkey (`credential`, with the `challengeId` of "
    "`passkeyChallengeCreate`). Without a second factor: her password, or (`otp`) the code that "
    "`sessionStepUpRequest` sent, with its `challengeId`."
)
class SessionStepUpInput:
    """What is shown."""

    password: str | None = None
    code: str | None = strawberry.field(default=None, description=_CODE)
    recovery_code: str | None = strawberry.field(default=None, description=_RECOVERY_CODE)
    challenge_id: strawberry.ID | None = None
    credential: JSON | None = strawberry.field(default=None, description=_CREDENTIAL)
    otp: str | None = strawberry.field(default=None, description="The code that was sent.")


@strawberry.type
class SessionStepUpPayload:
    """The session as it is now, or what was wrong."""

    session_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def session(self) -> Session | None:
        """The device at hand."""
        return one(models.Session, self.session_id)


@strawberry.input
class SessionStepUpRequestInput(Bare):
    """Nothing needs to be said."""


@strawberry.type
class MfaMutations:
    """Root fields about second steps."""

    @strawberry.mutation(
        permission_classes=[Public], description="Take the second step of a sign-in; a guest's cart may come along."
    )
    async def mfa_verify(self, info: WireInfo, input: MfaVerifyInput) -> TokenPayload:
        """Five tries within ten minutes."""
        return await sign_in(
            info,
            lambda: mfa_verify(
                challenge_id=challenge_row(input.challenge_id),
                proof=proof_of(code=input.code, recovery_code=input.recovery_code, credential=input.credential),
                now=info.context.now,
            ),
            input,
        )

    @strawberry.mutation(
        permission_classes=[Public],
        description="Sign in with a passkey, in one step; a guest's cart may come along.",
    )
    async def token_create_by_passkey(self, info: WireInfo, input: TokenCreateByPasskeyInput) -> TokenPayload:
        """Without a login: the passkey says whose it is."""
        return await sign_in(
            info,
            lambda: token_create_by_passkey(
                challenge_id=challenge_row(input.challenge_id), credential=input.credential, now=info.context.now
            ),
            input,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Prove again who she is, for what answers STEP_UP_REQUIRED: it is then done within ten minutes. "
        "With a second factor nothing less counts.",
    )
    async def session_step_up(self, info: WireInfo, input: SessionStepUpInput) -> SessionStepUpPayload:
        """On the device at hand only."""
        return await attempt(
            lambda: session_step_up(
                actor=info.context.actor,
                proof=proof_of(code=input.code, recovery_code=input.recovery_code, credential=input.credential),
                password=input.password,
                otp=input.otp,
                challenge_id=None if input.challenge_id is None else challenge_row(input.challenge_id),
                now=info.context.now,
            ),
            done=lambda session: SessionStepUpPayload(session_id=session.pk),
            refused=lambda errors: SessionStepUpPayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Have a code sent to her own email address or phone, for `sessionStepUp`; for users who have "
        "neither a password nor a second factor.",
    )
    async def session_step_up_request(self, info: WireInfo, input: SessionStepUpRequestInput) -> OtpChallengePayload:
        """Good once."""
        return await attempt(
            lambda: session_step_up_request(actor=info.context.actor, now=info.context.now),
            done=sent,
            refused=not_sent,
        )
