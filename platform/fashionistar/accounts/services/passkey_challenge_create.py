"""Ask a device for one of its passkeys: to sign in, or to prove again who she is."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from fashionistar.accounts.challenges import open_challenge
from fashionistar.accounts.models import ChallengePurpose, User
from fashionistar.accounts.passkeys import Ceremony, new_nonce, request_options
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.request import current_client
from fashionistar.kernel.throttle import throttle


def passkey_challenge_create(*, actor: Actor, own: bool, now: datetime) -> Ceremony:
    """Say what a device is to sign; whoever's passkey, or one of the actor's `own`.

    Raises:
        DomainError: UNAUTHENTICATED (a guest has none of her own), RATE_LIMITED.
    """
    throttle("passkey-address", current_client().ip or "")
    user = User.objects.filter(pk=actor.user_id).first() if own else None
    if own and user is None:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.", "own")
    return _opened(user, now=now)


@transaction.atomic(durable=True)
def _opened(user: User | None, *, now: datetime) -> Ceremony:
    nonce = new_nonce()
    challenge = open_challenge(ChallengePurpose.PASSKEY, now=now, lifetime=settings.PASSKEY_LIFETIME, nonce=nonce)
    return Ceremony(challenge, request_options(nonce, of=user))
