"""People on the wire."""

from typing import Any

import strawberry_django
from django.db.models import OuterRef, Q, QuerySet
from strawberry import auto, relay

from fashionistar.accounts import models
from fashionistar.checkout.models import Cart, CartStatus
from fashionistar.kernel.actor import Actor
from fashionistar.orders.models import Order
from schema.lib import edges
from schema.lib.paging import connection
from schema.lib.projection.fields import expression
from schema.lib.projection.rows import Rows
from schema.vendors.types import VendorMember


@strawberry_django.type(models.User, description="The signed-in user.")
class User(relay.Node):
    """A user as she sees herself; nobody else sees her."""

    email: auto
    phone: auto
    name: auto
    memberships: list[VendorMember] = strawberry_django.field(description="The shops in which she works.")

    @connection(edges.Orders, description="Her orders, newest first.")
    def orders() -> Rows:
        """Every order that she placed while signed in."""
        return Rows(Order, Q(user=OuterRef("pk")), order=("-placed_at", "-id"))

    @expression(edges.Carts, description="Her open carts, one per currency: they wait for her on every device.")
    def carts() -> Rows:
        """Each is one that `cartCreate` would give her."""
        return Rows(Cart, Q(user=OuterRef("pk"), status=CartStatus.OPEN), order=("currency",))

    @classmethod
    def scope(cls, rows: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
        """Only oneself."""
        return rows.none() if actor.user_id is None else rows.filter(pk=actor.user_id)
