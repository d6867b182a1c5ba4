"""Add a passkey: what the device has made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import settled, take_challenge, use_challenge
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.models import AuditAction, ChallengePurpose, Passkey, User
from fashionistar.accounts.passkeys import NewCredential, registered
from fashionistar.accounts.recovery_codes import issue_first_codes
from fashionistar.accounts.services.passkey_register_start import refuse_more
from fashionistar.accounts.services.passkey_rename import clean_passkey_name
from fashionistar.accounts.sessions import mark_proved
from fashionistar.accounts.step_up import stepped_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault


@dataclass(frozen=True, slots=True)
class Added:
    """The passkey, and its owner's recovery codes, in clear, if she had none."""

    passkey: Passkey
    recovery_codes: list[str] | None


def passkey_register_complete(*, actor: Actor, challenge_id: UUID, name: str, credential: Any, now: datetime) -> Added:
    """Keep the passkey that the actor's device made; the session at hand has proved it.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, REQUIRED or INVALID (name), CHALLENGE_OVER, INVALID (no answer
            to the options, which are used up by it; too many passkeys), ALREADY_TAKEN (somebody has it).
    """
    return settled(_added(actor, challenge_id, clean_passkey_name(name), credential, now))


@transaction.atomic(durable=True)
def _added(actor: Actor, challenge_id: UUID, name: str, credential: Any, now: datetime) -> Added | Fault:
    user = stepped_up(actor, now=now)
    challenge = take_challenge(
        challenge_id, ChallengePurpose.PASSKEY_REGISTRATION, now=now, session_id=actor.session_id
    )
    if isinstance(challenge, Fault):
        return challenge
    use_challenge(challenge, now=now)
    refuse_more(user)
    made = registered(credential, nonce=challenge.nonce)
    if isinstance(made, Fault):
        return made
    passkey = _saved(user, name, made)
    if isinstance(passkey, Fault):
        return passkey
    mark_proved(actor, mfa=True, now=now)
    note(AuditAction.PASSKEY_ADDED, user_id=user.pk, actor=actor, name=name)
    tell_owner(user, f"A passkey was added: {name}.", now=now)
    return Added(passkey, issue_first_codes(user, actor=actor))


def _saved(user: User, name: str, made: NewCredential) -> Passkey | Fault:
    passkey = Passkey(
        user=user,
        name=name,
        credential_id=made.credential_id,
        public_key=made.public_key,
        sign_count=made.sign_count,
        transports=made.transports,
        is_backed_up=made.is_backed_up,
    )
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
    except IntegrityError:
        return Fault(ErrorCode.ALREADY_TAKEN, "This passkey is known already.", ("credential",))
    return passkey
