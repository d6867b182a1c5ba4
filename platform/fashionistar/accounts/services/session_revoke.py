"""Sign a device out: this one or another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction, Session, SessionEnd
from fashionistar.accounts.sessions import end_sessions
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def session_revoke(*, actor: Actor, session_id: UUID, now: datetime) -> Session:
    """End one of the actor's sessions; one that has ended already is left as it is.

    Raises:
        DomainError: NOT_FOUND, also for somebody else's.
    """
    session = Session.objects.filter(pk=session_id, user_id=actor.user_id).first() if actor.user_id else None
    if session is None:
        raise refuse(ErrorCode.NOT_FOUND, "You have no such session.", "id")
    own = session.pk == actor.session_id
    end = SessionEnd.SIGNED_OUT if own else SessionEnd.REVOKED
    if end_sessions(Session.objects.filter(pk=session.pk), end=end, actor=actor, now=now):
        action = AuditAction.SIGNED_OUT if own else AuditAction.SESSION_REVOKED
        note(action, user_id=actor.user_id, actor=actor, session_id=session.pk)
    session.refresh_from_db()
    return session
