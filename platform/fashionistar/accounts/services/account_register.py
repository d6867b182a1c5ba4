"""Ask for an account: a code goes to the address, and `account_verify` opens the account with it."""

from datetime import datetime

from django.contrib.auth.hashers import make_password
from django.db import transaction

from fashionistar.accounts.challenges import send_code, settled, throttle_codes
from fashionistar.accounts.contacts import active_user_at, check_password, one_recipient
from fashionistar.accounts.messages import account_exists_message
from fashionistar.accounts.models import Challenge, ChallengePurpose, User
from fashionistar.kernel.errors import ErrorCode, Fault, refuse
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Recipient

MAX_NAME_LENGTH = 120


def account_register(
    *, email: str | None, phone: str | None, password: str | None, name: str = "", now: datetime
) -> Challenge:
    """Send a code to an email address or a phone number; the answer is the same when it has an account already.

    Whoever has that account is told instead, and no code meets the challenge. Without a password she signs in by code.

    Raises:
        DomainError: REQUIRED (no address), INVALID (address, name or password), RATE_LIMITED.
    """
    to = one_recipient(email=email, phone=phone)
    if len(name.strip()) > MAX_NAME_LENGTH:
        raise refuse(ErrorCode.INVALID, f"A name has at most {MAX_NAME_LENGTH} characters.", "name")
    if password is not None:
        named = {"email": to.address} if to.channel == Channel.EMAIL else {"phone": to.address}
        check_password(password, User(name=name.strip(), **named))
    throttle_codes(to.address)
    state = {"name": name.strip(), "password": make_password(password)}
    return settled(_challenged(to, state, now=now))


@transaction.atomic(durable=True)
def _challenged(to: Recipient, state: dict[str, str], *, now: datetime) -> Challenge | Fault:
    known = active_user_at(to)
    to = Recipient(to.channel, to.address, known.pk if known else None)
    instead = account_exists_message() if known else None
    return send_code(ChallengePurpose.REGISTRATION, to, now=now, state=state, instead=instead)
