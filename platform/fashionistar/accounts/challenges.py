"""One-time codes and nonces: made, sent, and met at most once.

A code has 6 digits, so what protects it is how seldom it may be tried: `OTP_TRIES` times within `OTP_LIFETIME`, and so
many codes a day for one address. What is kept of it is a hash under a key that is not in the database (NIST SP
800-63B, 5.1.3.2). A fault is returned, not raised: the try must be counted, so the caller's transaction must commit.
"""

import secrets
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from fashionistar.accounts.audit import note
from fashionistar.accounts.messages import code_message
from fashionistar.accounts.models import AuditAction, Challenge, ChallengePurpose, User
from fashionistar.kernel.actor import GUEST, Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.kernel.request import current_client
from fashionistar.kernel.sealing import keyed_hash, same
from fashionistar.kernel.throttle import throttle
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Message, Recipient, notification_queue

_DIGITS = 6


def settled[Result](result: Result | Fault) -> Result:
    """The result of a transaction that has committed.

    Raises:
        DomainError: It was a fault.
    """
    if isinstance(result, Fault):
        raise DomainError(result)
    return result


def throttle_codes(address: str) -> None:
    """Count a code that is asked for; before any transaction, and whether or not anybody has the address.

    Raises:
        DomainError: RATE_LIMITED.
    """
    throttle("otp-address", current_client().ip or "")
    throttle("otp-destination-hour", address)
    throttle("otp-destination-day", address)


def throttle_tries() -> None:
    """Count a code that is tried; before any transaction.

    Raises:
        DomainError: RATE_LIMITED.
    """
    throttle("otp-try-address", current_client().ip or "", field="code")


def send_code(
    purpose: ChallengePurpose,
    to: Recipient,
    *,
    now: datetime,
    user: User | None = None,
    state: dict[str, Any] | None = None,
    instead: Message | None = None,
    is_decoy: bool = False,
    actor: Actor = GUEST,
) -> Challenge | Fault:
    """Send a code to an address and return what it answers, in the caller's transaction.

    Args:
        purpose: What comes of the right code.
        to: Where it is sent.
        now: The time.
        user: Whose challenge it is.
        state: What to go on with.
        instead: What to send in place of a code; no code meets the challenge then.
        is_decoy: Nobody has the address: nothing is sent and no code meets the challenge, at the same cost.
        actor: Who asks.

    Returns:
        The challenge, or RATE_LIMITED while the last code to the address is younger than `OTP_COOL_DOWN`.
    """
    if (fault := _cooling_down(to.address, now=now)) is not None:
        return fault
    challenge = Challenge(
        purpose=purpose,
        user=user,
        session_id=actor.session_id,
        channel=to.channel,
        address=to.address,
        state=state or {},
        expires_at=now + settings.OTP_LIFETIME,
    )
    challenge.save(force_insert=True)
    can_be_met = instead is None and not is_decoy
    _send(challenge, to, instead, can_be_met=can_be_met, suppressed=is_decoy, now=now)
    note(AuditAction.CODE_SENT, user_id=to.user_id, actor=actor, purpose=str(purpose), channel=str(to.channel))
    return challenge


def resend_code(challenge_id: UUID, *, actor: Actor, now: datetime) -> Challenge | Fault:
    """Send a new code for a challenge that goes on; the one before is worth nothing then, its tries stay counted."""
    known = Q(session__isnull=True) | Q(session=actor.session_id)
    found = Challenge.objects.select_for_update(of=("self",)).filter(known, pk=challenge_id)
    challenge = found.exclude(address="").first()
    if challenge is None or _is_over(challenge, now):
        return _over()
    if (fault := _cooling_down(challenge.address, now=now)) is not None:
        return fault
    to = Recipient(Channel(challenge.channel), challenge.address, challenge.user_id)
    can_be_met = bool(challenge.proof_hash)
    _send(challenge, to, None, can_be_met=can_be_met, suppressed=not can_be_met, now=now)
    note(AuditAction.CODE_SENT, user_id=challenge.user_id, purpose=challenge.purpose, channel=challenge.channel)
    return challenge


