"""The refresh token of a browser: in a cookie that scripts cannot read and other sites cannot send."""

from typing import Any

from django.conf import settings

from fashionistar.kernel.errors import ErrorCode, refuse
from schema.lib.context import WireInfo

NAME = "fashionistar-refresh"
#: Only the endpoint itself is sent the cookie.
_PATH = "/graphql"

COOKIE = "For browsers: keep the refresh token in an HttpOnly cookie instead of the answer."


def set_refresh_cookie(info: WireInfo, token: str) -> None:
    """Put the token into the answer's cookies.

    Raises:
        DomainError: INVALID over a WebSocket, whose answers set no cookies.
    """
    _response(info).set_cookie(
        NAME,
        token,
        max_age=int(settings.REFRESH_TOKEN_LIFETIME.total_seconds()),
        path=_PATH,
        secure=settings.PUBLIC_URL.startswith("https"),
        httponly=True,
        samesite="strict",
    )


def forget_refresh_cookie(info: WireInfo) -> None:
    """Take the cookie away, if the answer can."""
    if hasattr(info.context.response, "delete_cookie"):
        info.context.response.delete_cookie(NAME, path=_PATH, httponly=True, samesite="strict")


def given_refresh_token(info: WireInfo, said: str | None) -> str:
    """The token that the client sent, in the input or by cookie.

    Raises:
        DomainError: REQUIRED: in neither.
    """
    token = getattr(info.context.request, "cookies", {}).get(NAME) if said is None else said
    if token is None:
        raise refuse(ErrorCode.REQUIRED, "Send the refresh token, or the cookie that carries it.", "refreshToken")
    return str(token)


def _response(info: WireInfo) -> Any:
    if not hasattr(info.context.response, "set_cookie"):
        raise refuse(ErrorCode.INVALID, "Only an answer over HTTP can set a cookie.", "cookie")
    return info.context.response
