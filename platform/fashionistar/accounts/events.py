"""Facts about accounts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AccountRegistered(Event):
    """Somebody opened an account."""

    topic: ClassVar[str] = "user"
    user_id: UUID
