"""Open an account with the code that went to its address, and sign in."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import throttle_tries, try_code
from fashionistar.accounts.events import AccountRegistered
from fashionistar.accounts.models import AuditAction, Challenge, ChallengePurpose, User
from fashionistar.accounts.services.session_start import MfaNeeded, SignedIn, session_start
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.notifications.models import Channel


def account_verify(*, challenge_id: UUID, code: str, now: datetime) -> SignedIn | MfaNeeded:
    """Make the account that `account_register` asked for; its address is now proven to be hers.

    Raises:
        DomainError: INVALID_CODE, CHALLENGE_OVER, RATE_LIMITED, or ACCOUNT_EXISTS: the address got one meanwhile.
    """
    throttle_tries()
    result = _opened(challenge_id, code, now=now)
    if isinstance(result, Fault):
        raise DomainError(result)
    return result


@transaction.atomic(durable=True)
def _opened(challenge_id: UUID, code: str, *, now: datetime) -> SignedIn | MfaNeeded | Fault:
    challenge = try_code(challenge_id, ChallengePurpose.REGISTRATION, code, now=now)
    if isinstance(challenge, Fault):
        return challenge
    user = _made(challenge)
    if user is None:
        return Fault(ErrorCode.ACCOUNT_EXISTS, "This address has an account now. Sign in instead.", ("code",))
    challenge.state = {}
    challenge.save(update_fields=["state"])
    outbox.record(AccountRegistered(user_id=user.pk), actor=Actor(user_id=user.pk))
    note(AuditAction.REGISTERED, user_id=user.pk, actor=Actor(user_id=user.pk), how="otp")
    return session_start(user=user, how="registration", now=now)


def _made(challenge: Challenge) -> User | None:
    """The new user; none when her address was taken by another account."""
    column = "email" if challenge.channel == Channel.EMAIL else "phone"
    user = User(name=challenge.state["name"], password=challenge.state["password"], **{column: challenge.address})
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:
        return None
    return user
