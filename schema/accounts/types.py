"""People on the wire."""

import strawberry_django
from django.db.models import QuerySet
from strawberry import auto, relay

from fashionistar.accounts import models
from fashionistar.checkout.models import Cart, CartStatus
from fashionistar.orders.models import Order
from schema.lib import edges
from schema.lib.context import WireInfo
from schema.vendors.types import VendorMember


@strawberry_django.type(models.User, description="The signed-in user.")
class User(relay.Node):
    """A user as she sees herself; nobody else sees her."""

    email: auto
    phone: auto
    name: auto
    memberships: list[VendorMember] = strawberry_django.field(description="The shops in which she works.")

    @strawberry_django.connection(edges.Orders, description="Her orders, newest first.")
    def orders(self: models.User) -> QuerySet[Order]:
        """A page of orders."""
        return Order.objects.filter(user_id=self.pk).order_by("-placed_at", "-id")

    @strawberry_django.field(graphql_type=edges.Carts, description="Her open carts, one per currency.")
    def carts(self: models.User) -> QuerySet[Cart]:
        """The carts that wait for her on every device."""
        return Cart.objects.filter(user_id=self.pk, status=CartStatus.OPEN).order_by("currency")

    @classmethod
    def get_queryset(cls, queryset: QuerySet[models.User], info: WireInfo, **_: object) -> QuerySet[models.User]:
        """Only oneself."""
        me = info.context.actor.user_id
        return queryset.none() if me is None else queryset.filter(pk=me)
