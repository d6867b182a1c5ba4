"""Choose the address that is offered first."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.contacts import tell_owner
from fashionistar.accounts.locked_user import locked_user
from fashionistar.accounts.models import Address, AuditAction
from fashionistar.accounts.saved_addresses import make_default, own_address
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def address_default_set(*, actor: Actor, address_id: UUID, now: datetime) -> Address:
    """Make an address of the actor's her default; the one that was it is no longer.

    Raises:
        DomainError: UNAUTHENTICATED, NOT_FOUND, also for somebody else's.
    """
    user = locked_user(actor)
    address = own_address(user, address_id)
    if address.is_default:
        return address
    make_default(address)
    note(AuditAction.PROFILE_CHANGED, user_id=user.pk, actor=actor, fields="addresses", how="default")
    tell_owner(user, "Another of its addresses is now the default.", now=now)
    return address
