"""Have a code sent, by which somebody without a password proves again who she is."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.challenges import send_code, settled, throttle_codes
from fashionistar.accounts.contacts import contact_of
from fashionistar.accounts.models import Challenge, ChallengePurpose, User
from fashionistar.accounts.services.session_step_up import refuse_with_factor, signed_in_session
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault, refuse


def session_step_up_request(*, actor: Actor, now: datetime) -> Challenge:
    """Send a code to the actor's own email address or, without one, her phone.

    Raises:
        DomainError: UNAUTHENTICATED, MFA_REQUIRED (she has a second factor, and nothing else counts), INVALID (she has
            a password), RATE_LIMITED.
    """
    user = signed_in_session(actor).user
    refuse_with_factor(user)
    if user.has_usable_password():
        raise refuse(ErrorCode.INVALID, "You have a password: prove with it who you are.")
    throttle_codes(contact_of(user).address)
    return settled(_sent(actor, user, now=now))


@transaction.atomic(durable=True)
def _sent(actor: Actor, user: User, *, now: datetime) -> Challenge | Fault:
    return send_code(ChallengePurpose.STEP_UP, contact_of(user), now=now, user=user, actor=actor)
