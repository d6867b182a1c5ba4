"""Begin a session for somebody who has proved who she is, on the device at hand."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction, Session, User
from fashionistar.accounts.tokens import Claims, TokenKind, issue
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.request import current_client


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A user, her session and its fresh tokens."""

    user: User
    session: Session
    access_token: str
    refresh_token: str

    @property
    def actor(self) -> Actor:
        """The user as an actor."""
        return Actor(user_id=self.user.pk, session_id=self.session.pk, is_platform_staff=self.user.is_staff)


@transaction.atomic
def session_start(*, user: User, how: str, now: datetime) -> SignedIn:
    """Begin a session and issue its first tokens; `how` she proved herself goes to the audit log."""
    client = current_client()
    session = Session.objects.create(
        user=user,
        rotated_at=now,
        last_used_at=now,
        proved_at=now,
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
        ip=client.ip,
        user_agent=client.user_agent[:300],
    )
    note(AuditAction.SIGNED_IN, user_id=user.pk, actor=Actor(user_id=user.pk, session_id=session.pk), how=how)
    return signed_in(user, session, now=now)


def signed_in(user: User, session: Session, *, now: datetime) -> SignedIn:
    """Issue both tokens of a session as it is."""
    claims = Claims(user.pk, session.pk, session.generation)
    return SignedIn(
        user=user,
        session=session,
        access_token=issue(TokenKind.ACCESS, claims, now=now),
        refresh_token=issue(TokenKind.REFRESH, claims, now=now),
    )
