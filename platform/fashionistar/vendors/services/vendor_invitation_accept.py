"""Come to work in a shop that asked."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.audit import note, refusals_noted
from fashionistar.accounts.models import AuditAction
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.throttle import throttle
from fashionistar.vendors.events import VendorMemberJoined
from fashionistar.vendors.models import Vendor, VendorInvitation, VendorMember, VendorPermission
from fashionistar.vendors.places import held_people
from fashionistar.vendors.policies import held_by, may_place
from fashionistar.vendors.services.vendor_invitation_create import hashed


def vendor_invitation_accept(*, actor: Actor, token: str, now: datetime) -> VendorMember:
    """Make the actor a member, if the invited address is hers and whoever invited her may still do so.

    Every address of an account was proven, so a link that was forwarded is of no use.

    Raises:
        DomainError: UNAUTHENTICATED, INVALID_TOKEN (used, revoked, expired, or none of ours), FORBIDDEN (sent to
            another address), STATUS_CONFLICT (the inviter), ALREADY_TAKEN (she works there), RATE_LIMITED.
    """
    throttle("invitation-account", actor.label)
    with refusals_noted(actor, "vendorInvitationAccept"):
        return _accepted(actor, token, now=now)


@transaction.atomic(durable=True)
def _accepted(actor: Actor, token: str, *, now: datetime) -> VendorMember:
    user = held_people(actor)[actor.user_id] if actor.user_id else None
    invitation = _held(token, now=now)
    if user is None or invitation.address not in {user.email, user.phone}:
        raise refuse(ErrorCode.FORBIDDEN, "This invitation was sent to another address than yours.", "token")
    if not _stands(invitation):
        message = "Whoever invited you may no longer do so. Ask the shop for a new invitation."
        raise refuse(ErrorCode.STATUS_CONFLICT, message, "token")
    if VendorMember.objects.filter(vendor=invitation.vendor_id, user=user).exists():
        raise refuse(ErrorCode.ALREADY_TAKEN, "You work in this shop already.", "token")
    member = VendorMember.objects.create(
        vendor_id=invitation.vendor_id, user=user, role=invitation.role, permissions=invitation.permissions
    )
    note(
        AuditAction.INVITATION_ACCEPTED,
        user_id=user.pk,
        actor=actor,
        vendor=str(member.vendor_id),
        invitation=str(invitation.pk),
        role=member.role,
        permissions=",".join(member.permissions),
    )
    invitation.delete()
    outbox.record(VendorMemberJoined(member_id=member.pk, vendor_id=member.vendor_id, user_id=user.pk), actor=actor)
    return member


def _held(token: str, *, now: datetime) -> VendorInvitation:
    """The invitation, its shop held for the rest of the transaction."""
    found = VendorInvitation.objects.filter(token_hash=hashed(token), expires_at__gt=now)
    shops = Vendor.objects.filter(pk__in=found.values("vendor"))
    list(shops.select_for_update(of=("self",), no_key=True))
    invitation = found.first()
    if invitation is None:
        raise refuse(ErrorCode.INVALID_TOKEN, "This invitation was used, was revoked, or is too old.", "token")
    return invitation


def _stands(invitation: VendorInvitation) -> bool:
    """Whether the inviter could invite so now."""
    places = VendorMember.objects.filter(vendor=invitation.vendor_id, user=invitation.inviter_id, user__is_active=True)
    place = places.first()
    if place is None or VendorPermission.MEMBERS_MANAGE not in held_by(place.role, place.permissions):
        return False
    return may_place(place.role, place.permissions, place=invitation.role, named=invitation.permissions)
