"""Sign every other device out, or all of them."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction, Session, SessionEnd
from fashionistar.accounts.sessions import end_sessions
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def session_revoke_all(*, actor: Actor, keep_current: bool, now: datetime) -> int:
    """End all of the actor's sessions, perhaps but the one at hand; returns how many.

    Raises:
        DomainError: UNAUTHENTICATED for a guest.
    """
    if actor.user_id is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    others = Session.objects.filter(user_id=actor.user_id)
    if keep_current and actor.session_id is not None:
        others = others.exclude(pk=actor.session_id)
    count = end_sessions(others, end=SessionEnd.REVOKED, actor=actor, now=now)
    if count:
        note(AuditAction.SESSION_REVOKED, user_id=actor.user_id, actor=actor, count=count)
    return count
