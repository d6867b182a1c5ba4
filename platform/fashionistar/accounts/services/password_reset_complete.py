"""Choose a new password with a code; every device is signed out."""

from datetime import datetime
from uuid import UUID

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import settled, throttle_tries, try_code
from fashionistar.accounts.contacts import check_password, tell_owner
from fashionistar.accounts.models import AuditAction, ChallengePurpose, Session, SessionEnd, User
from fashionistar.accounts.sessions import end_sessions
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault


def password_reset_complete(*, challenge_id: UUID, code: str, password: str, now: datetime) -> User:
    """Set the password; it signs nobody in, and a second factor is still asked for afterwards.

    Raises:
        DomainError: INVALID (the password), INVALID_CODE, CHALLENGE_OVER, RATE_LIMITED.
    """
    throttle_tries()
    check_password(password, User())
    return settled(_reset(challenge_id, code, password, make_password(password), now=now))


@transaction.atomic(durable=True)
def _reset(challenge_id: UUID, code: str, password: str, hashed: str, *, now: datetime) -> User | Fault:
    challenge = try_code(challenge_id, ChallengePurpose.PASSWORD_RESET, code, now=now)
    if isinstance(challenge, Fault):
        return challenge
    users = User.objects.select_for_update(of=("self",)).filter(pk=challenge.user_id, is_active=True)
    user: User | None = users.first() if challenge.user_id else None
    if user is None:
        return Fault(ErrorCode.INVALID_CODE, "This is not the code.", ("code",))
    check_password(password, user)
    user.password = hashed
    user.save(update_fields=["password"])
    actor = Actor(user_id=user.pk)
    ended = end_sessions(Session.objects.filter(user=user), end=SessionEnd.PASSWORD_RESET, actor=actor, now=now)
    note(AuditAction.PASSWORD_RESET, user_id=user.pk, actor=actor, sessions_ended=ended)
    tell_owner(user, "Its password was reset, and all devices were signed out.", now=now)
    return user
