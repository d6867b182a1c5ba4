"""Signed tokens (JWT, HS256): a short one for access, a longer one to get the next."""

from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID, uuid4

import jwt
from django.conf import settings

_ALGORITHM = "HS256"
_ISSUER = "fashionistar"


class TokenKind(StrEnum):
    """A refresh token never opens a door, an access token never makes tokens."""

    ACCESS = "access"
    REFRESH = "refresh"


class InvalidTokenError(Exception):
    """Expired, forged, malformed or of the wrong kind."""


def issue(kind: TokenKind, *, user_id: UUID, now: datetime) -> str:
    """Sign a token for a user, valid from `now` for the kind's lifetime."""
    lifetime: timedelta = (
        settings.ACCESS_TOKEN_LIFETIME if kind is TokenKind.ACCESS else settings.REFRESH_TOKEN_LIFETIME
    )
    claims = {
        "iss": _ISSUER,
        "aud": kind.value,
        "sub": str(user_id),
        "iat": int(now.timestamp()),
        "exp": int((now + lifetime).timestamp()),
        "jti": uuid4().hex,
    }
    return jwt.encode(claims, settings.SECRET_KEY, algorithm=_ALGORITHM)


def user_of(token: str, kind: TokenKind, *, now: datetime) -> UUID:
    """Check a token at the time `now` and return whose it is.

    Raises:
        InvalidTokenError: It must not be trusted.
    """
    try:
        claims = jwt.decode(
            token,
            settings.SECRET_KEY,
            algorithms=[_ALGORITHM],
            audience=kind.value,
            issuer=_ISSUER,
            options={
                "require": ["exp", "iat", "sub", "aud", "iss"],
                "verify_exp": False,
                "verify_iat": False,
            },
        )
        expired = int(claims["exp"]) <= now.timestamp()
        user_id = UUID(claims["sub"])
    except (jwt.InvalidTokenError, ValueError, TypeError) as error:
        raise InvalidTokenError("invalid token") from error
    if expired:
        raise InvalidTokenError("expired token")
    return user_id
