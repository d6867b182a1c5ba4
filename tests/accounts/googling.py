"""Signing in by Google in tests, as a page does it."""

from typing import Any

from fashionistar.accounts.models import GoogleIdentity, User
from tests.checkout.shopping import payload
from tests.google import SUBJECT, id_token
from tests.wire.client import Answer, Wire

NONCE = """mutation($input: GoogleNonceCreateInput!) { googleNonceCreate(input: $input) {
  challengeId nonce verifier expiresAt userErrors { code message field } } }"""
SIGN_IN = """mutation($input: TokenCreateByGoogleInput!) { tokenCreateByGoogle(input: $input) {
  accessToken refreshToken mfa { challengeId methods } user { id email name hasPassword googleIdentity { email } }
  cart { id } userErrors { code message field } } }"""
LINK = """mutation($input: GoogleLinkInput!) { googleLink(input: $input) {
  user { googleIdentity { id email createdAt } } userErrors { code message field } } }"""
UNLINK = "mutation { googleUnlink(input: {}) { user { googleIdentity { id } } userErrors { code message field } } }"


def asked(wire: Wire | None = None, *, link: bool = False) -> Any:
    """A nonce, its verifier and the challenge that both answer."""
    made = payload((wire or Wire())(NONCE, input={"link": link}))
    assert made["userErrors"] == []
    return made


def answer(nonce: Any, token: str | None = None, **said: object) -> dict[str, Any]:
    """What a page sends: Google's token for the nonce unless another is given."""
    shown = id_token(nonce["nonce"], **said) if token is None else token
    return {"challengeId": nonce["challengeId"], "verifier": nonce["verifier"], "idToken": shown}


def sign_in(**said: object) -> Answer:
    """Sign in by Google from beginning to end; `said` is what Google says besides."""
    return Wire()(SIGN_IN, input=answer(asked(), **said))


def link(wire: Wire, **said: object) -> Answer:
    """Link a Google account from beginning to end."""
    return wire(LINK, input=answer(asked(wire, link=True), **said))


def linked(user: User, subject: str = SUBJECT, email: str = "efua@gmail.com") -> GoogleIdentity:
    """A Google account that is linked."""
    return GoogleIdentity.objects.create(user=user, subject=subject, email=email)
