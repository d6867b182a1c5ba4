"""What each role in a shop may do, who may give it to whom, and how much of each there may be."""

from collections.abc import Iterable, Mapping
from datetime import timedelta

from fashionistar.vendors.models import VendorPermission, VendorRole

_OWNERS_ALONE = frozenset({VendorPermission.API_KEYS_MANAGE, VendorPermission.PAYOUTS_MANAGE})

#: What comes with a role; the permissions of STAFF are named for each member.
OF_ROLE: Mapping[VendorRole, frozenset[VendorPermission]] = {
    VendorRole.OWNER: frozenset(VendorPermission),
    VendorRole.MANAGER: frozenset(VendorPermission) - _OWNERS_ALONE,
    VendorRole.STAFF: frozenset(),
}
#: What no key may do: one that is lost must not make others, nor members, nor move money out, nor show people's bodies.
NEVER_SCOPES = frozenset({VendorPermission.MEMBERS_MANAGE, VendorPermission.MEASUREMENTS_MANAGE, *_OWNERS_ALONE})

INVITATION_LIFETIME = timedelta(days=7)
INVITATION_COOL_DOWN = timedelta(minutes=5)
MAX_INVITATIONS = 50
API_KEY_LIFETIME = timedelta(days=366)
MAX_API_KEYS = 20


def held_by(role: str, permissions: Iterable[str]) -> frozenset[VendorPermission]:
    """What somebody with this role may do in the shop."""
    by_role = OF_ROLE[VendorRole(role)]
    return by_role | frozenset(map(VendorPermission, permissions)) if role == VendorRole.STAFF else by_role


def may_place(role: str, permissions: Iterable[str], *, place: str, named: Iterable[str]) -> bool:
    """Whether somebody with this role may put somebody into a place, or take her out of it.

    Only owners make owners and managers; nobody gives, or takes, what she may not do herself.
    """
    if place != VendorRole.STAFF and role != VendorRole.OWNER:
        return False
    return held_by(place, named) <= held_by(role, permissions)
