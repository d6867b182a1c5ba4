"""Sign in with a passkey, which is two factors at once."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.challenges import settled, take_challenge, use_challenge
from fashionistar.accounts.models import ChallengePurpose
from fashionistar.accounts.passkeys import signed_by
from fashionistar.accounts.services.session_start import SignedIn, session_start_strong
from fashionistar.kernel.errors import Fault
from fashionistar.kernel.request import current_client
from fashionistar.kernel.throttle import throttle


def token_create_by_passkey(*, challenge_id: UUID, credential: Any, now: datetime) -> SignedIn:
    """Begin a session for whom the passkey is of; the challenge is used up, whatever comes of it.

    Raises:
        DomainError: RATE_LIMITED, CHALLENGE_OVER, INVALID_CREDENTIALS (the same for a passkey that nobody has, one of
            a user who is gone, and one that did not sign what it was to sign).
    """
    throttle("sign-in-address", current_client().ip or "")
    return settled(_signed_in(challenge_id, credential, now=now))


@transaction.atomic(durable=True)
def _signed_in(challenge_id: UUID, credential: Any, *, now: datetime) -> SignedIn | Fault:
    challenge = take_challenge(challenge_id, ChallengePurpose.PASSKEY, now=now)
    if isinstance(challenge, Fault):
        return challenge
    use_challenge(challenge, now=now)
    passkey = signed_by(credential, nonce=challenge.nonce, now=now)
    if isinstance(passkey, Fault):
        return passkey
    return session_start_strong(user=passkey.user, how="passkey", now=now)
