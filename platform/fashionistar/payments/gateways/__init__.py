"""Adapters of gateways, those that the settings configure, and the table that chooses among them."""

from collections.abc import Callable, Mapping
from functools import cache

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fashionistar.payments.gateway import PaymentGateway, PayoutGateway
from fashionistar.payments.gateway_errors import GatewayUnauthorized
from fashionistar.payments.gateways.flutterwave import flutterwave_from_settings
from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.gateways.routing import Gateways, Route
from fashionistar.payments.gateways.stripe import stripe_from_settings


def _paystack() -> Paystack | None:
    key = settings.PAYSTACK_SECRET_KEY
    return Paystack(key, base_url=settings.PAYSTACK_BASE_URL) if key else None


#: Each adapter by its name, None while its key is not set; the next one gets a line, and another below if it pays out.
_PAYMENT_GATEWAYS: Mapping[str, Callable[[], PaymentGateway | None]] = {
    "paystack": _paystack,
    "flutterwave": flutterwave_from_settings,
    "stripe": stripe_from_settings,
}
_PAYOUT_GATEWAYS: Mapping[str, Callable[[], PayoutGateway | None]] = {
    "paystack": _paystack,
    "flutterwave": flutterwave_from_settings,
}


def _made[Gateway](makers: Mapping[str, Callable[[], Gateway | None]]) -> Mapping[str, Gateway]:
    """Those whose key is set.

    Raises:
        ImproperlyConfigured: A secret key cannot be one.
    """
    try:
        made = {name: make() for name, make in makers.items()}
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None
    return {name: gateway for name, gateway in made.items() if gateway is not None}


@cache
def configured_gateways() -> Gateways:
    """The process's gateways, made on first use from the settings (`forget_gateways` forgets them).

    Raises:
        ImproperlyConfigured: A secret key cannot be one, or `GATEWAY_ROUTES` cannot be read.
    """
    try:
        routes = [Route.parse(text) for text in settings.GATEWAY_ROUTES]
    except ValueError as error:
        raise ImproperlyConfigured(f"GATEWAY_ROUTES: {error}") from None
    return Gateways(_made(_PAYMENT_GATEWAYS), routes)


@cache
def _payout_gateways() -> Mapping[str, PayoutGateway]:
    return _made(_PAYOUT_GATEWAYS)


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
    gateway = payout_gateway_or_none(name)
    if gateway is None:
        raise GatewayUnauthorized(f"The gateway {name} is not configured for payouts: set its key.")
    return gateway


def payout_gateway_or_none(name: str) -> PayoutGateway | None:
    """The gateway that sends money under this name; None where none does."""
    return _payout_gateways().get(name)


def forget_gateways() -> None:
    """Make the gateways anew at their next use."""
    configured_gateways.cache_clear()
    _payout_gateways.cache_clear()
