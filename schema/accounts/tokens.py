"""What every way of signing in takes and answers."""

from collections.abc import Callable
from datetime import datetime
from typing import Protocol
from uuid import UUID

import strawberry
from strawberry.scalars import JSON

from fashionistar.accounts import models
from fashionistar.accounts.services.session_start import MfaNeeded, SignedIn
from fashionistar.checkout import models as checkout
from fashionistar.checkout.services.cart_merge import cart_merge
from schema.accounts.cookies import set_refresh_cookie
from schema.accounts.types import User
from schema.checkout.mutations import cart_row
from schema.checkout.types import Cart
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import global_id
from schema.lib.projection.rows import one

CART = "A guest's cart, to flow into the user's."


class Given(Protocol):
    """What the input of a sign-in has besides the proof."""

    cookie: bool
    cart_id: strawberry.ID | None


@strawberry.type(description="The second step of a sign-in, to be taken with `mfaVerify`.")
class MfaStep:
    """What is still to be proved."""

    challenge_id: strawberry.ID
    expires_at: datetime
    methods: list[models.MfaMethod] = strawberry.field(description="What she may show; any one of them.")
    passkey_options: JSON | None = strawberry.field(
        description="For `navigator.credentials.get`, by `PublicKeyCredential.parseRequestOptionsFromJSON`; null when "
        "she has no passkey."
    )


@strawberry.type
class TokenPayload:
    """A user's tokens; or the second step that she has to take; or what was wrong."""

    access_token: str | None = strawberry.field(default=None, description="For `Authorization: Bearer …`; 15 minutes.")
    refresh_token: str | None = strawberry.field(
        default=None, description="For `tokenRefresh`; 7 days. Null if in a cookie."
    )
    mfa: MfaStep | None = strawberry.field(default=None, description="Set instead of the tokens: one more step.")
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


async def sign_in(info: WireInfo, use_case: Callable[[], SignedIn | MfaNeeded], given: Given) -> TokenPayload:
    """Enter a use-case that signs somebody in; the rest of the operation reads as her.

    The tokens are issued even if the cart cannot come along; `userErrors` then tells why.
    """
    payload = await attempt(
        use_case,
        done=lambda result: _answered(info, result, cookie=given.cookie),
        refused=lambda errors: TokenPayload(user_errors=errors),
    )
    if payload.user_id is None or given.cart_id is None:
        return payload
    cart_id = given.cart_id
    cart = await attempt(
        lambda: cart_merge(actor=info.context.actor, cart_id=cart_row(cart_id), now=info.context.now),
        done=lambda cart: TokenPayload(cart_id=cart.pk),
        refused=lambda errors: TokenPayload(user_errors=errors),
    )
    payload.cart_id, payload.user_errors = cart.cart_id, cart.user_errors
    return payload


def tokens_of(info: WireInfo, signed: SignedIn, *, cookie: bool) -> TokenPayload:
    """The tokens, the longer one in a cookie if that was asked for."""
    info.context.actor = signed.actor
    if cookie:
        set_refresh_cookie(info, signed.refresh_token)
    return TokenPayload(
        access_token=signed.access_token,
        refresh_token=None if cookie else signed.refresh_token,
        user_id=signed.user.pk,
    )


def _answered(info: WireInfo, result: SignedIn | MfaNeeded, *, cookie: bool) -> TokenPayload:
    if isinstance(result, SignedIn):
        return tokens_of(info, result, cookie=cookie)
    step = result.challenge
    return TokenPayload(
        mfa=MfaStep(
            challenge_id=strawberry.ID(global_id("Challenge", step.pk)),
            expires_at=step.expires_at,
            methods=list(result.methods),
            passkey_options=None if result.passkey_options is None else JSON(result.passkey_options),
        )
    )
