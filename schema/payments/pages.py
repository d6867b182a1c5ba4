"""Opening a payment's page, after the transaction that made the payment."""

from datetime import datetime
from uuid import UUID

import structlog
from django.conf import settings

from fashionistar.kernel.errors import ErrorCode, Fault
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.services.payment_initialize import payment_initialize
from schema.lib.errors import UserError, user_errors
from schema.lib.threads import in_thread

_log = structlog.get_logger("fashionistar.payments")


async def open_page(payment_id: UUID | None, *, now: datetime, done: str) -> list[UserError]:
    """Open it, if there is a payment; what went wrong is told with what is `done` nevertheless."""
    if payment_id is None:
        return []
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
        told = f"{done}, but its payment page did not open. Send the same request again."
        return user_errors([Fault(code, told)])
    return []
