"""What mutations of chat make of the ids that they were given."""

from uuid import UUID

from fashionistar.kernel.errors import ErrorCode, refuse


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
