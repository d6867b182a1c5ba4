"""Live orders."""

from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID

import strawberry

from fashionistar.kernel import realtime
from fashionistar.kernel.actor import Actor
from fashionistar.orders import models
from fashionistar.orders.selectors import visible_orders
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper
from schema.lib.projection.rows import one
from schema.lib.threads import in_thread
from schema.orders.types import Order

type OrderState = tuple[tuple[str, str], ...]


@strawberry.type
class OrderUpdated:
    """An order as it is now."""

    order_id: strawberry.Private[UUID]

    @strawberry.field
    def order(self) -> Order | None:
        """The order, read anew for this subscriber."""
        return one(models.Order, self.order_id)


def _state(actor: Actor, order_id: UUID | None) -> OrderState | None:
    """What tells one moment of an order from another; None when the actor may not see it."""
    order = visible_orders(actor).filter(pk__in=[order_id] if order_id else []).select_related("payment").first()
    if order is None:
        return None
    parts = order.vendor_orders.order_by("position").values_list("pk", "status")
    payment = ("payment", f"{order.payment.status}{order.payment.authorization_url}")
    return (("order", order.status), payment, *((str(pk), status) for pk, status in parts))


@strawberry.type
class OrderSubscriptions:
    """Root fields about live orders."""

    @strawberry.subscription(
        permission_classes=[Shopper],
        description="The order as it is now, then again each time that it, a part of it or its payment moves. "
        "Ends at once when there is no such order or the actor may not see it.",
    )
    async def order_updated(self, info: WireInfo, order_id: strawberry.ID) -> AsyncIterator[OrderUpdated]:
        """Looks at the rows at each wake-up, so that a lost or doubled wake-up changes nothing."""
        actor, row, seen = info.context.actor, row_id(order_id, "Order"), None
        async for _ in realtime.listen(f"order:{row}"):
            state = await in_thread(partial(_state, actor, row))
            if row is None or state is None:
                return
            if state != seen:
                seen = state
                yield OrderUpdated(order_id=row)
