"""Take the second step of a sign-in."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import settled, take_challenge, throttle_tries, use_challenge
from fashionistar.accounts.factors import Proof, check_factor
from fashionistar.accounts.models import AuditAction, Challenge, ChallengePurpose
from fashionistar.accounts.services.session_start import SignedIn, session_start_strong
from fashionistar.kernel.errors import ErrorCode, Fault, refuse
from fashionistar.kernel.throttle import throttle


def mfa_verify(*, challenge_id: UUID, proof: Proof | None, now: datetime) -> SignedIn:
    """Begin the session, once a second factor is shown; each try counts, and only a few are compared.

    Raises:
        DomainError: REQUIRED (nothing is shown), RATE_LIMITED, CHALLENGE_OVER, INVALID_CODE, INVALID_CREDENTIALS (of a
            passkey, or the user is gone).
    """
    if proof is None:
        raise refuse(ErrorCode.REQUIRED, "Show a code of your app, a recovery code, or a passkey.", "code")
    throttle_tries()
    asked = Challenge.objects.filter(pk=challenge_id, purpose=ChallengePurpose.MFA)
    for user_id in asked.values_list("user", flat=True):
        throttle("mfa-account", str(user_id))
    return settled(_verified(challenge_id, proof, now=now))


@transaction.atomic(durable=True)
def _verified(challenge_id: UUID, proof: Proof, *, now: datetime) -> SignedIn | Fault:
    challenge = take_challenge(challenge_id, ChallengePurpose.MFA, now=now)
    if isinstance(challenge, Fault):
        return challenge
    user = challenge.user
    if user is None or not user.is_active:
        return Fault(ErrorCode.INVALID_CREDENTIALS, "The login or the password is wrong.")
    method = str(proof.method)
    if (fault := check_factor(user, proof, nonce=challenge.nonce, now=now)) is not None:
        note(AuditAction.MFA_FAILED, user_id=user.pk, method=method, tries=challenge.tries)
        return fault
    use_challenge(challenge, now=now)
    return session_start_strong(user=user, how=f"{challenge.state['how']}+{method.lower()}", now=now)
