"""Forget a kept address."""

from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note
from fashionistar.accounts.locked_user import locked_user
from fashionistar.accounts.models import Address, AuditAction
from fashionistar.accounts.saved_addresses import make_default, own_address
from fashionistar.kernel.actor import Actor


@transaction.atomic(durable=True)
def address_delete(*, actor: Actor, address_id: UUID) -> UUID:
    """Forget an address of the actor's; if it was her default, the newest other one becomes it. Returns its key.

    Raises:
        DomainError: UNAUTHENTICATED, NOT_FOUND, also for somebody else's.
    """
    user = locked_user(actor)
    address = own_address(user, address_id)
    address.delete()
    newest = Address.objects.filter(user=user).order_by("-created_at", "-pk").first()
    if address.is_default and newest is not None:
        make_default(newest)
    note(AuditAction.PROFILE_CHANGED, user_id=user.pk, actor=actor, fields="addresses", how="deleted")
    return address_id
