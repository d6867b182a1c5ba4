"""Link a Google account, so that it signs in."""

from datetime import datetime

from django.db import IntegrityError, transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import settled
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.gateway import GoogleClaims
from fashionistar.accounts.google import GoogleAnswer, answers_nonce, google_refused, read_id_token
from fashionistar.accounts.models import AuditAction, GoogleIdentity, User
from fashionistar.accounts.step_up import require_step_up, stepped_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, Fault
from fashionistar.kernel.throttle import throttle


def google_link(*, actor: Actor, answer: GoogleAnswer, now: datetime) -> User:
    """Link a Google account to the actor's; its address may be another than hers. The one that is linked stays.

    Raises:
        DomainError: UNAUTHENTICATED, STEP_UP_REQUIRED, RATE_LIMITED, GOOGLE_NOT_CONFIGURED, GOOGLE_UNAVAILABLE,
            CHALLENGE_OVER (also of a nonce that was not made to link in this session), INVALID_TOKEN, STATUS_CONFLICT
            (she has linked another), ALREADY_TAKEN (it is linked to another account).
    """
    user_id = require_step_up(actor, now=now)
    throttle("step-up-account", str(user_id))
    claims = read_id_token(answer.id_token, now=now, actor=actor)
    return settled(_linked(actor, answer, claims, now=now))


@transaction.atomic(durable=True)
def _linked(actor: Actor, answer: GoogleAnswer, claims: GoogleClaims, *, now: datetime) -> User | Fault:
    fault = answers_nonce(answer, claims, session_id=actor.session_id, now=now, actor=actor)
    if fault is not None:
        return fault
    user = stepped_up(actor, now=now)
    held = GoogleIdentity.objects.filter(user=user).first()
    if held is not None:
        return user if held.subject == claims.subject else _other()
    try:
        with transaction.atomic():
            GoogleIdentity.objects.create(user=user, subject=claims.subject, email=claims.email)
    except IntegrityError:
        google_refused("taken", user=user, actor=actor)
        return Fault(ErrorCode.ALREADY_TAKEN, "This Google account is linked to another account.", ("idToken",))
    note(AuditAction.GOOGLE_LINKED, user_id=user.pk, actor=actor)
    tell_owner(user, "A Google account was linked: it signs in from now on.", now=now)
    return user


def _other() -> Fault:
    message = "You have linked another Google account. Unlink it first."
    return Fault(ErrorCode.STATUS_CONFLICT, message, ("idToken",))
