"""Ask for a code to choose a new password with."""

from datetime import datetime

from fashionistar.accounts.challenges import settled, throttle_codes
from fashionistar.accounts.contacts import recipient_of
from fashionistar.accounts.models import Challenge, ChallengePurpose
from fashionistar.accounts.services.otp_request import code_for_owner


def password_reset_request(*, login: str, now: datetime) -> Challenge:
    """Send a code to an email address or a phone number; the answer is the same when nobody has it.

    Raises:
        DomainError: INVALID, RATE_LIMITED.
    """
    to = recipient_of(login)
    throttle_codes(to.address)
    return settled(code_for_owner(ChallengePurpose.PASSWORD_RESET, to, now=now))
