"""Reads of orders."""

import strawberry
import strawberry_django
from django.db.models import QuerySet

from fashionistar.orders import models
from fashionistar.orders.selectors import shop_vendor_orders
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.paging import Connection
from schema.lib.permissions import Shopper, SignedIn
from schema.lib.references import reference
from schema.orders.types import Order, VendorOrder


@strawberry.type
class OrderQueries:
    """Root fields about orders."""

    @strawberry_django.field(permission_classes=[Shopper], description="One order.")
    def order(self, id: strawberry.ID) -> Order | None:
        """Null when there is no such order, or the actor may not see it."""
        return reference(models.Order, row_id(id, "Order"))

    @strawberry_django.connection(
        Connection[VendorOrder],
        permission_classes=[SignedIn],
        description="The paid parts that are the signed-in member's shop's to make and ship, newest first.",
    )
    def vendor_orders(
        self,
        info: WireInfo,
        status: models.VendorOrderStatus | None = None,
    ) -> QuerySet[models.VendorOrder]:
        """Empty for those who work in no shop."""
        parts = shop_vendor_orders(info.context.actor)
        if status is not None:
            parts = parts.filter(status=status)
        return parts.order_by("-created_at", "-id")
