"""Registration and sign-in."""

from uuid import UUID

import strawberry

from fashionistar.accounts import models
from fashionistar.accounts.services.account_register import account_register
from fashionistar.accounts.services.session_start import SignedIn
from fashionistar.accounts.services.token_create import token_create
from fashionistar.accounts.services.token_refresh import token_refresh
from fashionistar.checkout import models as checkout
from fashionistar.checkout.services.cart_merge import cart_merge
from fashionistar.kernel.actor import Actor
from schema.accounts.cookies import COOKIE, given_refresh_token, set_refresh_cookie
from schema.accounts.types import User
from schema.checkout.mutations import cart_row
from schema.checkout.types import Cart
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
    cart_id: strawberry.ID | None = strawberry.field(
        default=None, description="A guest's cart, to flow into the user's."
    )
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


@strawberry.type
class TokenPayload:
    """A user's tokens, or what was wrong."""

    access_token: str | None = strawberry.field(default=None, description="For `Authorization: Bearer …`; 15 minutes.")
    refresh_token: str | None = strawberry.field(
        default=None, description="For `tokenRefresh`; 7 days. Null if in a cookie."
    )
    user_id: strawberry.Private[UUID | None] = None
    cart_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def user(self) -> User | None:
        """Who signed in."""
        return one(models.User, self.user_id)

    @strawberry.field
    def cart(self) -> Cart | None:
        """The user's cart that the guest's flowed into, if one was given."""
        return one(checkout.Cart, self.cart_id)


def _signed_in(info: WireInfo, signed: SignedIn, given: TokenCreateInput | TokenRefreshInput) -> TokenPayload:
    _become(info, signed.actor)
    refresh_token: str | None = signed.refresh_token
    if given.cookie:
        set_refresh_cookie(info, signed.refresh_token)
        refresh_token = None
    return TokenPayload(access_token=signed.access_token, refresh_token=refresh_token, user_id=signed.user.pk)


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
        """The tokens are issued even if the cart cannot come along; `userErrors` then tells why."""

        def done(signed: SignedIn) -> TokenPayload:
            return _signed_in(info, signed, input)

        payload = await attempt(
            lambda: token_create(login=input.login, password=input.password, now=info.context.now),
            done=done,
            refused=lambda errors: TokenPayload(user_errors=errors),
        )
        if payload.user_id is None or input.cart_id is None:
            return payload
        given = input.cart_id
        cart = await attempt(
            lambda: cart_merge(actor=info.context.actor, cart_id=cart_row(given), now=info.context.now),
            done=lambda cart: TokenPayload(cart_id=cart.pk),
            refused=lambda errors: TokenPayload(user_errors=errors),
        )
        payload.cart_id, payload.user_errors = cart.cart_id, cart.user_errors
        return payload

    @strawberry.mutation(permission_classes=[Public], description="Trade a refresh token for a fresh pair.")
    async def token_refresh(self, info: WireInfo, input: TokenRefreshInput) -> TokenPayload:
        """Ask again before the access token runs out."""

        def done(signed: SignedIn) -> TokenPayload:
            return _signed_in(info, signed, input)

        return await attempt(
            lambda: token_refresh(refresh_token=given_refresh_token(info, input.refresh_token), now=info.context.now),
            done=done,
            refused=lambda errors: TokenPayload(user_errors=errors),
        )
