"""Stay signed in: a refresh token for a fresh pair. Each is good once; one that comes again ends the session.

Rotation with detection of reuse: RFC 9700, section 4.14.2. An answer can be lost on the way, so the token before the
newest is taken for a short grace, and gives the newest again; a thief who is that quick gains nothing by it that she
had not already.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction, Session, SessionEnd
from fashionistar.accounts.services.session_start import SignedIn, signed_in
from fashionistar.accounts.sessions import end_sessions
from fashionistar.accounts.tokens import Claims, InvalidTokenError, TokenKind, claims_of
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, refuse

#: How long the token before the newest is still taken.
GRACE = timedelta(seconds=20)


def token_refresh(*, refresh_token: str, now: datetime) -> SignedIn:
    """Trade a refresh token for a new pair.

    Raises:
        DomainError: INVALID_TOKEN: expired, forged, of the wrong kind, spent (which ends the session), or its session
            or user is gone.
    """
    try:
        claims = claims_of(refresh_token, TokenKind.REFRESH, now=now)
    except InvalidTokenError as error:
        raise _refused() from error
    signed = _rotated(claims, now=now)
    if signed is None:
        raise _refused()
    return signed


@transaction.atomic(durable=True)
def _rotated(claims: Claims, *, now: datetime) -> SignedIn | None:
    """The next tokens; none, and no session any longer, for a spent token."""
    session = (
        Session.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=claims.session_id, user=claims.user_id, user__is_active=True, ended_at__isnull=True)
        .first()
    )
    if session is None or claims.generation > session.generation:
        return None
    behind = session.generation - claims.generation
    if behind > 1 or (behind == 1 and now - session.rotated_at > GRACE):
        actor = Actor(user_id=session.user_id, session_id=session.pk)
        note(AuditAction.TOKEN_REUSED, user_id=session.user_id, actor=actor, generation=claims.generation)
        end_sessions(Session.objects.filter(pk=session.pk), end=SessionEnd.REUSED, actor=actor, now=now)
        return None
    if behind == 0:
        session.generation += 1
        session.rotated_at = now
    session.last_used_at = now
    session.expires_at = now + settings.REFRESH_TOKEN_LIFETIME
    session.save(update_fields=["generation", "rotated_at", "last_used_at", "expires_at"])
    return signed_in(session.user, session, now=now)


def _refused() -> DomainError:
    return refuse(ErrorCode.INVALID_TOKEN, "Sign in again.", "refreshToken")
