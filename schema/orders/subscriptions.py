"""Live orders."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from functools import partial
from uuid import UUID

import strawberry

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.event_log import Entry
from fashionistar.orders import models
from fashionistar.orders.selectors import shop_vendor_orders, visible_orders
from fashionistar.vendors.models import VendorPermission
from fashionistar.vendors.selectors import vendors_where
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper, SignedInOrKey
from schema.lib.projection.rows import one
from schema.lib.streams import Event, Look, moments, whenever
from schema.lib.threads import in_thread
from schema.orders.types import Order, VendorOrder

#: What facts about a part name; others about the shop, such as who left it, name none.
_PART = "vendor_order_id"


@strawberry.type
class OrderUpdated:
    """An order as it is now, and what happened to it."""

    cursor: str = strawberry.field(description="For `after`, to go on from here.")
    event: Event | None = strawberry.field(description="What happened; null in the first payload of a new stream.")
    order_id: strawberry.Private[UUID]

    @strawberry.field
    def order(self) -> Order | None:
        """The order, read anew for this subscriber."""
        return one(models.Order, self.order_id)


@strawberry.type
class VendorOrderUpdated:
    """A shop's part of an order as it is now, and what happened to it."""

    cursor: str = strawberry.field(description="For `after`, to go on from here.")
    event: Event | None = strawberry.field(description="What happened; null in the first payload of a new stream.")
    vendor_order_id: strawberry.Private[UUID | None]

    @strawberry.field(description="The part; null in the first payload of a new stream.")
    def vendor_order(self) -> VendorOrder | None:
        """The part, read anew for this subscriber."""
        return one(models.VendorOrder, self.vendor_order_id)


def _payment_of(actor: Actor, order_id: UUID) -> UUID | None:
    """The payment of an order that the actor may see, if it has one."""
    return visible_orders(actor).filter(pk=order_id).values_list("payment_id", flat=True).first()


def _part_of(entry: Entry) -> UUID:
    return UUID(entry.payload[_PART])


def _look_at_part(actor: Actor, vendor: UUID, entry: Entry | None) -> Look:
    if not vendors_where(actor, VendorPermission.ORDERS_READ).filter(pk=vendor).exists():
        return Look.END
    if entry is None:
        return Look.SHOW
    if _PART in entry.payload and shop_vendor_orders(actor).filter(pk=_part_of(entry)).exists():
        return Look.SHOW
    return Look.SKIP


@strawberry.type
class OrderSubscriptions:
    """Root fields about live orders."""

    @strawberry.subscription(
        permission_classes=[Shopper],
        description="The order as it is now, then again for each thing that happens to it, a part of it or its "
        "payment. Ends at once when there is no such order or the actor may not see it.",
    )
    async def order_updated(
        self, info: WireInfo, order_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[OrderUpdated]:
        """Every fact once, in order."""
        actor, row = info.context.actor, row_id(order_id, "Order")
        if row is None:
            return
        payment = await in_thread(partial(_payment_of, actor, row))
        # What wallet and gift cards pay as a whole has no payment.
        topics = [f"order:{row}", *([] if payment is None else [f"payment:{payment}"])]
        look = whenever(visible_orders(actor).filter(pk=row))
        async with aclosing(moments(actor, topics, after=after, look=look)) as steps:
            async for moment in steps:
                yield OrderUpdated(cursor=moment.cursor, event=moment.event, order_id=row)

    @strawberry.subscription(
        permission_classes=[SignedInOrKey],
        description="The parts of orders that are a shop's to make, each time that something happens to one. "
        "Ends when the actor may not read the shop's orders.",
    )
    async def vendor_order_updated(
        self, info: WireInfo, vendor_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[VendorOrderUpdated]:
        """Every fact once, in order."""
        actor, row = info.context.actor, row_id(vendor_id, "Vendor")
        if row is None:
            return
        look = partial(_look_at_part, actor, row)
        async with aclosing(moments(actor, [f"vendor:{row}"], after=after, look=look)) as steps:
            async for moment in steps:
                part = _part_of(moment.entry) if moment.entry else None
                yield VendorOrderUpdated(cursor=moment.cursor, event=moment.event, vendor_order_id=part)
