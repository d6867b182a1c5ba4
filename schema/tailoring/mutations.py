"""What shops say of how they make to measure."""

import strawberry

from fashionistar.tailoring.services.product_made_to_measure_set import product_made_to_measure_set
from schema.fitting.mutations import ProductPayload
from schema.lib.context import WireInfo
from schema.lib.errors import attempt
from schema.lib.ids import row_named
from schema.lib.permissions import SignedInOrKey
from schema.tailoring.inputs import ProductMadeToMeasureSetInput


@strawberry.type
class TailoringMutations:
    """Root fields about what is made to measure."""

    @strawberry.mutation(
        permission_classes=[SignedInOrKey],
        description="Offer a product to measure, or end that. For those who may PRODUCTS_MANAGE. Safe to repeat.",
    )
    async def product_made_to_measure_set(self, info: WireInfo, input: ProductMadeToMeasureSetInput) -> ProductPayload:
        """What was ordered stays as it was ordered; carts say what has changed."""
        return await attempt(
            lambda: product_made_to_measure_set(
                actor=info.context.actor,
                product_id=row_named(input.product_id, "Product", "productId", "Your shop has no such product."),
                given=None if input.offering is None else input.offering.as_offering(),
            ),
            done=lambda product: ProductPayload(product_id=product.pk),
            refused=lambda errors: ProductPayload(user_errors=errors),
        )
