"""Stay signed in: a refresh token for a fresh pair."""

from datetime import datetime

from fashionistar.accounts.selectors import active_user
from fashionistar.accounts.services.token_create import SignedIn, signed_in
from fashionistar.accounts.tokens import InvalidTokenError, TokenKind, user_of
from fashionistar.kernel.errors import ErrorCode, refuse


def token_refresh(*, refresh_token: str, now: datetime) -> SignedIn:
    """Trade a refresh token for a new pair.

    Raises:
        DomainError: INVALID_TOKEN: expired, forged, of the wrong kind, or its user is gone.
    """
    try:
        user = active_user(user_of(refresh_token, TokenKind.REFRESH, now=now))
    except InvalidTokenError as error:
        raise refuse(ErrorCode.INVALID_TOKEN, "Sign in again.", "refreshToken") from error
    if user is None:
        raise refuse(ErrorCode.INVALID_TOKEN, "Sign in again.", "refreshToken")
    return signed_in(user, now=now)
