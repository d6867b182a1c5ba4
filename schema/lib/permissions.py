"""Who may ask for a field. Every root field names one of these; rows are then scoped by the actor."""

from typing import Any, override

from strawberry.permission import BasePermission

from schema.lib.context import WireContext


class WirePermission(BasePermission):
    """Base: refuses with a code that clients can act on."""

    error_extensions: dict[str, Any] | None = {"code": "UNAUTHENTICATED"}  # noqa: RUF012  (as the library declares it)
    message = "Sign in first: send `Authorization: Bearer <accessToken>`."

    @staticmethod
    def context(info: Any) -> WireContext:
        """The operation's context."""
        found: WireContext = info.context
        return found


class Public(WirePermission):
    """Anybody, even with a token that has expired: the catalogue, registration, sign-in."""

    @override
    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        """Always."""
        return True


class Trusted(WirePermission):
    """Guests, users and API keys; what cannot be trusted is refused instead of being taken for a guest's."""

    message = "The access token has expired or is not valid. Refresh it, or sign in again."

    @override
    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        """Refuse only a rejected token."""
        return not self.context(info).rejected


class Shopper(Trusted):
    """Guests and users: an API key works for a shop, and buys nothing."""

    @override
    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        """Refuse a rejected token, and an API key."""
        return super().has_permission(source, info, **kwargs) and not self.context(info).actor.is_service


class SignedIn(WirePermission):
    """Users only."""

    @override
    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        """Whether the actor is a user."""
        return self.context(info).actor.is_authenticated


class SignedInOrKey(WirePermission):
    """Users, and API keys of shops; what a key may do is among its scopes, which the rows are scoped by."""

    @override
    def has_permission(self, source: Any, info: Any, **kwargs: Any) -> bool:
        """Whether the actor is a user or a service."""
        actor = self.context(info).actor
        return actor.is_authenticated or actor.is_service
