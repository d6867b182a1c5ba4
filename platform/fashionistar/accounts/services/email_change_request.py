"""Ask for another email address: a code goes to it."""

from datetime import datetime

from fashionistar.accounts.challenges import settled
from fashionistar.accounts.identifiers import clean_email
from fashionistar.accounts.models import Challenge, ChallengePurpose
from fashionistar.accounts.services.contact_change import request_change
from fashionistar.kernel.actor import Actor
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Recipient


def email_change_request(*, actor: Actor, email: str, now: datetime) -> Challenge:
    """Send a code to the new email address; the answer is the same when another account has it.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, INVALID, RATE_LIMITED.
    """
    to = Recipient(Channel.EMAIL, clean_email(email))
    return settled(request_change(actor, ChallengePurpose.EMAIL_CHANGE, to, now=now))
