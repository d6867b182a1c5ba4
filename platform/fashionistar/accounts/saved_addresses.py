"""The addresses that somebody keeps: exactly one of them is her default."""

from uuid import UUID

from fashionistar.accounts.addresses import PostalAddress
from fashionistar.accounts.models import Address, User
from fashionistar.kernel.errors import ErrorCode, refuse


def own_address(user: User | None, address_id: UUID, *field: str) -> Address:
    """An address of a user's, whose row the caller holds; a guest has none.

    Raises:
        DomainError: NOT_FOUND, also for somebody else's.
    """
    found = None if user is None else Address.objects.filter(user=user, pk=address_id).first()
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "You have no such address.", *(field or ("id",)))
    return found


def make_default(address: Address) -> None:
    """Make it its user's default, and no other; the caller holds the user's row."""
    Address.objects.filter(user=address.user_id, is_default=True).update(is_default=False)
    address.is_default = True
    address.save(update_fields=["is_default"])


def postal(address: Address) -> PostalAddress:
    """What of it is written on a parcel."""
    return PostalAddress(
        name=address.name,
        phone=address.phone,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
        country=address.country,
    )
