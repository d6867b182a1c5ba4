"""Keep an address."""

from dataclasses import asdict
from datetime import datetime

from django.db import transaction

from fashionistar.accounts.addresses import PostalAddress, clean_address
from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.locked_user import locked_user
from fashionistar.accounts.models import Address, AuditAction
from fashionistar.accounts.policies import MAX_ADDRESSES
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse


@transaction.atomic(durable=True)
def address_create(*, actor: Actor, address: PostalAddress, now: datetime) -> Address:
    """Keep an address for the actor; the first one becomes her default.

    Raises:
        DomainError: UNAUTHENTICATED; REQUIRED or INVALID for fields, INVALID for one address too many.
    """
    cleaned = clean_address(address)
    user = locked_user(actor)
    count = Address.objects.filter(user=user).count()
    if count >= MAX_ADDRESSES:
        raise refuse(ErrorCode.INVALID, f"You keep {MAX_ADDRESSES} addresses already. Delete one first.")
    made = Address(user=user, is_default=count == 0, **asdict(cleaned))
    made.save(force_insert=True)
    note(AuditAction.PROFILE_CHANGED, user_id=user.pk, actor=actor, fields="addresses", how="added")
    tell_owner(user, "An address was added to it.", now=now)
    return made
