"""What each role in a shop may do."""

from collections.abc import Mapping

from fashionistar.vendors.models import VendorPermission, VendorRole

_OWNERS_ALONE = frozenset({VendorPermission.API_KEYS_MANAGE, VendorPermission.PAYOUTS_MANAGE})

#: What comes with a role; the permissions of STAFF are named for each member.
OF_ROLE: Mapping[VendorRole, frozenset[VendorPermission]] = {
    VendorRole.OWNER: frozenset(VendorPermission),
    VendorRole.MANAGER: frozenset(VendorPermission) - _OWNERS_ALONE,
    VendorRole.STAFF: frozenset(),
}
