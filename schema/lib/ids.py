"""Global ids: opaque on the wire, a type's name and a row's UUID inside."""

from uuid import UUID

from strawberry.relay import GlobalID
from strawberry.relay.utils import from_base64


def row_id(global_id: str, type_name: str) -> UUID | None:
    """The row's UUID, or None if this is not the id of a `type_name`. Whether such a row exists is not asked."""
    try:
        found, raw = from_base64(global_id)
        return UUID(raw) if found == type_name else None
    except ValueError:
        return None


def global_id(type_name: str, row: UUID) -> str:
    """The id of a row on the wire."""
    return str(GlobalID(type_name, str(row)))
