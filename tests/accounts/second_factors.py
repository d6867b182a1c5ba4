"""Second factors for tests: apps that make codes, devices with passkeys, recovery codes, sessions that proved one."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pyotp
from django.db import connection, transaction
from django.utils import timezone

from fashionistar.accounts.models import Passkey, Session, TotpFactor, User
from fashionistar.accounts.passkeys import new_nonce, registered, registration_options
from fashionistar.accounts.recovery_codes import issue_codes
from fashionistar.accounts.totp import new_secret
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, Fault
from fashionistar.kernel.sealing import sealed
from tests.authenticator import Authenticator
from tests.checkout.shopping import payload
from tests.people import PASSWORD, session_of, token_of
from tests.wire.client import Wire

SIGN_IN = """mutation($input: TokenCreateInput!) { tokenCreate(input: $input) {
  accessToken mfa { challengeId expiresAt methods passkeyOptions } userErrors { code } } }"""
CHALLENGE = """mutation($input: PasskeyChallengeCreateInput!) { passkeyChallengeCreate(input: $input) {
  challengeId expiresAt options userErrors { code field } } }"""


def app_of(user: User) -> pyotp.TOTP:
    """A user's authenticator app, set up."""
    secret = new_secret()
    TotpFactor.objects.create(user=user, secret=sealed(secret), confirmed_at=timezone.now())
    return pyotp.TOTP(secret)


def device_of(user: User, name: str = "Pixel", **fields: Any) -> Authenticator:
    """A user's device, with a passkey that is known."""
    device, nonce = Authenticator(**fields), new_nonce()
    made = registered(device.create(registration_options(user, nonce)), nonce=nonce)
    assert not isinstance(made, Fault)
    Passkey.objects.create(
        user=user,
        name=name,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        is_backed_up=made.is_backed_up,
    )
    return device


@transaction.atomic
def codes_of(user: User) -> list[str]:
    """A user's recovery codes."""
    return issue_codes(user, actor=Actor(user_id=user.pk))


def proved(user: User, *, ago: timedelta = timedelta(), mfa: bool = True) -> Session:
    """A session in which a user has proved who she is, so long ago, by a second factor or by one."""
    session, when = session_of(user), timezone.now() - ago
    session.proved_at, session.mfa_at = when, when if mfa else None
    session.save()
    return session


def inside(session: Session) -> Wire:
    """A client in this session."""
    wire = Wire()
    wire.headers["Authorization"] = f"Bearer {token_of(session.user, session=session)}"
    return wire


def acting_in(session: Session) -> Actor:
    """Who acts in this session."""
    return Actor(user_id=session.user_id, session_id=session.pk)


def first_step(user: User) -> Any:
    """What her password gives: the step that is left."""
    signed = payload(Wire()(SIGN_IN, input={"login": user.email, "password": PASSWORD}))
    assert (signed["accessToken"], signed["userErrors"]) == (None, [])
    return signed["mfa"]


def ceremony(wire: Wire | None = None, *, own: bool = False) -> Any:
    """A challenge for a passkey, and its options."""
    return payload((wire or Wire())(CHALLENGE, input={"own": own}))


def at_once(work: Callable[[int], object], times: int = 16) -> list[str]:
    """What comes of doing it so often at the same instant: OK, or a fault's code."""

    def one(number: int) -> str:
        try:
            work(number)
        except DomainError as error:
            return str(error.codes[0])
        finally:
            connection.close()
        return "OK"

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(one, range(times)))
