"""What mutations of chat make of the ids that they were given."""

from uuid import UUID

import strawberry

from fashionistar.kernel.errors import ErrorCode, refuse
from schema.lib.ids import row_id


def row_named(given: strawberry.ID, type_name: str, field: str) -> UUID:
    """The row of an id.

    Raises:
        DomainError: NOT_FOUND for what is no such id.
    """
    found = row_id(given, type_name)
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is nothing of yours with this id.", field)
    return found


def row_if_named(given: strawberry.ID | None, type_name: str, field: str) -> UUID | None:
    """The same, where none needs to be given.

    Raises:
        DomainError: NOT_FOUND.
    """
    return None if given is None else row_named(given, type_name, field)


def client_id(given: str) -> UUID:
    """What the client calls something that it adds.

    Raises:
        DomainError: INVALID.
    """
    try:
        return UUID(given)
    except ValueError as error:
        raise refuse(
            ErrorCode.INVALID, "Make a UUID for each message; keep it for when you send it again.", "clientId"
        ) from error
