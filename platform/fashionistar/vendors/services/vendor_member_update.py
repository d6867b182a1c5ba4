"""Change what a member may do."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.audit import note_for_both, refusals_noted
from fashionistar.accounts.models import AuditAction
from fashionistar.accounts.step_up import require_step_up
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.vendors.events import VendorMemberChanged
from fashionistar.vendors.models import VendorMember, VendorPermission, VendorRole
from fashionistar.vendors.places import (
    anew,
    check_not_last_owner,
    check_place,
    end_keys_beyond,
    held_people,
    known_member,
    named_permissions,
    own_place,
)


def vendor_member_update(
    *,
    actor: Actor,
    member_id: UUID,
    role: VendorRole | None,
    permissions: Sequence[VendorPermission] | None,
    now: datetime,
) -> VendorMember:
    """Give a member another role or, on the staff, other permissions; what is None stays as it is.

    The actor may do all that the member could before and can afterwards.

    Raises:
        DomainError: UNAUTHENTICATED, NOT_FOUND, FORBIDDEN, INVALID, STEP_UP_REQUIRED (for owners), STATUS_CONFLICT
            (the last owner).
    """
    with refusals_noted(actor, "vendorMemberUpdate"):
        return _updated(actor, member_id, role, permissions, now=now)


@transaction.atomic(durable=True)
def _updated(
    actor: Actor,
    member_id: UUID,
    role: VendorRole | None,
    permissions: Sequence[VendorPermission] | None,
    *,
    now: datetime,
) -> VendorMember:
    member = known_member(actor, member_id)
    # Held too, so that nobody becomes an owner while her account is being deleted.
    people = held_people(actor, member.user_id)
    mine = own_place(actor, member.vendor_id, VendorPermission.MEMBERS_MANAGE)
    member = anew(member)
    before, after = member.role, role or VendorRole(member.role)
    named = named_permissions(after, permissions, present=member.permissions if before == VendorRole.STAFF else None)
    check_place(mine, before, member.permissions)
    check_place(mine, after, named)
    if (before, member.permissions if before == VendorRole.STAFF else []) == (after, named):
        return member
    if VendorRole.OWNER in {before, after}:
        require_step_up(actor, now=now)
    if after != VendorRole.OWNER:
        check_not_last_owner(member)
    elif member.user_id not in people:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such member.", "id")
    member.role, member.permissions = after, named
    member.save(update_fields=["role", "permissions"])
    _told(member, actor, now=now)
    return member


def _told(member: VendorMember, actor: Actor, *, now: datetime) -> None:
    end_keys_beyond(member, actor=actor, now=now)
    outbox.record(
        VendorMemberChanged(member_id=member.pk, vendor_id=member.vendor_id, user_id=member.user_id), actor=actor
    )
    note_for_both(
        AuditAction.MEMBER_CHANGED,
        subject_id=member.user_id,
        actor=actor,
        vendor=str(member.vendor_id),
        role=member.role,
        permissions=",".join(member.permissions),
    )
