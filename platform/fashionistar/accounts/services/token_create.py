"""Sign in: a login and a password for a pair of tokens."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.auth import authenticate

from fashionistar.accounts.models import User
from fashionistar.accounts.tokens import TokenKind, issue
from fashionistar.kernel.errors import ErrorCode, refuse


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user and her fresh tokens."""

    user: User
    access_token: str
    refresh_token: str


def token_create(*, login: str, password: str, now: datetime) -> SignedIn:
    """Check a password; `login` is an email address or an E.164 phone number.

    Raises:
        DomainError: INVALID_CREDENTIALS, the same for an unknown login and a wrong password.
    """
    user = authenticate(None, username=login, password=password)
    if not isinstance(user, User):
        raise refuse(ErrorCode.INVALID_CREDENTIALS, "The login or the password is wrong.")
    return signed_in(user, now=now)


def signed_in(user: User, *, now: datetime) -> SignedIn:
    """Issue both tokens for a user who has proven herself."""
    return SignedIn(
        user=user,
        access_token=issue(TokenKind.ACCESS, user_id=user.pk, now=now),
        refresh_token=issue(TokenKind.REFRESH, user_id=user.pk, now=now),
    )