def try_code(
    challenge_id: UUID, purpose: ChallengePurpose, code: str, *, now: datetime, actor: Actor = GUEST
) -> Challenge | Fault:
    """Try a code; the right one uses the challenge up.

    Returns:
        The challenge, locked; or INVALID_CODE, or CHALLENGE_OVER: expired, used, tried too often, or never there.
    """
    found = Challenge.objects.select_for_update(of=("self",)).filter(pk=challenge_id, purpose=purpose)
    challenge = found.filter(session=actor.session_id).exclude(address="").first()
    if challenge is None or _is_over(challenge, now):
        return _over("code")
    challenge.tries += 1
    digits = "".join(code.split())
    if same(challenge.proof_hash, _hash(challenge, digits)):
        challenge.used_at = now
        challenge.save(update_fields=["tries", "used_at"])
        return challenge
    challenge.save(update_fields=["tries"])
    note(AuditAction.CODE_FAILED, user_id=challenge.user_id, actor=actor, purpose=str(purpose), tries=challenge.tries)
    if challenge.tries >= settings.OTP_TRIES:
        note(AuditAction.CODE_EXHAUSTED, user_id=challenge.user_id, actor=actor, purpose=str(purpose))
    return Fault(ErrorCode.INVALID_CODE, "This is not the code.", ("code",))


def open_challenge(
    purpose: ChallengePurpose,
    *,
    now: datetime,
    lifetime: timedelta,
    user: User | None = None,
    session_id: UUID | None = None,
    nonce: bytes | None = None,
    state: dict[str, Any] | None = None,
) -> Challenge:
    """A challenge without a code: for a passkey, for Google, or for the second step of a sign-in."""
    challenge = Challenge(
        purpose=purpose,
        user=user,
        session_id=session_id,
        nonce=nonce,
        state=state or {},
        expires_at=now + lifetime,
    )
    challenge.save(force_insert=True)
    return challenge


def take_challenge(
    challenge_id: UUID, purpose: ChallengePurpose, *, now: datetime, session_id: UUID | None = None
) -> Challenge | Fault:
    """Lock a challenge without a code that goes on, and count a try; whoever meets it calls `use_challenge`.

    Returns:
        The challenge; or CHALLENGE_OVER: expired, used, tried too often, another session's, or never there.
    """
    found = Challenge.objects.select_for_update(of=("self",)).filter(pk=challenge_id, purpose=purpose, address="")
    challenge = found.filter(session=session_id).first()
    if challenge is None or _is_over(challenge, now):
        return _over()
    challenge.tries += 1
    challenge.save(update_fields=["tries"])
    return challenge


def use_challenge(challenge: Challenge, *, now: datetime) -> None:
    """Use a challenge up."""
    challenge.used_at = now
    challenge.save(update_fields=["used_at"])


def _send(
    challenge: Challenge,
    to: Recipient,
    instead: Message | None,
    *,
    can_be_met: bool,
    suppressed: bool,
    now: datetime,
) -> None:
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    hashed = _hash(challenge, code)
    challenge.proof_hash = hashed if can_be_met else ""
    challenge.sent_at = now
    challenge.save(update_fields=["proof_hash", "sent_at"])
    minutes = int(settings.OTP_LIFETIME.total_seconds() // 60)
    message = code_message(code, minutes=minutes) if instead is None else instead
    notification_queue(to=to, message=message, now=now, expires_at=challenge.expires_at, suppressed=suppressed)


def _hash(challenge: Challenge, code: str) -> str:
    return keyed_hash("otp", str(challenge.pk), code)


def _cooling_down(address: str, *, now: datetime) -> Fault | None:
    """Why no code is sent now; the address is held, so that two requests at once send one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 1))", [address])
    last = Challenge.objects.filter(address=address, sent_at__gt=now - settings.OTP_COOL_DOWN).order_by("-sent_at")
    sent_at = last.values_list("sent_at", flat=True).first()
    if sent_at is None:
        return None
    wait = max(1, round((sent_at + settings.OTP_COOL_DOWN - now).total_seconds()))
    message = f"A code is on its way. Wait {wait} seconds before you ask for another."
    return Fault(ErrorCode.RATE_LIMITED, message, retry_after=wait)


def _is_over(challenge: Challenge, now: datetime) -> bool:
    spent = challenge.used_at is not None or challenge.tries >= settings.OTP_TRIES
    return spent or challenge.expires_at <= now


def _over(*field: str) -> Fault:
    message = "This is over: it expired, was used, or was tried too often. Begin again."
    return Fault(ErrorCode.CHALLENGE_OVER, message, field)
