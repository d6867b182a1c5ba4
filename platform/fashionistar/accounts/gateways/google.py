"""Google's ID tokens (OpenID Connect Core, 3.1.3.7; JWT best practices, RFC 8725).

What is checked is what Google says of its tokens, and no more is believed:
https://developers.google.com/identity/openid-connect/openid-connect,
https://developers.google.com/identity/gsi/web/guides/verify-google-id-token.
"""

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from math import isfinite

import jwt

from fashionistar.accounts.gateway import GoogleClaims, IdTokenError
from fashionistar.accounts.gateways.jwks import KeySet

#: Both spellings are Google's.
_ISSUERS = ("https://accounts.google.com", "accounts.google.com")
_ALGORITHM = "RS256"
#: How far our clock and Google's may differ, as between servers of ours.
_LEEWAY = timedelta(seconds=120)
#: Google's are about 1,200 characters long.
_LONGEST_TOKEN = 8192
_LONGEST_KID = 128
_LONGEST_SUBJECT = 255
_LONGEST_EMAIL = 254
_LONGEST_NAME = 120

type _Said = Mapping[str, object]


class GoogleIdTokens:
    """An `IdTokenVerifier` for tokens that were made for any of our client IDs."""

    def __init__(self, client_ids: Collection[str], keys: KeySet) -> None:
        """Take the IDs of our pages and apps, and Google's keys."""
        self._client_ids = tuple(client_ids)
        self._keys = keys

    def verify(self, id_token: str, *, now: datetime) -> GoogleClaims:
        """Check a token at the time `now`.

        Raises:
            IdTokenError: It must not be trusted.
            GoogleUnavailableError: There are no keys to check it with.
        """
        kid = _kid(id_token)
        key = self._keys.key(kid)
        if key is None:
            raise IdTokenError("kid")
        try:
            # Its claims are checked below: by the caller's clock, and by type.
            options = {"verify_signature": True, "require": []} | dict.fromkeys(_UNCHECKED, False)
            said: _Said = jwt.decode(id_token, key, algorithms=[_ALGORITHM], options=options)  # type: ignore[arg-type]
        except (jwt.PyJWTError, ValueError) as error:
            raise IdTokenError("signature") from error
        if (reason := self._fault(said, now.timestamp())) is not None:
            raise IdTokenError(reason)
        email = _text(said, "email")
        return GoogleClaims(
            subject=_text(said, "sub"),
            email=email,
            is_authoritative=email.lower().endswith("@gmail.com") or bool(_text(said, "hd")),
            nonce=_text(said, "nonce"),
            name=_text(said, "name").strip()[:_LONGEST_NAME],
        )

    def _fault(self, said: _Said, now: float) -> str | None:
        """The first claim that is not as it must be."""
        leeway = _LEEWAY.total_seconds()
        good = {
            "iss": _text(said, "iss") in _ISSUERS,
            "aud": _text(said, "aud") in self._client_ids,
            # An app's token is made for our server (`aud`) at the wish of the app (`azp`), which must be ours too.
            "azp": "azp" not in said or _text(said, "azp") in self._client_ids,
            "exp": _number(said, "exp", missing=float("-inf")) + leeway > now,
            "iat": _number(said, "iat", missing=float("inf")) - leeway <= now,
            "sub": _fits(_text(said, "sub"), _LONGEST_SUBJECT),
            "nonce": bool(_text(said, "nonce")),
            "email": _fits(_text(said, "email"), _LONGEST_EMAIL),
            # A JSON boolean in a token; only Google's page for trying tokens out writes it as a word.
            "email_verified": said.get("email_verified") is True,
        }
        return next((name for name, holds in good.items() if not holds), None)


#: What the library would check by its own clock, or by its own idea of a claim.
_UNCHECKED = ("verify_aud", "verify_iss", "verify_exp", "verify_iat", "verify_nbf", "verify_sub", "verify_jti")


def _kid(id_token: str) -> str:
    """The name of the key that has signed a token, before anything of it is believed."""
    if len(id_token) > _LONGEST_TOKEN:
        raise IdTokenError("length")
    try:
        header = jwt.get_unverified_header(id_token)
    except (jwt.PyJWTError, ValueError, RecursionError) as error:
        raise IdTokenError("malformed") from error
    kid = header.get("kid")
    if header.get("alg") != _ALGORITHM:
        raise IdTokenError("alg")
    if not isinstance(kid, str) or not _fits(kid, _LONGEST_KID):
        raise IdTokenError("kid")
    return kid


def _text(said: _Said, name: str) -> str:
    value = said.get(name)
    return value if isinstance(value, str) else ""


def _fits(text: str, longest: int) -> bool:
    return 0 < len(text) <= longest and text.isprintable()


def _number(said: _Said, name: str, *, missing: float) -> float:
    value = said.get(name)
    is_number = isinstance(value, int | float) and not isinstance(value, bool)
    try:
        number = float(value) if is_number else missing  # type: ignore[arg-type]
    except OverflowError:
        return missing
    return number if isfinite(number) else missing
