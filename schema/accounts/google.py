"""Google on the wire: signing in by an ID token, linking, unlinking."""

from datetime import datetime

import strawberry

from fashionistar.accounts.google import GoogleAnswer, GoogleNonce
from fashionistar.accounts.services.google_link import google_link
from fashionistar.accounts.services.google_nonce_create import google_nonce_create
from fashionistar.accounts.services.google_unlink import google_unlink
from fashionistar.accounts.services.token_create_by_google import token_create_by_google
from schema.accounts.challenges import challenge_row
from schema.accounts.cookies import COOKIE
from schema.accounts.payloads import AccountPayload, account_of, no_account
from schema.accounts.tokens import CART, TokenPayload, sign_in
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import global_id
from schema.lib.inputs import Bare
from schema.lib.permissions import Public, SignedIn

_CHALLENGE = "Of `googleNonceCreate`."
_VERIFIER = "Of `googleNonceCreate`, kept until now."
_ANSWERED = "What Google answered; `credential`, on pages."


@strawberry.input
class GoogleNonceCreateInput:
    """What the nonce is for."""

    link: bool = strawberry.field(
        default=False, description="For `googleLink` on this device; for `tokenCreateByGoogle` when it is false."
    )


@strawberry.type
class GoogleNoncePayload:
    """What to give to Google, and what to keep; or what was wrong."""

    challenge_id: strawberry.ID | None = None
    nonce: str | None = strawberry.field(default=None, description="For Google, as it is: it puts it into the token.")
    verifier: str | None = strawberry.field(
        default=None, description="To be kept in memory and sent with the token, which is worth nothing without."
    )
    expires_at: datetime | None = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)


@strawberry.input
class TokenCreateByGoogleInput:
    """Google's answer."""

    challenge_id: strawberry.ID = strawberry.field(description=_CHALLENGE)
    verifier: str = strawberry.field(description=_VERIFIER)
    id_token: str = strawberry.field(description=_ANSWERED)
    cart_id: strawberry.ID | None = strawberry.field(default=None, description=CART)
    cookie: bool = strawberry.field(default=False, description=COOKIE)


@strawberry.input
class GoogleLinkInput:
    """Google's answer."""

    challenge_id: strawberry.ID = strawberry.field(description=_CHALLENGE)
    verifier: str = strawberry.field(description=_VERIFIER)
    id_token: str = strawberry.field(description=_ANSWERED)


@strawberry.input
class GoogleUnlinkInput(Bare):
    """Nothing needs to be said."""


def _asked(made: GoogleNonce) -> GoogleNoncePayload:
    return GoogleNoncePayload(
        challenge_id=strawberry.ID(global_id("Challenge", made.challenge.pk)),
        nonce=made.nonce,
        verifier=made.verifier,
        expires_at=made.challenge.expires_at,
    )


def _answer(given: TokenCreateByGoogleInput | GoogleLinkInput) -> GoogleAnswer:
    return GoogleAnswer(challenge_row(given.challenge_id), given.verifier, given.id_token)


@strawberry.type
class GoogleMutations:
    """Root fields about Google accounts."""

    @strawberry.mutation(
        permission_classes=[Public],
        description="Begin to sign in by Google, or to link a Google account. Good once, for ten minutes.",
    )
    async def google_nonce_create(self, info: WireInfo, input: GoogleNonceCreateInput) -> GoogleNoncePayload:
        """To link, one must be signed in."""
        return await attempt(
            lambda: google_nonce_create(actor=info.context.actor, link=input.link, now=info.context.now),
            done=_asked,
            refused=lambda errors: GoogleNoncePayload(user_errors=errors),
        )

    @strawberry.mutation(
        permission_classes=[Public],
        description="Sign in by Google; a guest's cart may come along. Somebody new gets an account, if Google runs "
        "her address (Gmail, Workspace). An account that has her address is not signed in to before it is linked.",
    )
    async def token_create_by_google(self, info: WireInfo, input: TokenCreateByGoogleInput) -> TokenPayload:
        """A second step may be needed."""
        return await sign_in(info, lambda: token_create_by_google(answer=_answer(input), now=info.context.now), input)

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Link a Google account, which signs in from now on. Wants a recent `sessionStepUp`.",
    )
    async def google_link(self, info: WireInfo, input: GoogleLinkInput) -> AccountPayload:
        """Its address may be another than hers."""
        return await attempt(
            lambda: google_link(actor=info.context.actor, answer=_answer(input), now=info.context.now),
            done=account_of,
            refused=no_account,
        )

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Unlink the Google account; a code to her own address signs in all the same. Wants a recent "
        "`sessionStepUp`.",
    )
    async def google_unlink(self, info: WireInfo, input: GoogleUnlinkInput) -> AccountPayload:
        """Sessions that it began go on."""
        return await attempt(
            lambda: google_unlink(actor=info.context.actor, now=info.context.now),
            done=account_of,
            refused=no_account,
        )
