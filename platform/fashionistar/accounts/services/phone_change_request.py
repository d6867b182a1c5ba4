"""Ask for another phone number: a code goes to it."""

from datetime import datetime

from fashionistar.accounts.challenges import settled
from fashionistar.accounts.identifiers import clean_phone
from fashionistar.accounts.models import Challenge, ChallengePurpose
from fashionistar.accounts.services.contact_change import request_change
from fashionistar.kernel.actor import Actor
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Recipient


def phone_change_request(*, actor: Actor, phone: str, now: datetime) -> Challenge:
    """Send a code to the new phone number; the answer is the same when another account has it.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, INVALID, RATE_LIMITED.
    """
    to = Recipient(Channel.SMS, clean_phone(phone))
    return settled(request_change(actor, ChallengePurpose.PHONE_CHANGE, to, now=now))
