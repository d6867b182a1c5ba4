"""Send an invitation again."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import refusals_noted
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.vendors.models import VendorInvitation, VendorPermission, VendorRole
from fashionistar.vendors.places import check_place, held_people, own_place
from fashionistar.vendors.policies import INVITATION_COOL_DOWN
from fashionistar.vendors.services.vendor_invitation_create import send, throttle_invitations
from fashionistar.vendors.services.vendor_invitation_revoke import known_invitation


def vendor_invitation_resend(*, actor: Actor, invitation_id: UUID, now: datetime) -> VendorInvitation:
    """Send a new token, good for another 7 days, in the actor's name; the one before is worth nothing.

    Raises:
        DomainError: UNAUTHENTICATED, NOT_FOUND, FORBIDDEN, STEP_UP_REQUIRED (an owner), RATE_LIMITED.
    """
    throttle_invitations(actor, known_invitation(actor, invitation_id).address)
    with refusals_noted(actor, "vendorInvitationResend"):
        return _sent(actor, invitation_id, now=now)


@transaction.atomic(durable=True)
def _sent(actor: Actor, invitation_id: UUID, *, now: datetime) -> VendorInvitation:
    held_people(actor)
    mine = own_place(actor, known_invitation(actor, invitation_id).vendor_id, VendorPermission.MEMBERS_MANAGE)
    invitation = known_invitation(actor, invitation_id)
    check_place(mine, invitation.role, invitation.permissions)
    if invitation.role == VendorRole.OWNER:
        require_step_up(actor, now=now)
    wait = round((invitation.sent_at + INVITATION_COOL_DOWN - now).total_seconds())
    if wait > 0:
        message = f"It is on its way. Wait {wait} seconds before you send it again."
        raise DomainError(Fault(ErrorCode.RATE_LIMITED, message, ("id",), retry_after=wait))
    send(invitation, mine, actor=actor, now=now)
    return invitation
