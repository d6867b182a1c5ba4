"""Have somebody work in a shop no longer: oneself, or another."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import refusals_noted
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel.actor import Actor
from fashionistar.vendors.models import Vendor, VendorMember, VendorPermission, VendorRole
from fashionistar.vendors.places import (
    anew,
    check_not_last_owner,
    check_place,
    held_people,
    known_member,
    leave,
    own_place,
)


def vendor_member_remove(*, actor: Actor, member_id: UUID, now: datetime) -> None:
    """Take a member's place away. Everybody may leave; who removes another may do all that she could.

    Raises:
        DomainError: UNAUTHENTICATED, NOT_FOUND, FORBIDDEN, STEP_UP_REQUIRED (another owner), STATUS_CONFLICT (the last
            owner).
    """
    with refusals_noted(actor, "vendorMemberRemove"):
        _removed(actor, member_id, now=now)


@transaction.atomic(durable=True)
def _removed(actor: Actor, member_id: UUID, *, now: datetime) -> None:
    member = known_member(actor, member_id)
    held_people(actor)
    if member.user_id == actor.user_id:
        list(Vendor.objects.filter(pk=member.vendor_id).select_for_update(of=("self",), no_key=True))
        member = anew(member)
    else:
        member = _anothers(actor, member, now=now)
    check_not_last_owner(member)
    leave(member, actor=actor, now=now)


def _anothers(actor: Actor, member: VendorMember, *, now: datetime) -> VendorMember:
    mine = own_place(actor, member.vendor_id, VendorPermission.MEMBERS_MANAGE)
    member = anew(member)
    check_place(mine, member.role, member.permissions)
    if member.role == VendorRole.OWNER:
        require_step_up(actor, now=now)
    return member
