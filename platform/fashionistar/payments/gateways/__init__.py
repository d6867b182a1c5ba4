"""Adapters of payment gateways, and the one that the settings choose."""

from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fashionistar.payments.gateway import GatewayUnauthorized, PaymentGateway, PayoutGateway
from fashionistar.payments.gateways.paystack import Paystack


@cache
def get_gateway() -> PaymentGateway:
    """Return the process's gateway, made on first use from the settings (`cache_clear()` forgets it).

    Raises:
        ImproperlyConfigured: The secret key is missing or cannot be one.
    """
    if not settings.PAYSTACK_SECRET_KEY:
        raise ImproperlyConfigured(
            "PAYSTACK_SECRET_KEY is empty: set it, or run `manage.py up`, which brings an emulator."
        )
    try:
        return Paystack(settings.PAYSTACK_SECRET_KEY, base_url=settings.PAYSTACK_BASE_URL)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None


def payout_gateway_named(name: str) -> PayoutGateway:
    """The gateway that sends money under this name.

    Raises:
        GatewayUnauthorized: It is not configured, or sends none.
    """
    gateway = get_gateway()
    if name != gateway.name or not isinstance(gateway, Paystack):
        raise GatewayUnauthorized(f"The gateway {name} is not configured for payouts: set its key.")
    return gateway
