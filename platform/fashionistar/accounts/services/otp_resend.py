"""Ask for the code once more."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.challenges import resend_code, settled, throttle_codes
from fashionistar.accounts.models import Challenge
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import Fault


def otp_resend(*, actor: Actor, challenge_id: UUID, now: datetime) -> Challenge:
    """Send a fresh code for a challenge that goes on; the tries that were made stay counted.

    Raises:
        DomainError: RATE_LIMITED (the last code is younger than a minute, or too many), CHALLENGE_OVER.
    """
    address = Challenge.objects.filter(pk=challenge_id).values_list("address", flat=True).first()
    throttle_codes(address or str(challenge_id))
    return settled(_sent(actor, challenge_id, now=now))


@transaction.atomic(durable=True)
def _sent(actor: Actor, challenge_id: UUID, *, now: datetime) -> Challenge | Fault:
    return resend_code(challenge_id, actor=actor, now=now)
