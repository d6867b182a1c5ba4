"""Reads of carts."""

import strawberry

from fashionistar.checkout import models
from schema.checkout.types import Cart
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper
from schema.lib.projection.rows import one


@strawberry.type
class CheckoutQueries:
    """Root fields about carts."""

    @strawberry.field(permission_classes=[Shopper], description="One cart.")
    def cart(self, id: strawberry.ID) -> Cart | None:
        """Null when there is no such cart, or it is another's."""
        return one(models.Cart, row_id(id, "Cart"))
