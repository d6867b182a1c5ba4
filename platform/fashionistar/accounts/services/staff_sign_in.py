"""Let the platform's staff into its own pages: with a password and a second factor."""

from datetime import datetime
from typing import Final
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import settled, take_challenge, use_challenge
from fashionistar.accounts.factors import Proof, check_factor
from fashionistar.accounts.models import AuditAction, ChallengePurpose, MfaMethod, User
from fashionistar.accounts.passkeys import Nonce
from fashionistar.accounts.selectors import has_second_factor
from fashionistar.accounts.services.token_create import user_by_password
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault, refuse
from fashionistar.kernel.throttle import throttle

#: How she signs in, as the audit log and a passkey's challenge name it.
HOW: Final = "admin"


def staff_sign_in(
    *, login: str, password: str, proof: Proof | None, challenge_id: UUID | None = None, now: datetime
) -> User:
    """Check both; a passkey answers the challenge of `staff_sign_in_start`.

    Raises:
        DomainError: INVALID_CREDENTIALS (also for somebody who does not work for the platform, and of a passkey),
            MFA_REQUIRED (she has no second factor yet), REQUIRED (nothing is shown), INVALID_CODE, CHALLENGE_OVER,
            RATE_LIMITED.
    """
    user = staff_by_password(login=login, password=password)
    if proof is None:
        message = "Type a code of your authenticator app, or a recovery code, or use a passkey."
        raise refuse(ErrorCode.REQUIRED, message, "code")
    throttle("mfa-account", str(user.pk))
    return settled(_checked(user, proof, challenge_id, now=now))


def staff_by_password(*, login: str, password: str) -> User:
    """The member of staff whose password this is, who has a second factor.

    Raises:
        DomainError: INVALID_CREDENTIALS, MFA_REQUIRED, RATE_LIMITED.
    """
    user = user_by_password(login=login, password=password)
    if not user.is_staff:
        raise refuse(ErrorCode.INVALID_CREDENTIALS, "The login or the password is wrong.")
    if not has_second_factor(user):
        raise refuse(
            ErrorCode.MFA_REQUIRED,
            "You need a second factor here, and have none. Sign in at /graphql/ (GraphiQL), set up an authenticator "
            "app with totpEnroll and totpConfirm, or a passkey, then come back.",
        )
    return user


@transaction.atomic(durable=True)
def _checked(user: User, proof: Proof, challenge_id: UUID | None, *, now: datetime) -> User | Fault:
    actor = Actor(user_id=user.pk)
    nonce: Nonce = None
    if proof.method is MfaMethod.PASSKEY and challenge_id is not None:
        challenge = take_challenge(challenge_id, ChallengePurpose.MFA, now=now)
        if isinstance(challenge, Fault):
            return challenge
        use_challenge(challenge, now=now)
        # Another's challenge, or one of another way to sign in, leaves nothing that could have been signed.
        nonce = challenge.nonce if (challenge.user_id, challenge.state["how"]) == (user.pk, HOW) else None
    if (fault := check_factor(user, proof, nonce=nonce, actor=actor, now=now)) is not None:
        note(AuditAction.MFA_FAILED, user_id=user.pk, actor=actor, method=str(proof.method))
        return fault
    note(AuditAction.SIGNED_IN, user_id=user.pk, actor=actor, how=HOW)
    return user
