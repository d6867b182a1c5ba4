"""Ask for a code to sign in with."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.challenges import send_code, settled, throttle_codes
from fashionistar.accounts.contacts import active_user_at, recipient_of
from fashionistar.accounts.models import Challenge, ChallengePurpose
from fashionistar.kernel.errors import Fault
from fashionistar.notifications.services.notification_queue import Recipient


def otp_request(*, login: str, now: datetime) -> Challenge:
    """Send a code to an email address or a phone number; the answer is the same when nobody has it.

    Raises:
        DomainError: INVALID, RATE_LIMITED.
    """
    to = recipient_of(login)
    throttle_codes(to.address)
    return settled(code_for_owner(ChallengePurpose.SIGN_IN, to, now=now))


@transaction.atomic(durable=True)
def code_for_owner(purpose: ChallengePurpose, to: Recipient, *, now: datetime) -> Challenge | Fault:
    """Send a code to whoever has the address; to nobody, at the same cost, if nobody has."""
    user = active_user_at(to)
    to = Recipient(to.channel, to.address, user.pk if user else None)
    return send_code(purpose, to, now=now, user=user, is_decoy=user is None)
