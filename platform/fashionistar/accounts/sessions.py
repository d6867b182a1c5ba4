"""What happens to sessions: ended, at once and with their open subscriptions; proved again."""

from datetime import datetime

from django.db.models import Q, QuerySet

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


def mark_proved(actor: Actor, *, mfa: bool, now: datetime) -> None:
    """Note on the actor's session that she has proved who she is, perhaps by a second factor."""
    proved = {"proved_at": now, "mfa_at": now} if mfa else {"proved_at": now}
    Session.objects.filter(Q(pk=actor.session_id, user=actor.user_id)).update(**proved)
