"""Live carts."""

from collections.abc import AsyncGenerator
from contextlib import aclosing
from uuid import UUID

import strawberry

from fashionistar.checkout import models
from fashionistar.checkout.selectors import visible_carts
from schema.checkout.types import Cart
from schema.lib.context import WireInfo
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper
from schema.lib.projection.rows import one
from schema.lib.streams import Event, moments, whenever


@strawberry.type
class CartUpdated:
    """A cart as it is now, and what happened to it."""

    cursor: str = strawberry.field(description="For `after`, to go on from here.")
    event: Event | None = strawberry.field(description="What happened; null in the first payload of a new stream.")
    cart_id: strawberry.Private[UUID]

    @strawberry.field
    def cart(self) -> Cart | None:
        """The cart, read anew for this subscriber."""
        return one(models.Cart, self.cart_id)


@strawberry.type
class CheckoutSubscriptions:
    """Root fields about live carts."""

    @strawberry.subscription(
        permission_classes=[Shopper],
        description="The cart as it is now, then again each time that it changes on any device. Ends at once when "
        "there is no such cart or it is another's. What its lines can be had of is told by `stockUpdated`.",
    )
    async def cart_updated(
        self, info: WireInfo, cart_id: strawberry.ID, after: str | None = None
    ) -> AsyncGenerator[CartUpdated]:
        """Every fact once, in order."""
        row = row_id(cart_id, "Cart")
        if row is None:
            return
        look = whenever(visible_carts(info.context.actor).filter(pk=row))
        async with aclosing(moments(info.context.actor, [f"cart:{row}"], after=after, look=look)) as steps:
            async for moment in steps:
                yield CartUpdated(cursor=moment.cursor, event=moment.event, cart_id=row)
