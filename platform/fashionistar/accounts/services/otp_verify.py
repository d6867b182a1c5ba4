"""Sign in with a code."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.challenges import throttle_tries, try_code
from fashionistar.accounts.models import ChallengePurpose, User
from fashionistar.accounts.services.session_start import MfaNeeded, SignedIn, session_start
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault


def otp_verify(*, challenge_id: UUID, code: str, now: datetime) -> SignedIn | MfaNeeded:
    """Begin a session with the code of `otp_request`.

    Raises:
        DomainError: INVALID_CODE, CHALLENGE_OVER, RATE_LIMITED.
    """
    throttle_tries()
    result = _entered(challenge_id, code, now=now)
    if isinstance(result, Fault):
        raise DomainError(result)
    return result


@transaction.atomic(durable=True)
def _entered(challenge_id: UUID, code: str, *, now: datetime) -> SignedIn | MfaNeeded | Fault:
    challenge = try_code(challenge_id, ChallengePurpose.SIGN_IN, code, now=now)
    if isinstance(challenge, Fault):
        return challenge
    user = User.objects.filter(pk=challenge.user_id, is_active=True).first() if challenge.user_id else None
    if user is None:
        return Fault(ErrorCode.INVALID_CODE, "This is not the code.", ("code",))
    return session_start(user=user, how=f"otp by {challenge.channel.lower()}", now=now)
