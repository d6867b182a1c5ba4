"""Adapters of gateways, those that the settings configure, and the table that chooses among them."""

from collections.abc import Callable, Mapping
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fashionistar.payments.gateway import GatewayUnauthorized, PaymentGateway, PayoutGateway
from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.gateways.routing import Gateways, Route


@cache
def _paystack() -> Paystack | None:
    key = settings.PAYSTACK_SECRET_KEY
    return Paystack(key, base_url=settings.PAYSTACK_BASE_URL) if key else None


#: Each adapter by its name, None while its key is not set; the next one gets a line, and another below if it pays out.
_PAYMENT_GATEWAYS: Mapping[str, Callable[[], PaymentGateway | None]] = {"paystack": _paystack}
_PAYOUT_GATEWAYS: Mapping[str, Callable[[], PayoutGateway | None]] = {"paystack": _paystack}


@cache
def configured_gateways() -> Gateways:
    """The process's gateways, made on first use from the settings (`forget_gateways` forgets them).

    Raises:
        ImproperlyConfigured: A secret key cannot be one, or `GATEWAY_ROUTES` cannot be read.
    """
    try:
        made = {name: make() for name, make in _PAYMENT_GATEWAYS.items()}
        routes = [Route.parse(text) for text in settings.GATEWAY_ROUTES]
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None
    return Gateways({name: gateway for name, gateway in made.items() if gateway is not None}, routes)


def gateway_named(name: str) -> PaymentGateway:
    """The gateway of a row.

    Raises:
        GatewayUnauthorized: It is not configured.
    """
    return configured_gateways().named(name)


def payout_gateway_named(name: str) -> PayoutGateway:
    """The gateway that sends money under this name.

    Raises:
        GatewayUnauthorized: It is not configured, or sends none.
    """
    make = _PAYOUT_GATEWAYS.get(name)
    gateway = None if make is None else make()
    if gateway is None:
        raise GatewayUnauthorized(f"The gateway {name} is not configured for payouts: set its key.")
    return gateway


def forget_gateways() -> None:
    """Make the gateways anew at their next use."""
    configured_gateways.cache_clear()
    _paystack.cache_clear()
