"""Facts about who works for a shop, and with what."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class VendorMemberEvent(Event):
    """Base of the facts about somebody's place in a shop."""

    topic: ClassVar[str] = "vendor_member"
    concerns: ClassVar[Mapping[str, str]] = {"vendor_id": "vendor", "user_id": "user"}
    member_id: UUID
    vendor_id: UUID
    user_id: UUID


@dataclass(frozen=True, slots=True)
class VendorMemberJoined(VendorMemberEvent):
    """Somebody accepted an invitation and works in the shop now."""


@dataclass(frozen=True, slots=True)
class VendorMemberChanged(VendorMemberEvent):
    """A member has another role, or may do other things."""


@dataclass(frozen=True, slots=True)
class VendorMemberLeft(VendorMemberEvent):
    """Somebody works in the shop no longer; what she has open of it must end."""


@dataclass(frozen=True, slots=True)
class ApiKeyRevoked(Event):
    """A key opens nothing any longer; what was opened with it must end."""

    topic: ClassVar[str] = "api_key"
    concerns: ClassVar[Mapping[str, str]] = {"vendor_id": "vendor"}
    api_key_id: UUID
    vendor_id: UUID
