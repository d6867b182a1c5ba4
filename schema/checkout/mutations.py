"""What a shopper does with a cart."""

from collections.abc import Callable
from uuid import UUID

import strawberry

from fashionistar.checkout import models
from fashionistar.checkout.services.cart_create import cart_create
from fashionistar.checkout.services.cart_lines_add import cart_lines_add
from fashionistar.checkout.services.cart_lines_remove import cart_lines_remove
from fashionistar.checkout.services.cart_lines_update import cart_lines_update
from fashionistar.checkout.services.cart_merge import cart_merge
from schema.checkout.inputs import (
    CartCreateInput,
    CartLinesAddInput,
    CartLinesRemoveInput,
    CartLinesUpdateInput,
    CartMergeInput,
)
from schema.checkout.types import Cart
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.ids import row_id, row_named
from schema.lib.permissions import Shopper, SignedIn
from schema.lib.projection.rows import one


@strawberry.type
class CartPayload:
    """The cart as it is now, or what was wrong."""

    cart_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def cart(self) -> Cart | None:
        """The cart as it is now; null when the mutation was refused."""
        return one(models.Cart, self.cart_id)


async def as_payload(use_case: Callable[[], models.Cart]) -> CartPayload:
    """What becomes of a cart by a use-case."""
    return await attempt(
        use_case,
        done=lambda cart: CartPayload(cart_id=cart.pk),
        refused=lambda errors: CartPayload(user_errors=errors),
    )


def cart_row(given: strawberry.ID) -> UUID:
    """The row of a cart's global id.

    Raises:
        DomainError: NOT_FOUND when it is not one.
    """
    return row_named(given, "Cart", "cartId", "There is no such cart.")


@strawberry.type
class CartMutations:
    """Root fields that change carts."""

    @strawberry.mutation(
        permission_classes=[Shopper],
        description="Begin a cart. A signed-in user with an open cart in this currency gets that one.",
    )
    async def cart_create(self, info: WireInfo, input: CartCreateInput) -> CartPayload:
        """A cart in one currency."""
        ctx = info.context
        return await as_payload(
            lambda: cart_create(
                actor=ctx.actor,
                currency=input.currency,
                lines=[line.as_line() for line in input.lines],
                now=ctx.now,
            )
        )

    @strawberry.mutation(permission_classes=[Shopper], description="Put variants into a cart, all lines or none.")
    async def cart_lines_add(self, info: WireInfo, input: CartLinesAddInput) -> CartPayload:
        """Lines of the same variant add up."""
        ctx = info.context
        return await as_payload(
            lambda: cart_lines_add(
                actor=ctx.actor,
                cart_id=cart_row(input.cart_id),
                lines=[line.as_line() for line in input.lines],
                now=ctx.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[Shopper],
        description="Set lines' quantities; their present prices are accepted with it.",
    )
    async def cart_lines_update(self, info: WireInfo, input: CartLinesUpdateInput) -> CartPayload:
        """All lines or none."""
        ctx = info.context
        return await as_payload(
            lambda: cart_lines_update(
                actor=ctx.actor,
                cart_id=cart_row(input.cart_id),
                lines=[line.as_change() for line in input.lines],
                now=ctx.now,
            )
        )

    @strawberry.mutation(permission_classes=[Shopper], description="Take lines out of a cart, all or none.")
    async def cart_lines_remove(self, info: WireInfo, input: CartLinesRemoveInput) -> CartPayload:
        """All lines or none."""
        ctx = info.context
        return await as_payload(
            lambda: cart_lines_remove(
                actor=ctx.actor,
                cart_id=cart_row(input.cart_id),
                line_ids=[row_id(line_id, "CartLine") for line_id in input.line_ids],
                now=ctx.now,
            )
        )

    @strawberry.mutation(
        permission_classes=[SignedIn], description="A guest's cart flows into the signed-in user's open cart."
    )
    async def cart_merge(self, info: WireInfo, input: CartMergeInput) -> CartPayload:
        """Quantities of the same variant add up."""
        ctx = info.context
        return await as_payload(lambda: cart_merge(actor=ctx.actor, cart_id=cart_row(input.cart_id), now=ctx.now))
