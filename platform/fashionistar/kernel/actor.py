"""Who is acting. Every use-case and every read takes one, first."""

from dataclasses import dataclass
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose behalf something happens: a signed-in user, a guest, or the platform itself.

    `session_id` names the device on which a user is signed in.
    """

    user_id: UUID | None = None
    session_id: UUID | None = None
    is_platform_staff: bool = False
    is_system: bool = False

    @property
    def is_authenticated(self) -> bool:
        """True for a signed-in user."""
        return self.user_id is not None

    @property
    def label(self) -> str:
        """How logs and the outbox name this actor: `user:<uuid>`, `guest` or `system`."""
        if self.is_system:
            return "system"
        return f"user:{self.user_id}" if self.user_id else "guest"


GUEST = Actor()
SYSTEM = Actor(is_system=True)
