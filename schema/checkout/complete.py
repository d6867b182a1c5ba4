"""The moment a cart becomes an order, and its payment page opens."""

from datetime import datetime
from uuid import UUID

import strawberry
import structlog
from django.conf import settings

from fashionistar.checkout.services.checkout_complete import checkout_complete
from fashionistar.kernel.errors import ErrorCode, Fault, refuse
from fashionistar.orders import models as orders
from fashionistar.payments import models as payments
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.services.payment_initialize import payment_initialize
from schema.checkout.inputs import CheckoutCompleteInput
from schema.checkout.mutations import cart_row
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt, user_errors
from schema.lib.idempotent import once_over
from schema.lib.ids import row_id
from schema.lib.permissions import Shopper
from schema.lib.projection.rows import one
from schema.lib.threads import in_thread
from schema.orders.types import Order
from schema.payments.types import Payment

_log = structlog.get_logger("fashionistar.checkout")


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
        """Where to pay; null when the checkout was refused."""
        return one(payments.Payment, self.payment_id)


async def _open_payment_page(payload: CheckoutCompletePayload, *, now: datetime) -> CheckoutCompletePayload:
    if payload.payment_id is None:
        return payload
    payment_id = payload.payment_id
    try:
        await in_thread(
            lambda: payment_initialize(
                payment_id=payment_id,
                gateways=configured_gateways(),
                callback_url=settings.CHECKOUT_RETURN_URL,
                now=now,
            )
        )
    except GatewayError as error:
        _log.warning("payment page not opened", payment_id=str(payment_id), error=str(error))
        code = ErrorCode.GATEWAY_UNAVAILABLE if error.retriable else ErrorCode.GATEWAY_REJECTED
        fault = Fault(code, "The order is placed, but its payment page did not open. Send the same request again.")
        payload.user_errors = user_errors([fault])
    return payload


def _saved(given: strawberry.ID | None) -> UUID | None:
    found = None if given is None else row_id(given, "Address")
    if given is not None and found is None:
        raise refuse(ErrorCode.NOT_FOUND, "You have no such address.", "shippingAddressId")
    return found


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
                shipping_address_id=_saved(input.shipping_address_id),
                gateways=configured_gateways(),
                once=once_over(info, operation="checkoutComplete", given=input, scope=input.cart_id),
                now=ctx.now,
            ),
            done=lambda order: CheckoutCompletePayload(order_id=order.pk, payment_id=order.payment_id),
            refused=lambda errors: CheckoutCompletePayload(user_errors=errors),
        )
        return await _open_payment_page(payload, now=ctx.now)
