"""Who is acting. Every use-case and every read takes one, first."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class StaffPermission(StrEnum):
    """What somebody who works for the platform may do; each is given by name."""

    ORDERS_READ = "ORDERS_READ"
    CATALOGUE_READ = "CATALOGUE_READ"
    AUDIT_READ = "AUDIT_READ"
    WEBHOOKS_MANAGE = "WEBHOOKS_MANAGE"
    STAFF_MANAGE = "STAFF_MANAGE"
    PAYOUTS_MANAGE = "PAYOUTS_MANAGE"
    DISPUTES_MANAGE = "DISPUTES_MANAGE"
    REFUNDS_MANAGE = "REFUNDS_MANAGE"
    COMMISSIONS_MANAGE = "COMMISSIONS_MANAGE"
    GIFT_CARDS_MANAGE = "GIFT_CARDS_MANAGE"
    DIFFERENCES_MANAGE = "DIFFERENCES_MANAGE"
    CHAT_SUPPORT = "CHAT_SUPPORT"
    CHAT_MODERATE = "CHAT_MODERATE"


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose behalf something happens.

    Attributes:
        user_id: A signed-in user.
        session_id: The device on which she is signed in.
        staff: What she may do for the platform: nothing, unless she works for it and has proved two factors.
        api_key_id: The key of a service, a shop's own integration.
        vendor_id: The shop that a service works for.
        scopes: What a service may do there, as vendor permissions.
        is_system: The platform itself.
    """

    user_id: UUID | None = None
    session_id: UUID | None = None
    staff: frozenset[StaffPermission] = frozenset()
    api_key_id: UUID | None = None
    vendor_id: UUID | None = None
    scopes: frozenset[str] = frozenset()
    is_system: bool = False

    @property
    def is_authenticated(self) -> bool:
        """True for a signed-in user."""
        return self.user_id is not None

    @property
    def is_service(self) -> bool:
        """True for a shop's integration."""
        return self.vendor_id is not None

    @property
    def key(self) -> UUID | None:
        """What the actor's scopes compare rows with: a user's own id, or the shop that a service works for."""
        return self.vendor_id if self.user_id is None else self.user_id

    def may(self, permission: StaffPermission) -> bool:
        """Whether she may do this for the platform."""
        return permission in self.staff

    @property
    def label(self) -> str:
        """How logs and the outbox name this actor: `user:<uuid>`, `api_key:<uuid>`, `guest` or `system`."""
        if self.is_system:
            return "system"
        if self.is_service:
            return f"api_key:{self.api_key_id}"
        return f"user:{self.user_id}" if self.user_id else "guest"


GUEST = Actor()
SYSTEM = Actor(is_system=True)


def actor_names(actor: Actor) -> list[str | None]:
    """Who an actor is, for a signed link; what she may do is left out, it is found out when the link is opened."""
    keys = (actor.user_id, actor.session_id, actor.api_key_id, actor.vendor_id)
    return [None if key is None else str(key) for key in keys]


def actor_named(names: Sequence[str | None]) -> Actor:
    """The actor of `actor_names`."""
    user_id, session_id, api_key_id, vendor_id = (None if each is None else UUID(each) for each in names)
    return Actor(user_id, session_id, api_key_id=api_key_id, vendor_id=vendor_id)
