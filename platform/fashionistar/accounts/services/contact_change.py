"""What a change of an email address and one of a phone number have in common."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.challenges import send_code, throttle_codes, throttle_tries, try_code
from fashionistar.accounts.contacts import active_user_at, contact_of, set_contact, tell_owner
from fashionistar.accounts.messages import account_exists_message, security_message
from fashionistar.accounts.models import AuditAction, Challenge, ChallengePurpose, User
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import Fault
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Recipient, notification_queue


def request_change(actor: Actor, purpose: ChallengePurpose, to: Recipient, *, now: datetime) -> Challenge | Fault:
    """Send a code to an address that a user wants to have; whoever has it already is told instead."""
    user_id = require_step_up(actor, now=now)
    throttle_codes(to.address)
    return _challenged(actor, user_id, purpose, to, now=now)


@transaction.atomic(durable=True)
def _challenged(
    actor: Actor, user_id: UUID, purpose: ChallengePurpose, to: Recipient, *, now: datetime
) -> Challenge | Fault:
    user, other = User.objects.get(pk=user_id), active_user_at(to)
    instead = account_exists_message() if other is not None and other.pk != user_id else None
    to = Recipient(to.channel, to.address, user_id)
    return send_code(purpose, to, now=now, user=user, instead=instead, actor=actor)


def verify_change(
    actor: Actor, purpose: ChallengePurpose, action: AuditAction, challenge_id: UUID, code: str, *, now: datetime
) -> User | Fault:
    """Make the address hers with its code, on the device that asked for it."""
    throttle_tries()
    return _changed(actor, purpose, action, challenge_id, code, now=now)


@transaction.atomic(durable=True)
def _changed(
    actor: Actor, purpose: ChallengePurpose, action: AuditAction, challenge_id: UUID, code: str, *, now: datetime
) -> User | Fault:
    challenge = try_code(challenge_id, purpose, code, now=now, actor=actor)
    if isinstance(challenge, Fault):
        return challenge
    user: User = User.objects.select_for_update(of=("self",)).get(pk=challenge.user_id)
    before = contact_of(user)
    fault = set_contact(user, Recipient(Channel(challenge.channel), challenge.address))
    if fault is not None:
        return fault
    note(action, user_id=user.pk, actor=actor)
    what = f"Its {'email address' if challenge.channel == Channel.EMAIL else 'phone number'} was changed."
    if contact_of(user).address != before.address:
        notification_queue(to=before, message=security_message(what), now=now)
    tell_owner(user, what, now=now)
    return user
