"""Reads of orders."""

import strawberry
from django.db.models import Q

from fashionistar.orders import models
from fashionistar.orders.selectors import shop_vendor_orders
from schema.lib.ids import row_id
from schema.lib.paging import Connection, connection
from schema.lib.permissions import Shopper, SignedInOrKey
from schema.lib.projection.rows import Rows, one
from schema.orders.types import Order, VendorOrder


@strawberry.type
class OrderQueries:
    """Root fields about orders."""

    @strawberry.field(permission_classes=[Shopper], description="One order.")
    def order(self, id: strawberry.ID) -> Order | None:
        """Null when there is no such order, or the actor may not see it."""
        return one(models.Order, row_id(id, "Order"))

    @connection(
        Connection[VendorOrder],
        permission_classes=[SignedInOrKey],
        description="The paid parts that are the member's, or the API key's, shop's to make and ship, newest first.",
    )
    def vendor_orders(self, status: models.VendorOrderStatus | None = None) -> Rows:
        """Empty for those who work in no shop."""
        where = Q() if status is None else Q(status=status)
        return Rows(models.VendorOrder, where, within=shop_vendor_orders, order=("-created_at", "-id"))
