"""Begin a session for somebody who has proved who she is, on the device at hand."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import open_challenge
from fashionistar.accounts.models import AuditAction, Challenge, ChallengePurpose, MfaMethod, Session, User
from fashionistar.accounts.passkeys import new_nonce, request_options
from fashionistar.accounts.policies import staff_permissions
from fashionistar.accounts.selectors import has_second_factor, mfa_methods
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
        staff = frozenset() if self.session.mfa_at is None else staff_permissions(self.user)
        return Actor(user_id=self.user.pk, session_id=self.session.pk, staff=staff)


@dataclass(frozen=True, slots=True)
class MfaNeeded:
    """The first step is done; `mfaVerify` with the challenge is the second.

    `methods` are what she may show, `passkey_options` what a browser needs to ask for one of her passkeys.
    """

    challenge: Challenge
    methods: tuple[MfaMethod, ...]
    passkey_options: dict[str, Any] | None


@transaction.atomic
def session_start(*, user: User, how: str, now: datetime) -> SignedIn | MfaNeeded:
    """Begin a session after one factor, or ask for the second if she has one; `how` goes to the audit log."""
    if has_second_factor(user):
        return _asked(user, how=how, now=now)
    return _begun(user, how=how, mfa=False, now=now)


@transaction.atomic
def session_start_strong(*, user: User, how: str, now: datetime) -> SignedIn:
    """Begin a session after two factors, or a passkey."""
    return _begun(user, how=how, mfa=True, now=now)


def signed_in(user: User, session: Session, *, now: datetime) -> SignedIn:
    """Issue both tokens of a session as it is."""
    claims = Claims(user.pk, session.pk, session.generation)
    return SignedIn(
        user=user,
        session=session,
        access_token=issue(TokenKind.ACCESS, claims, now=now),
        refresh_token=issue(TokenKind.REFRESH, claims, now=now),
    )


def _asked(user: User, *, how: str, now: datetime) -> MfaNeeded:
    nonce, methods = new_nonce(), mfa_methods(user)
    challenge = open_challenge(
        ChallengePurpose.MFA, now=now, lifetime=settings.MFA_LIFETIME, user=user, nonce=nonce, state={"how": how}
    )
    note(AuditAction.MFA_REQUIRED, user_id=user.pk, how=how)
    options = request_options(nonce, of=user) if MfaMethod.PASSKEY in methods else None
    return MfaNeeded(challenge, methods, options)


def _begun(user: User, *, how: str, mfa: bool, now: datetime) -> SignedIn:
    client = current_client()
    session = Session.objects.create(
        user=user,
        rotated_at=now,
        last_used_at=now,
        proved_at=now,
        mfa_at=now if mfa else None,
        expires_at=now + settings.REFRESH_TOKEN_LIFETIME,
        ip=client.ip,
        user_agent=client.user_agent[:300],
    )
    note(AuditAction.SIGNED_IN, user_id=user.pk, actor=Actor(user_id=user.pk, session_id=session.pk), how=how)
    return signed_in(user, session, now=now)
