"""What an account may do."""

from fashionistar.accounts.models import User
from fashionistar.kernel.actor import StaffPermission

#: How many addresses she may keep.
MAX_ADDRESSES = 50


def staff_permissions(user: User) -> frozenset[StaffPermission]:
    """What a user may do for the platform, once she has proved two factors."""
    if not user.is_active or not user.is_staff:
        return frozenset()
    return frozenset(StaffPermission if user.is_superuser else map(StaffPermission, user.staff_permissions))
