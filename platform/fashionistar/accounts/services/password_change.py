"""Change the password, or choose a first one."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.db.models import Q

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import settled
from fashionistar.accounts.contacts import check_password, tell_owner
from fashionistar.accounts.models import AuditAction, Session, SessionEnd, User
from fashionistar.accounts.selectors import has_second_factor
from fashionistar.accounts.sessions import end_sessions
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault, refuse
from fashionistar.kernel.throttle import throttle


def password_change(*, actor: Actor, current_password: str | None, password: str, now: datetime) -> User:
    """Set a new password; every other device is signed out.

    An account with a password wants it; one without, or with a second factor, wants a recent step-up.

    Raises:
        DomainError: UNAUTHENTICATED, INVALID_CREDENTIALS (the current password), STEP_UP_REQUIRED, INVALID (the new
            one), RATE_LIMITED.
    """
    user = User.objects.filter(pk=actor.user_id, is_active=True).first() if actor.user_id else None
    if user is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    throttle("step-up-account", str(user.pk))
    if not user.has_usable_password() or has_second_factor(user):
        require_step_up(actor, now=now)
    known = not user.has_usable_password() or user.check_password(current_password or "")
    if known:
        check_password(password, user)
    return settled(_changed(actor, user, make_password(password), now=now) if known else _refused(actor, user))


@transaction.atomic(durable=True)
def _changed(actor: Actor, user: User, hashed: str, *, now: datetime) -> User | Fault:
    locked: User = User.objects.select_for_update(of=("self",)).get(pk=user.pk)
    if locked.password != user.password:
        return Fault(ErrorCode.INVALID_CREDENTIALS, "The password was changed just now.", ("currentPassword",))
    locked.password = hashed
    locked.save(update_fields=["password"])
    others = Session.objects.filter(~Q(pk=actor.session_id), user=locked)
    ended = end_sessions(others, end=SessionEnd.PASSWORD_CHANGED, actor=actor, now=now)
    note(AuditAction.PASSWORD_CHANGED, user_id=locked.pk, actor=actor, sessions_ended=ended)
    tell_owner(locked, "Its password was changed.", now=now)
    return locked


@transaction.atomic(durable=True)
def _refused(actor: Actor, user: User) -> User | Fault:
    note(AuditAction.STEP_UP_FAILED, user_id=user.pk, actor=actor, how="password")
    return Fault(ErrorCode.INVALID_CREDENTIALS, "The current password is wrong.", ("currentPassword",))
