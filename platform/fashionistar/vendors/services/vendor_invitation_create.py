"""Ask somebody to work in a shop."""

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note, refusals_noted
from fashionistar.accounts.contacts import one_recipient
from fashionistar.accounts.models import AuditAction
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.sealing import keyed_hash
from fashionistar.kernel.throttle import throttle
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Recipient, notification_queue
from fashionistar.vendors.messages import invitation_message
from fashionistar.vendors.models import VendorInvitation, VendorMember, VendorPermission, VendorRole
from fashionistar.vendors.places import check_place, held_people, named_permissions, own_place
from fashionistar.vendors.policies import INVITATION_LIFETIME, MAX_INVITATIONS


def vendor_invitation_create(
    *,
    actor: Actor,
    vendor_id: UUID,
    email: str | None,
    phone: str | None,
    role: VendorRole,
    permissions: Sequence[VendorPermission] | None,
    now: datetime,
) -> VendorInvitation:
    """Send an invitation to an address, whoever has it; the actor may do all that the invited would.

    Raises:
        DomainError: UNAUTHENTICATED, FORBIDDEN, REQUIRED, INVALID, STEP_UP_REQUIRED (an owner), ALREADY_TAKEN (one is
            on its way to this address), RATE_LIMITED.
    """
    to = one_recipient(email=email, phone=phone)
    throttle_invitations(actor, to.address)
    with refusals_noted(actor, "vendorInvitationCreate"):
        return _created(actor, vendor_id, to, role, named_permissions(role, permissions), now=now)


def throttle_invitations(actor: Actor, address: str) -> None:
    """Count an invitation; before any transaction.

    Raises:
        DomainError: RATE_LIMITED.
    """
    throttle("invitation-account", actor.label)
    throttle("invitation-destination", address)


@transaction.atomic(durable=True)
def _created(
    actor: Actor, vendor_id: UUID, to: Recipient, role: VendorRole, named: list[str], *, now: datetime
) -> VendorInvitation:
    held_people(actor)
    mine = own_place(actor, vendor_id, VendorPermission.MEMBERS_MANAGE)
    check_place(mine, role, named)
    if role == VendorRole.OWNER:
        require_step_up(actor, now=now)
    known = VendorInvitation.objects.filter(vendor=vendor_id)
    known.filter(address=to.address, expires_at__lte=now).delete()
    if known.filter(address=to.address).exists():
        raise refuse(ErrorCode.ALREADY_TAKEN, "This address is invited already. Send it again, or revoke it.")
    if known.count() >= MAX_INVITATIONS:
        raise refuse(ErrorCode.INVALID, f"There are {MAX_INVITATIONS} invitations already. Revoke some.", "vendorId")
    invitation = VendorInvitation(
        vendor=mine.vendor, channel=to.channel, address=to.address, role=role, permissions=named
    )
    send(invitation, mine, actor=actor, now=now)
    return invitation


def send(invitation: VendorInvitation, inviter: VendorMember, *, actor: Actor, now: datetime) -> None:
    """Send an invitation with a token of its own, in the caller's transaction; one before it is worth nothing."""
    token = secrets.token_urlsafe(32)
    invitation.inviter_id = inviter.user_id
    invitation.token_hash = hashed(token)
    invitation.sent_at, invitation.expires_at = now, now + INVITATION_LIFETIME
    invitation.save()
    message = invitation_message(
        inviter.vendor.name, role=invitation.role, token=token, expires_at=invitation.expires_at
    )
    to = Recipient(Channel(invitation.channel), invitation.address)
    notification_queue(to=to, message=message, now=now, expires_at=invitation.expires_at)
    note(
        AuditAction.INVITATION_SENT,
        user_id=actor.user_id,
        actor=actor,
        vendor=str(invitation.vendor_id),
        invitation=str(invitation.pk),
        role=invitation.role,
        permissions=",".join(invitation.permissions),
    )


def hashed(token: str) -> str:
    """What is kept of a token."""
    return keyed_hash("invitation", token)
