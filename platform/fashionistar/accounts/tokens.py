"""Signed tokens (JWT, HS256): a short one for access, a longer one to get the next. Both belong to a session."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

import jwt
from django.conf import settings

_ALGORITHM = "HS256"
_ISSUER = "fashionistar"
#: How far the clocks of two servers may differ.
_LEEWAY = timedelta(seconds=120)


class TokenKind(StrEnum):
    """A refresh token never opens a door, an access token never makes tokens."""

    ACCESS = "access"
    REFRESH = "refresh"


class InvalidTokenError(Exception):
    """Expired, forged, malformed or of the wrong kind."""


@dataclass(frozen=True, slots=True)
class Claims:
    """What a token says: whose it is, of which session, and which of the session's refresh tokens."""

    user_id: UUID
    session_id: UUID
    generation: int = 0


def issue(kind: TokenKind, claims: Claims, *, now: datetime) -> str:
    """Sign a token, valid from `now` for the kind's lifetime."""
    lifetime: timedelta = (
        settings.ACCESS_TOKEN_LIFETIME if kind is TokenKind.ACCESS else settings.REFRESH_TOKEN_LIFETIME
    )
    said = {
        "iss": _ISSUER,
        "aud": kind.value,
        "sub": str(claims.user_id),
        "sid": str(claims.session_id),
        "gen": claims.generation,
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "jti": uuid4().hex,
    }
    return jwt.encode(said, settings.SECRET_KEY, algorithm=_ALGORITHM)


def claims_of(token: str, kind: TokenKind, *, now: datetime) -> Claims:
    """Check a token at the time `now` and return what it says.

    Raises:
        InvalidTokenError: It must not be trusted: also one from further in the future than clocks may differ.
    """
    try:
        said = jwt.decode(
            token,
            settings.SECRET_KEY,
            algorithms=[_ALGORITHM],
            audience=kind.value,
            issuer=_ISSUER,
            options={
                "require": ["exp", "iat", "sub", "aud", "iss", "sid", "gen"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
        timely = int(said["exp"]) > now.timestamp() >= int(said["iat"]) - _LEEWAY.total_seconds()
        claims = Claims(UUID(said["sub"]), UUID(said["sid"]), int(said["gen"]))
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise InvalidTokenError("invalid token") from error
    if not timely:
        raise InvalidTokenError("expired token")
    return claims
