"""Places in shops: who may change whose, held against everybody who would change them at once.

People are held before their shops, as deleting an account does, and a shop before what hangs on it.
"""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from fashionistar.accounts.audit import note_for_both
from fashionistar.accounts.models import AuditAction, User
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.vendors.events import VendorMemberLeft
from fashionistar.vendors.keys import end_keys
from fashionistar.vendors.models import (
    ApiKey,
    ApiKeyEnd,
    Vendor,
    VendorInvitation,
    VendorMember,
    VendorPermission,
    VendorRole,
    staff_default,
)
from fashionistar.vendors.policies import held_by, may_place
from fashionistar.vendors.selectors import other_owners, vendors_of

_TOO_MUCH = "Nobody gives, or takes, what she may not do herself; only owners make owners and managers."


def held_people(actor: Actor, *others: UUID) -> dict[UUID, User]:
    """Hold the rows of the actor and of others who are active, for the rest of the transaction.

    Raises:
        DomainError: UNAUTHENTICATED: a guest, or an account that is gone.
    """
    wanted = User.objects.filter(pk__in=[actor.user_id, *others], is_active=True).order_by("pk")
    found = {user.pk: user for user in wanted.select_for_update(of=("self",), no_key=True)}
    if actor.user_id not in found:
        raise refuse(ErrorCode.UNAUTHENTICATED, "Sign in first.")
    return found


def own_place(actor: Actor, vendor_id: UUID, permission: VendorPermission) -> VendorMember:
    """Hold a shop for the rest of the transaction, and return the actor's place in it, where she may do this.

    Raises:
        DomainError: FORBIDDEN, also when there is no such shop.
    """
    list(Vendor.objects.filter(pk=vendor_id).select_for_update(of=("self",), no_key=True))
    mine = VendorMember.objects.filter(vendor=vendor_id, user=actor.user_id).select_related("vendor").first()
    if mine is None or permission not in held_by(mine.role, mine.permissions):
        raise refuse(ErrorCode.FORBIDDEN, "You may not do this in this shop.")
    return mine


def known_member(actor: Actor, member_id: UUID) -> VendorMember:
    """Somebody who works where the actor does.

    Raises:
        DomainError: NOT_FOUND.
    """
    found = VendorMember.objects.filter(pk=member_id, vendor__in=vendors_of(actor)).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such member.", "id")
    return found


def anew(member: VendorMember) -> VendorMember:
    """A member as she is now that her shop is held.

    Raises:
        DomainError: NOT_FOUND: she left meanwhile.
    """
    found = VendorMember.objects.filter(pk=member.pk).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "Your shop has no such member.", "id")
    return found


def named_permissions(role: str, given: Iterable[str] | None, *, present: Iterable[str] | None = None) -> list[str]:
    """What somebody of the staff may do, each once and in order: as given, else as at present, else as usual.

    Raises:
        DomainError: INVALID: another role has its permissions from itself.
    """
    if role != VendorRole.STAFF:
        if given:
            raise refuse(ErrorCode.INVALID, "Permissions are named for STAFF only.", "permissions")
        return []
    chosen = set(given if given is not None else present if present is not None else staff_default())
    return [each for each in VendorPermission if each in chosen]


def check_place(mine: VendorMember, role: str, permissions: Iterable[str]) -> None:
    """Check that somebody may put others into such a place, or out of it.

    Raises:
        DomainError: FORBIDDEN.
    """
    if not may_place(mine.role, mine.permissions, place=role, named=permissions):
        raise refuse(ErrorCode.FORBIDDEN, _TOO_MUCH)


def check_not_last_owner(member: VendorMember) -> None:
    """Check, while the shop is held, that it has another owner who can act.

    Raises:
        DomainError: STATUS_CONFLICT.
    """
    if member.role == VendorRole.OWNER and not other_owners([member.vendor_id], member.user_id).exists():
        raise refuse(ErrorCode.STATUS_CONFLICT, "A shop keeps one owner. Make somebody else its owner first.", "id")


def end_keys_beyond(member: VendorMember, *, actor: Actor, now: datetime) -> None:
    """End the keys that a member made and could not make now: she has seen their secrets."""
    held = held_by(member.role, member.permissions)
    hers = ApiKey.objects.filter(vendor=member.vendor_id, creator=member.user_id)
    kept = hers.filter(scopes__contained_by=list(held)) if VendorPermission.API_KEYS_MANAGE in held else hers.none()
    end_keys(hers.exclude(pk__in=kept.values("pk")), end=ApiKeyEnd.CREATOR_LEFT, actor=actor, now=now)


def leave(member: VendorMember, *, actor: Actor, now: datetime) -> None:
    """Take somebody's place away, whose shop is held, in the caller's transaction.

    What was hers alone goes along: the invitations that she sent, and the keys that she made and has seen.
    """
    hers = ApiKey.objects.filter(vendor=member.vendor_id, creator=member.user_id)
    left = VendorMemberLeft(member_id=member.pk, vendor_id=member.vendor_id, user_id=member.user_id)
    VendorInvitation.objects.filter(vendor=member.vendor_id, inviter=member.user_id).delete()
    member.delete()
    end_keys(hers, end=ApiKeyEnd.CREATOR_LEFT, actor=actor, now=now)
    outbox.record(left, actor=actor)
    note_for_both(
        AuditAction.MEMBER_REMOVED, subject_id=left.user_id, actor=actor, vendor=str(left.vendor_id), role=member.role
    )
