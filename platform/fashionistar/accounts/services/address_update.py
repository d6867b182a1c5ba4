"""Change a kept address."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.addresses import clean_address
from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.locked_user import locked_user
from fashionistar.accounts.models import Address, AuditAction
from fashionistar.accounts.saved_addresses import own_address, postal
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def address_update(*, actor: Actor, address_id: UUID, changes: Mapping[str, str], now: datetime) -> Address:
    """Change the named fields of an address of the actor's; the whole of it must then be one that can be delivered to.

    Raises:
        DomainError: UNAUTHENTICATED, NOT_FOUND, also for somebody else's; REQUIRED or INVALID for fields.
    """
    user = locked_user(actor)
    address = own_address(user, address_id)
    before = asdict(postal(address))
    after = asdict(clean_address(replace(postal(address), **changes)))
    changed = [field for field, value in after.items() if value != before[field]]
    for field in changed:
        setattr(address, field, after[field])
    if changed:
        address.save(update_fields=changed)
        note(AuditAction.PROFILE_CHANGED, user_id=user.pk, actor=actor, fields="addresses", how="changed")
        tell_owner(user, "An address that it keeps was changed.", now=now)
    return address
