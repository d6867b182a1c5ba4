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
