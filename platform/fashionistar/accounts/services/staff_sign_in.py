"""Let the platform's staff into its own pages: with a password and a second factor."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import settled
from fashionistar.accounts.factors import Proof, check_factor
from fashionistar.accounts.models import AuditAction, MfaMethod, User
from fashionistar.accounts.recovery_codes import CODE_LENGTH
from fashionistar.accounts.selectors import has_second_factor
from fashionistar.accounts.services.token_create import user_by_password
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault, refuse
from fashionistar.kernel.throttle import throttle


def staff_sign_in(*, login: str, password: str, code: str, now: datetime) -> User:
    """Check both; `code` is one of her app or a recovery code.

    Raises:
        DomainError: INVALID_CREDENTIALS (also for somebody who does not work for the platform), MFA_REQUIRED (she has
            no second factor yet), REQUIRED (no code), INVALID_CODE, RATE_LIMITED.
    """
    user = user_by_password(login=login, password=password)
    if not user.is_staff:
        raise refuse(ErrorCode.INVALID_CREDENTIALS, "The login or the password is wrong.")
    if not has_second_factor(user):
        raise refuse(
            ErrorCode.MFA_REQUIRED,
            "You need a second factor here, and have none. Sign in at /graphql/ (GraphiQL), set up an authenticator "
            "app with totpEnroll and totpConfirm, then come back.",
        )
    typed = "".join(code.split())
    if not typed:
        raise refuse(ErrorCode.REQUIRED, "Type a code of your authenticator app, or a recovery code.", "code")
    throttle("mfa-account", str(user.pk))
    return settled(_checked(user, typed, now=now))


@transaction.atomic(durable=True)
def _checked(user: User, code: str, *, now: datetime) -> User | Fault:
    is_of_app = code.isdigit() and len(code) < CODE_LENGTH
    proof = Proof(MfaMethod.TOTP if is_of_app else MfaMethod.RECOVERY_CODE, code)
    actor = Actor(user_id=user.pk)
    if (fault := check_factor(user, proof, nonce=None, actor=actor, now=now)) is not None:
        note(AuditAction.MFA_FAILED, user_id=user.pk, actor=actor, method=str(proof.method))
        return fault
    note(AuditAction.SIGNED_IN, user_id=user.pk, actor=actor, how="admin")
    return user
