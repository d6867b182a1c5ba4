"""Registration and sign-in."""

from uuid import UUID

import strawberry

from fashionistar.accounts import models
from fashionistar.accounts.services.account_register import account_register
from fashionistar.accounts.services.token_create import token_create
from fashionistar.accounts.services.token_refresh import token_refresh
from fashionistar.kernel.actor import Actor
from schema.accounts.cookies import COOKIE, given_refresh_token
from schema.accounts.tokens import CART, TokenPayload, sign_in, tokens_of
from schema.accounts.types import User
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.permissions import Public
from schema.lib.projection.rows import one


@strawberry.input(description="An email address, a phone number, or both.")
class AccountRegisterInput:
    """A new account."""

    email: str | None = None
    phone: str | None = strawberry.field(default=None, description="With + and the country code.")
    password: str
    name: str = ""


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
class AccountPayload:
    """The new user, or what was wrong."""

    user_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def user(self) -> User | None:
        """The user."""
        return one(models.User, self.user_id)


def _become(info: WireInfo, actor: Actor) -> None:
    """The rest of the operation reads as the user who has just proven herself."""
    info.context.actor = actor


@strawberry.type
class AccountMutations:
    """Root fields about accounts."""

    @strawberry.mutation(permission_classes=[Public], description="Open an account.")
    async def account_register(self, info: WireInfo, input: AccountRegisterInput) -> AccountPayload:
        """Sign in afterwards with `tokenCreate`."""

        def done(user: models.User) -> AccountPayload:
            _become(info, Actor(user_id=user.pk))
            return AccountPayload(user_id=user.pk)

        return await attempt(
            lambda: account_register(email=input.email, phone=input.phone, password=input.password, name=input.name),
            done=done,
            refused=lambda errors: AccountPayload(user_errors=errors),
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
