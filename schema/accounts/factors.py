"""Second factors, and Google accounts that sign in, on the wire. No secret and no key is among what can be read."""

from typing import Any

import strawberry
import strawberry_django
from django.db.models import QuerySet
from strawberry import auto, relay

from fashionistar.accounts import models
from fashionistar.kernel.actor import Actor

strawberry.enum(models.MfaMethod, description="What may be shown as a second factor.")


@strawberry_django.type(models.Passkey, description="It signs in without a password, and is a second factor.")
class Passkey(relay.Node):
    """A passkey; only its owner sees it."""

    name: auto
    created_at: auto
    last_used_at: auto
    is_backed_up: bool = strawberry_django.field(description="Whether it is kept in more than one place.")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own."""
        return rows.none() if actor.user_id is None else rows.filter(user=actor.user_id)


@strawberry_django.type(models.GoogleIdentity, description="A Google account that signs in.")
class GoogleIdentity(relay.Node):
    """A Google account; only its owner sees it."""

    email: str = strawberry_django.field(description="As Google said when it was linked.")
    created_at: auto = strawberry_django.field(description="When it was linked.")

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """One's own."""
        return rows.none() if actor.user_id is None else rows.filter(user=actor.user_id)
