"""Live payments."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import UUID

import strawberry

from fashionistar.orders.selectors import visible_payments
from fashionistar.payments import models
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper
from schema.lib.projection.rows import one
from schema.lib.streams import Event, moments, whenever
from schema.payments.types import Payment


@strawberry.type
class PaymentUpdated:
    """A payment as it is now, and what happened to it."""

    cursor: str = strawberry.field(description="For `after`, to go on from here.")
    event: Event | None = strawberry.field(description="What happened; null in the first payload of a new stream.")
    payment_id: strawberry.Private[UUID]

    @strawberry.field
    def payment(self) -> Payment | None:
        """The payment, read anew for this subscriber."""
        return one(models.Payment, self.payment_id)


@strawberry.type
class PaymentSubscriptions:
    """Root fields about live payments."""

    @strawberry.subscription(
        permission_classes=[Shopper],
        description="The payment as it is now, then again for each thing that happens to it. Ends at once when there "
        "is no such payment or the actor may not see it.",
    )
    async def payment_updated(
        self, info: WireInfo, payment_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[PaymentUpdated]:
        """Every fact once, in order."""
        row = row_id(payment_id, "Payment")
        if row is None:
            return
        look = whenever(visible_payments(info.context.actor).filter(pk=row))
        async with aclosing(moments(info.context.actor, [f"payment:{row}"], after=after, look=look)) as steps:
            async for moment in steps:
                yield PaymentUpdated(cursor=moment.cursor, event=moment.event, payment_id=row)
