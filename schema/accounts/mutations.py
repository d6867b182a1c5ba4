"""Registration and sign-in."""

import strawberry

from fashionistar.accounts.services.account_register import account_register
from fashionistar.accounts.services.account_verify import account_verify
from fashionistar.accounts.services.token_create import token_create
from fashionistar.accounts.services.token_refresh import token_refresh
from schema.accounts.challenges import OtpChallengePayload, challenge_row, not_sent, sent
from schema.accounts.cookies import COOKIE, given_refresh_token
from schema.accounts.tokens import CART, TokenPayload, sign_in, tokens_of
from schema.lib.context import WireInfo
from schema.lib.errors import attempt
from schema.lib.permissions import Public


@strawberry.input(description="An email address or a phone number; the other can be added later.")
class AccountRegisterInput:
    """A new account."""

    email: str | None = None
    phone: str | None = strawberry.field(default=None, description="With + and the country code.")
    password: str | None = strawberry.field(default=None, description="Without one she signs in by code.")
    name: str = ""


@strawberry.input
class AccountVerifyInput:
    """The code that arrived."""

    challenge_id: strawberry.ID
    code: str
    cart_id: strawberry.ID | None = strawberry.field(default=None, description=CART)
    cookie: bool = strawberry.field(default=False, description=COOKIE)


@strawberry.input
class TokenCreateInput:
    """A login and a password."""

    login: str = strawberry.field(description="An email address or a phone number.")
    password: str
    cart_id: strawberry.ID | None = strawberry.field(default=None, description=CART)
    cookie: bool = strawberry.field(default=False, description=COOKIE)


@strawberry.input
class TokenRefreshInput:
    """A refresh token."""

    refresh_token: str | None = strawberry.field(default=None, description="Not needed when a cookie carries it.")
    cookie: bool = strawberry.field(default=False, description=COOKIE)


@strawberry.type
class AccountMutations:
    """Root fields about accounts."""

    @strawberry.mutation(
        permission_classes=[Public],
        description="Ask for an account: a code goes to the address. The answer is the same when it has one already.",
    )
    async def account_register(self, info: WireInfo, input: AccountRegisterInput) -> OtpChallengePayload:
        """Then `accountVerify`."""
        return await attempt(
            lambda: account_register(
                email=input.email, phone=input.phone, password=input.password, name=input.name, now=info.context.now
            ),
            done=sent,
            refused=not_sent,
        )

    @strawberry.mutation(
        permission_classes=[Public],
        description="Open the account with the code that `accountRegister` sent, and sign in.",
    )
    async def account_verify(self, info: WireInfo, input: AccountVerifyInput) -> TokenPayload:
        """A guest's cart may come along."""
        return await sign_in(
            info,
            lambda: account_verify(
                challenge_id=challenge_row(input.challenge_id), code=input.code, now=info.context.now
            ),
            input,
        )

    @strawberry.mutation(permission_classes=[Public], description="Sign in; a guest's cart may come along.")
    async def token_create(self, info: WireInfo, input: TokenCreateInput) -> TokenPayload:
        """A second step may be needed."""
        return await sign_in(
            info, lambda: token_create(login=input.login, password=input.password, now=info.context.now), input
        )

    @strawberry.mutation(permission_classes=[Public], description="Trade a refresh token for a fresh pair.")
    async def token_refresh(self, info: WireInfo, input: TokenRefreshInput) -> TokenPayload:
        """Ask again before the access token runs out."""
        return await attempt(
            lambda: token_refresh(refresh_token=given_refresh_token(info, input.refresh_token), now=info.context.now),
            done=lambda signed: tokens_of(info, signed, cookie=input.cookie),
            refused=lambda errors: TokenPayload(user_errors=errors),
        )
