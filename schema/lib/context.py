"""What every resolver gets: who is asking, and when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from asgiref.sync import sync_to_async
from django.utils import timezone
from strawberry import Info

from fashionistar.accounts.selectors import active_user
from fashionistar.accounts.tokens import InvalidTokenError, TokenKind, user_of
from fashionistar.kernel.actor import GUEST, Actor

_SCHEME = "bearer "


@dataclass(slots=True)
class WireContext:
    """The context of one operation.

    `rejected` is True when the request carried an access token that could not be trusted: it is then a guest's, and
    only public fields answer. `connection_params` is what a WebSocket client said when it connected.
    """

    actor: Actor = GUEST
    rejected: bool = False
    request: Any = None
    response: Any = None
    connection_params: dict[str, Any] | None = None

    @property
    def now(self) -> datetime:
        """The time, asked for once by each mutation and passed on from there."""
        return timezone.now()


type WireInfo = Info[WireContext, None]


async def identify(authorization: str | None) -> tuple[Actor, bool]:
    """Turn an `Authorization: Bearer …` value into an actor.

    Returns:
        The actor, and whether a token was given and rejected.
    """
    if not authorization or not authorization.lower().startswith(_SCHEME):
        return GUEST, False
    try:
        user_id = user_of(authorization[len(_SCHEME) :].strip(), TokenKind.ACCESS, now=timezone.now())
    except InvalidTokenError:
        return GUEST, True
    user = await sync_to_async(active_user)(user_id)
    if user is None:
        return GUEST, True
    return Actor(user_id=user.pk, is_platform_staff=user.is_staff), False
