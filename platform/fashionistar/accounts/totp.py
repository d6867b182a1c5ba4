"""Authenticator apps: time-based codes as RFC 6238 has them, of 30 seconds, 6 digits and SHA-1, each good once."""

from datetime import datetime

import pyotp
import segno
from django.conf import settings
from pyotp.exceptions import OTPVerificationError

from fashionistar.accounts.models import TotpFactor, User
from fashionistar.kernel.errors import ErrorCode, Fault
from fashionistar.kernel.sealing import opened

#: How many time steps a phone's clock may be behind or ahead.
_WINDOW = 1


def new_secret() -> str:
    """160 random bits in base32, as RFC 4226 recommends."""
    return pyotp.random_base32()


def enrolment_uri(secret: str, user: User) -> str:
    """What an app reads from the QR code: `otpauth://totp/…`."""
    return pyotp.TOTP(secret).provisioning_uri(name=user.email or user.phone, issuer_name=settings.WEBAUTHN_RP_NAME)


def qr_code(uri: str) -> str:
    """The URI as a picture: an SVG in a data URI."""
    return segno.make(uri, error="m", micro=False).svg_data_uri(scale=4, light="#fff")


def take_code(factor: TotpFactor, code: str, *, now: datetime) -> Fault | None:
    """Take a code of a factor that the caller has locked; neither it nor one before it is good again.

    Returns:
        Why not: INVALID_CODE.
    """
    secret = opened(factor.secret)
    step = None if secret is None else _step(secret, "".join(code.split()), now)
    if step is None:
        # The same sentence whatever the code is: to say of one that it will be good would help who guesses.
        message = "This is not the code. If it keeps happening, have your phone set its clock by itself."
        return Fault(ErrorCode.INVALID_CODE, message, ("code",))
    if step <= factor.last_step:
        return Fault(ErrorCode.INVALID_CODE, "This code was used. Wait for the next one.", ("code",))
    factor.last_step = step
    factor.save(update_fields=["last_step"])
    return None


def _step(secret: str, code: str, now: datetime) -> int | None:
    try:
        return pyotp.TOTP(secret).verify_and_get_timecode(code, for_time=now, valid_window=_WINDOW)
    except OTPVerificationError:
        return None
