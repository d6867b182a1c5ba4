"""What a shopper's client does about a payment."""

from uuid import UUID

import strawberry

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.orders.selectors import visible_payments
from fashionistar.payments import models
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.services.payment_verify import payment_verify
from schema.lib.context import WireInfo
from schema.lib.errors import UserError, attempt
from schema.lib.permissions import Shopper
from schema.lib.projection.rows import one
from schema.payments.types import Payment


@strawberry.input
class PaymentVerifyInput:
    """The payment's reference, as the gateway hands it back to the shopper's browser."""

    reference: str


@strawberry.type
class PaymentVerifyPayload:
    """The payment as it is now, or what was wrong."""

    payment_id: strawberry.Private[UUID | None] = None
    user_errors: list[UserError] = strawberry.field(default_factory=list)

    @strawberry.field
    def payment(self) -> Payment | None:
        """The payment as it is now."""
        return one(models.Payment, self.payment_id)


def _verified(reference: str, info: WireInfo) -> models.Payment:
    if not visible_payments(info.context.actor).filter(attempts__reference=reference).exists():
        raise refuse(ErrorCode.NOT_FOUND, "There is no payment with this reference.", "reference")
    try:
        return payment_verify(reference=reference, gateways=configured_gateways(), now=info.context.now)
    except GatewayError as error:
        code = ErrorCode.GATEWAY_UNAVAILABLE if error.retriable else ErrorCode.GATEWAY_REJECTED
        raise refuse(code, "The gateway gave no answer yet. Try again in a moment.", "reference") from error


@strawberry.type
class PaymentMutations:
    """Root fields that move payments."""

    @strawberry.mutation(
        permission_classes=[Shopper],
        description="Ask the gateway what became of a payment, now. Safe to repeat: it believes only the gateway.",
    )
    async def payment_verify(self, info: WireInfo, input: PaymentVerifyInput) -> PaymentVerifyPayload:
        """NOT_FOUND also for a payment of somebody else's order."""
        return await attempt(
            lambda: _verified(input.reference, info),
            done=lambda payment: PaymentVerifyPayload(payment_id=payment.pk),
            refused=lambda errors: PaymentVerifyPayload(user_errors=errors),
        )
