"""The moment a cart becomes an order, and its payment page opens."""

from uuid import UUID

import strawberry

from fashionistar.checkout.services.checkout_complete import checkout_complete
from fashionistar.orders import models as orders
from fashionistar.payments import models as payments
from fashionistar.payments.gateways import configured_gateways
from fashionistar.wallets.spending import NOTHING
from schema.checkout.inputs import CheckoutCompleteInput
from schema.checkout.mutations import cart_row
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.idempotent import once_over
from schema.lib.ids import row_if_named
from schema.lib.permissions import Shopper
from schema.lib.projection.rows import one
from schema.orders.types import Order
from schema.payments.pages import open_page
from schema.payments.types import Payment


@strawberry.type
class CheckoutCompletePayload:
    """The order and its payment, or what was wrong."""

    order_id: strawberry.Private[UUID | None] = None
    payment_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def order(self) -> Order | None:
        """The order; null when the checkout was refused."""
        return one(orders.Order, self.order_id)

    @strawberry.field
    def payment(self) -> Payment | None:
        """Where to pay; null when the checkout was refused, and when wallet and gift cards pay everything."""
        return one(payments.Payment, self.payment_id)


@strawberry.type
class CheckoutMutations:
    """Root fields that place orders."""

    @strawberry.mutation(
        permission_classes=[Shopper],
        description="Turn a cart into an order and open its payment page. Needs `@idempotent(key:)`; the same key "
        "again returns the same order.",
    )
    async def checkout_complete(self, info: WireInfo, input: CheckoutCompleteInput) -> CheckoutCompletePayload:
        """All of it, or nothing; only the payment page may be missing, and a retry opens it."""
        ctx = info.context
        payload = await attempt(
            lambda: checkout_complete(
                actor=ctx.actor,
                cart_id=cart_row(input.cart_id),
                email=input.email,
                shipping_address=None if input.shipping_address is None else input.shipping_address.as_address(),
                shipping_address_id=row_if_named(
                    input.shipping_address_id, "Address", "shippingAddressId", "You have no such address."
                ),
                pay_from=NOTHING if input.pay_from is None else input.pay_from.as_sources(),
                gateways=configured_gateways(),
                once=once_over(info, operation="checkoutComplete", given=input, scope=input.cart_id),
                now=ctx.now,
            ),
            done=lambda order: CheckoutCompletePayload(order_id=order.pk, payment_id=order.payment_id),
            refused=lambda errors: CheckoutCompletePayload(user_errors=errors),
        )
        payload.user_errors += await open_page(payload.payment_id, now=ctx.now, done="The order is placed")
        return payload
