"""Ids of shops in inputs."""

from uuid import UUID

import strawberry

from fashionistar.kernel.errors import ErrorCode, refuse
from schema.lib.ids import row_id


def vendor_row(given: strawberry.ID) -> UUID:
    """The shop's key.

    Raises:
        DomainError: FORBIDDEN for what is no such id, as for a shop that is another's.
    """
    found = row_id(given, "Vendor")
    if found is None:
        raise refuse(ErrorCode.FORBIDDEN, "You may not do this in this shop.", "vendorId")
    return found


def named_row(given: strawberry.ID, type_name: str, *, what: str) -> UUID:
    """The key of what belongs to a shop; `what` it is, in words.

    Raises:
        DomainError: NOT_FOUND for what is no such id.
    """
    found = row_id(given, type_name)
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, f"Your shop has no such {what}.", "id")
    return found
