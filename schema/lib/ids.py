"""Global ids: opaque on the wire, a type's name and a row's UUID inside."""

from uuid import UUID

from strawberry.relay import GlobalID
from strawberry.relay.utils import from_base64

from fashionistar.kernel.errors import ErrorCode, refuse

_NOTHING = "There is nothing by this id that you may see."


def row_id(global_id: str, type_name: str) -> UUID | None:
    """The row's UUID, or None if this is not the id of a `type_name`. Whether such a row exists is not asked."""
    try:
        found, raw = from_base64(global_id)
        return UUID(raw) if found == type_name else None
    except ValueError:
        return None


def row_named(given: str, type_name: str, field: str, message: str = _NOTHING) -> UUID:
    """The row of an id in an input.

    Args:
        given: The id.
        type_name: Whose id it must be.
        field: Where it stands in the input.
        message: What is said of an id that names none; the use-case's own words for a row that is not there.

    Raises:
        DomainError: NOT_FOUND for what is no such id.
    """
    found = row_id(given, type_name)
    if found is None:
        raise refuse(ErrorCode.NOT_FOUND, message, field)
    return found


def row_if_named(given: str | None, type_name: str, field: str, message: str = _NOTHING) -> UUID | None:
    """The same, where none needs to be given.

    Raises:
        DomainError: NOT_FOUND.
    """
    return None if given is None else row_named(given, type_name, field, message)


def global_id(type_name: str, row: UUID) -> str:
    """The id of a row on the wire."""
    return str(GlobalID(type_name, str(row)))
