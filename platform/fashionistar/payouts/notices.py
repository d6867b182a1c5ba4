"""Telling every owner of a shop, at every address that she has: one of them may be in wrong hands."""

from collections.abc import Iterator
from datetime import datetime
from uuid import UUID

from fashionistar.accounts.models import User
from fashionistar.kernel.actor import Actor
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Message, Recipient, notification_queue
from fashionistar.payouts.selectors import owners_of


def tell_owners(vendor_id: UUID, message: Message, *, now: datetime) -> None:
    """Queue a message for each owner, in the caller's transaction."""
    for owner in owners_of(vendor_id):
        for to in _addresses(owner):
            notification_queue(to=to, message=message, now=now)


def name_of(actor: Actor, vendor_id: UUID) -> str:
    """How owners know whoever did something."""
    found = None if actor.user_id is None else owners_of(vendor_id).filter(pk=actor.user_id).first()
    return (found.name or found.email or found.phone or "An owner") if found else "Somebody who manages its payouts"


def _addresses(owner: User) -> Iterator[Recipient]:
    if owner.email:
        yield Recipient(Channel.EMAIL, owner.email, owner.pk)
    if owner.phone:
        yield Recipient(Channel.SMS, owner.phone, owner.pk)
