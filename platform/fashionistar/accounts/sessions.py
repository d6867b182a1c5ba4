"""Ending sessions: at once for every device, its open subscriptions included."""

from datetime import datetime

from django.db.models import QuerySet

from fashionistar.accounts.events import SessionEnded
from fashionistar.accounts.models import Session, SessionEnd
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor


def end_sessions(sessions: QuerySet[Session], *, end: SessionEnd, actor: Actor, now: datetime) -> int:
    """End those of the sessions that have not ended, in the caller's transaction; returns how many."""
    open_ones = list(sessions.filter(ended_at__isnull=True).order_by("pk").select_for_update(of=("self",)))
    Session.objects.filter(pk__in=[session.pk for session in open_ones]).update(ended_at=now, end=end)
    facts = [SessionEnded(session_id=session.pk, user_id=session.user_id) for session in open_ones]
    if facts:
        outbox.record(*facts, actor=actor)
    return len(facts)
