"""Take an invitation back."""

from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note, refusals_noted
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.vendors.models import VendorInvitation, VendorPermission
from fashionistar.vendors.places import check_place, held_people, own_place
from fashionistar.vendors.selectors import vendors_where


def vendor_invitation_revoke(*, actor: Actor, invitation_id: UUID) -> None:
    """Make an invitation worth nothing.

    Raises:
        DomainError: UNAUTHENTICATED, NOT_FOUND, FORBIDDEN (she could not have sent it).
    """
    with refusals_noted(actor, "vendorInvitationRevoke"):
        _revoked(actor, invitation_id)


@transaction.atomic(durable=True)
def _revoked(actor: Actor, invitation_id: UUID) -> None:
    held_people(actor)
    mine = own_place(actor, known_invitation(actor, invitation_id).vendor_id, VendorPermission.MEMBERS_MANAGE)
    invitation = known_invitation(actor, invitation_id)
    check_place(mine, invitation.role, invitation.permissions)
    note(
        AuditAction.INVITATION_REVOKED,
        user_id=actor.user_id,
        actor=actor,
        vendor=str(invitation.vendor_id),
        invitation=str(invitation.pk),
    )
    invitation.delete()


def known_invitation(actor: Actor, invitation_id: UUID) -> VendorInvitation:
    """An invitation of a shop whose members the actor manages.

    Raises:
        DomainError: NOT_FOUND.
    """
    shops = vendors_where(actor, VendorPermission.MEMBERS_MANAGE)
    found = VendorInvitation.objects.filter(pk=invitation_id, vendor__in=shops).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such invitation.", "id")
    return found
