"""What a shop does with its parts of orders."""

from uuid import UUID

import strawberry

from fashionistar.orders import models
from fashionistar.orders.services.vendor_order_deliver import vendor_order_deliver
from fashionistar.orders.services.vendor_order_ship import vendor_order_ship
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import once_over
from schema.lib.ids import row_named
from schema.lib.permissions import SignedInOrKey
from schema.lib.projection.rows import one
from schema.orders.types import VendorOrder


@strawberry.input
class VendorOrderShipInput:
    """Which part was sent, and how to follow it."""

    id: strawberry.ID
    tracking_number: str = ""


@strawberry.input
class VendorOrderDeliverInput:
    """Which part arrived."""

    id: strawberry.ID


@strawberry.type
class VendorOrderPayload:
    """A changed part, or what was wrong."""

    vendor_order_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def vendor_order(self) -> VendorOrder | None:
        """The part as it is now."""
        return one(models.VendorOrder, self.vendor_order_id)


def _done(part: models.VendorOrder) -> VendorOrderPayload:
    return VendorOrderPayload(vendor_order_id=part.pk)


def _refused(errors: list[UserError]) -> VendorOrderPayload:
    return VendorOrderPayload(user_errors=errors)


def _part_id(given: strawberry.ID) -> UUID:
    return row_named(given, "VendorOrder", "id", "Your shop has no such order.")


@strawberry.type
class OrderMutations:
    """Root fields that move orders."""

    @strawberry.mutation(
        permission_classes=[SignedInOrKey], description="The shop sent its part. Needs `@idempotent(key:)`."
    )
    async def vendor_order_ship(self, info: WireInfo, input: VendorOrderShipInput) -> VendorOrderPayload:
        """PAID becomes SHIPPED."""
        return await attempt(
            lambda: vendor_order_ship(
                actor=info.context.actor,
                vendor_order_id=_part_id(input.id),
                tracking_number=input.tracking_number,
                once=once_over(info, operation="vendorOrderShip", given=input),
                now=info.context.now,
            ),
            done=_done,
            refused=_refused,
        )

    @strawberry.mutation(permission_classes=[SignedInOrKey], description="The part arrived. Needs `@idempotent(key:)`.")
    async def vendor_order_deliver(
        self,
        info: WireInfo,
        input: VendorOrderDeliverInput,
    ) -> VendorOrderPayload:
        """SHIPPED becomes DELIVERED."""
        return await attempt(
            lambda: vendor_order_deliver(
                actor=info.context.actor,
                vendor_order_id=_part_id(input.id),
                once=once_over(info, operation="vendorOrderDeliver", given=input),
                now=info.context.now,
            ),
            done=_done,
            refused=_refused,
        )
