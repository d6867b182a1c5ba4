"""What a shopper has made to measure."""

import strawberry

from fashionistar.checkout import models
from fashionistar.checkout.services.cart_made_to_measure_add import cart_made_to_measure_add
from schema.checkout.mutations import CartPayload, as_payload, cart_row
from schema.lib.context import WireInfo
from schema.lib.idempotent import once_over
from schema.lib.ids import row_id
from schema.lib.permissions import SignedIn
from schema.measurements.inputs import profile_row
from schema.tailoring.inputs import ChosenOptionInput, as_chosen


@strawberry.input
class CartMadeToMeasureAddInput:
    """What is to be made, for whose body, in which style."""

    cart_id: strawberry.ID
    variant_id: strawberry.ID
    profile_id: strawberry.ID = strawberry.field(description="Its measurements are frozen as they are now.")
    options: list[ChosenOptionInput] = strawberry.field(default_factory=list)
    fabric: str | None = strawberry.field(default=None, description="By its name, where the shop offers any.")
    quantity: int = 1
    note: str = strawberry.field(default="", description="What the tailor should know; 500 characters at most.")


@strawberry.type
class MadeToMeasureMutations:
    """Root fields that put what is made to measure into carts."""

    @strawberry.mutation(
        permission_classes=[SignedIn],
        description="Have something made to measure: a line of its own, with measurements, style, surcharges and lead "
        "time as they are now. Needs `@idempotent(key:)`.",
    )
    async def cart_made_to_measure_add(self, info: WireInfo, input: CartMadeToMeasureAddInput) -> CartPayload:
        """Nothing is taken out of stock by it."""
        ctx = info.context

        def added() -> models.Cart:
            return cart_made_to_measure_add(
                actor=ctx.actor,
                cart_id=cart_row(input.cart_id),
                variant_id=row_id(input.variant_id, "Variant"),
                profile_id=profile_row(input.profile_id),
                chosen=as_chosen(input.options, input.fabric),
                quantity=input.quantity,
                note=input.note,
                once=once_over(info, operation="cartMadeToMeasureAdd", given=input),
                now=ctx.now,
            )

        return await as_payload(added)
