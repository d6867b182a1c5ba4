"""Reads of carts."""

import strawberry
import strawberry_django

from fashionistar.checkout import models
from schema.checkout.types import Cart
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper


@strawberry.type
class CheckoutQueries:
    """Root fields about carts."""

    @strawberry_django.field(permission_classes=[Shopper], description="One cart.")
    def cart(self, id: strawberry.ID) -> Cart | None:  # noqa: A002
        """Null when there is no such cart, or it is another's."""
        return models.Cart.objects.filter(pk=row_id(id, "Cart"))  # type: ignore[return-value]
