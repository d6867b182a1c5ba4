"""Step-up: what is sensitive wants a recent proof of who she is, by her second factor if she has one."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from fashionistar.accounts.models import Session, User
from fashionistar.accounts.selectors import has_second_factor
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


def require_step_up(actor: Actor, *, now: datetime, mfa: bool = False) -> UUID:
    """Check that the actor has proved on this device, within `STEP_UP_LIFETIME`, who she is; returns her user's id.

    Args:
        actor: Who acts.
        now: The time.
        mfa: Whether she must have a second factor at all.

    Raises:
        DomainError: UNAUTHENTICATED, MFA_REQUIRED (she has no second factor), STEP_UP_REQUIRED (call `sessionStepUp`).
    """
    found = Session.objects.filter(user=actor.user_id).select_related("user")
    session = None if actor.session_id is None else found.filter(pk=actor.session_id).first()
    if session is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    has_factor = has_second_factor(session.user)
    if mfa and not has_factor:
        raise refuse(ErrorCode.MFA_REQUIRED, "Set up an authenticator app or a passkey first.")
    proved_at = session.mfa_at if has_factor else session.proved_at
    if proved_at is None or now - proved_at > settings.STEP_UP_LIFETIME:
        raise refuse(ErrorCode.STEP_UP_REQUIRED, "Prove again who you are with `sessionStepUp`, then try once more.")
    return session.user_id


def stepped_up(actor: Actor, *, now: datetime, mfa: bool = False) -> User:
    """The same, and hold the user's row for the rest of the transaction: her factors change one after the other.

    Raises:
        DomainError: UNAUTHENTICATED, MFA_REQUIRED, STEP_UP_REQUIRED.
    """
    held = User.objects.order_by("pk").select_for_update(of=("self",), no_key=True)
    user: User | None = held.filter(pk=actor.user_id).first()
    require_step_up(actor, now=now, mfa=mfa)
    if user is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    return user
