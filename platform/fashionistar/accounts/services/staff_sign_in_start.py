"""Ask the passkey of one of the platform's staff to sign her in to its own pages, once her password is known."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.challenges import open_challenge
from fashionistar.accounts.models import ChallengePurpose, MfaMethod, User
from fashionistar.accounts.passkeys import Ceremony, new_nonce, request_options
from fashionistar.accounts.selectors import mfa_methods
from fashionistar.accounts.services.staff_sign_in import HOW, staff_by_password
from fashionistar.kernel.errors import ErrorCode, refuse


def staff_sign_in_start(*, login: str, password: str, now: datetime) -> Ceremony:
    """Check the password; the challenge is hers, and `staff_sign_in` takes no other.

    Raises:
        DomainError: INVALID_CREDENTIALS (also for somebody who does not work for the platform), MFA_REQUIRED (she has
            no passkey), RATE_LIMITED.
    """
    user = staff_by_password(login=login, password=password)
    if MfaMethod.PASSKEY not in mfa_methods(user):
        raise refuse(ErrorCode.MFA_REQUIRED, "You have no passkey: type a code.")
    return _asked(user, now=now)


@transaction.atomic(durable=True)
def _asked(user: User, *, now: datetime) -> Ceremony:
    nonce = new_nonce()
    challenge = open_challenge(
        ChallengePurpose.MFA,
        now=now,
        lifetime=settings.PASSKEY_LIFETIME,
        user=user,
        nonce=nonce,
        state={"how": HOW},
    )
    return Ceremony(challenge, request_options(nonce, of=user))
