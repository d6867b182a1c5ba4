"""Begin to add a passkey."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.challenges import open_challenge
from fashionistar.accounts.models import ChallengePurpose, User
from fashionistar.accounts.passkeys import Ceremony, new_nonce, registration_options
from fashionistar.accounts.step_up import stepped_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse

MAX_PASSKEYS = 20


@transaction.atomic(durable=True)
def passkey_register_start(*, actor: Actor, now: datetime) -> Ceremony:
    """Say what a device needs to make a passkey for the actor.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, INVALID (she has as many as anybody may).
    """
    user = stepped_up(actor, now=now)
    refuse_more(user)
    nonce = new_nonce()
    challenge = open_challenge(
        ChallengePurpose.PASSKEY_REGISTRATION,
        now=now,
        lifetime=settings.PASSKEY_LIFETIME,
        user=user,
        session_id=actor.session_id,
        nonce=nonce,
    )
    return Ceremony(challenge, registration_options(user, nonce))


def refuse_more(user: User) -> None:
    """Check that the user, whose row is held, may have one more.

    Raises:
        DomainError: INVALID.
    """
    if user.passkeys.count() >= MAX_PASSKEYS:
        raise refuse(ErrorCode.INVALID, f"You have {MAX_PASSKEYS} passkeys. Delete one first.")
