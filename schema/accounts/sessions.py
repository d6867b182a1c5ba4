"""Signing devices out."""

from uuid import UUID

import strawberry

from fashionistar.accounts import models
from fashionistar.accounts.services.session_revoke import session_revoke
from fashionistar.accounts.services.session_revoke_all import session_revoke_all
from fashionistar.kernel.errors import ErrorCode, refuse
from schema.accounts.cookies import forget_refresh_cookie
from schema.accounts.types import Session
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_id
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import one


@strawberry.input
class SessionRevokeInput:
    """Which device."""

    id: strawberry.ID | None = strawberry.field(default=None, description="The device at hand when none is named.")


@strawberry.type
class SessionRevokePayload:
    """The session that ended, or what was wrong."""

    session_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def session(self) -> Session | None:
        """The session as it is now."""
        return one(models.Session, self.session_id)


@strawberry.input
class SessionRevokeAllInput:
    """Which of them."""

    keep_current: bool = strawberry.field(default=True, description="All but the device at hand.")


@strawberry.type
class SessionRevokeAllPayload:
    """How many sessions ended."""

    count: int = 0
    user_errors: list[UserError] = strawberry.field(default_factory=list)


def _row(info: WireInfo, given: strawberry.ID | None) -> UUID:
    found = info.context.actor.session_id if given is None else row_id(given, "Session")
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "You have no such session.", "id")
    return found


@strawberry.type
class SessionMutations:
    """Root fields about sessions."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Sign out: the device at hand, or another one. Its tokens are worth nothing at once, and its open "
        "subscriptions end.",
    )
    async def session_revoke(self, info: WireInfo, input: SessionRevokeInput) -> SessionRevokePayload:
        """Safe to repeat."""

        def done(session: models.Session) -> SessionRevokePayload:
            if session.pk == info.context.actor.session_id:
                forget_refresh_cookie(info)
            return SessionRevokePayload(session_id=session.pk)

        return await attempt(
            lambda: session_revoke(actor=info.context.actor, session_id=_row(info, input.id), now=info.context.now),
            done=done,
            refused=lambda errors: SessionRevokePayload(user_errors=errors),
        )

    @strawberry.mutation(permission_classes=[SignedIn], description="Sign out every other device, or all of them.")
    async def session_revoke_all(self, info: WireInfo, input: SessionRevokeAllInput) -> SessionRevokeAllPayload:
        """Safe to repeat."""

        def done(count: int) -> SessionRevokeAllPayload:
            if not input.keep_current:
                forget_refresh_cookie(info)
            return SessionRevokeAllPayload(count=count)

        return await attempt(
            lambda: session_revoke_all(actor=info.context.actor, keep_current=input.keep_current, now=info.context.now),
            done=done,
            refused=lambda errors: SessionRevokeAllPayload(user_errors=errors),
        )
