"""Facts about accounts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AccountRegistered(Event):
    """Somebody opened an account."""

    topic: ClassVar[str] = "user"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class SessionEnded(Event):
    """A device is signed out; what it has open must end."""

    topic: ClassVar[str] = "session"
    concerns: ClassVar[Mapping[str, str]] = {"user_id": "user"}
    session_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class AccountDeleted(Event):
    """Somebody deleted her account: she is nobody now, and what other domains keep for her goes."""

    topic: ClassVar[str] = "user"
    user_id: UUID


@dataclass(frozen=True, slots=True)
class StaffPermissionsChanged(Event):
    """Somebody may do other things for the platform than before; what she has open of it must end."""

    topic: ClassVar[str] = "staff"
    concerns: ClassVar[Mapping[str, str]] = {"user_id": "user"}
    user_id: UUID
