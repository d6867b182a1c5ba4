"""Flutterwave's v3 API over HTTPS: major units of fourteen currencies, payments and payouts."""

import httpx
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from fashionistar.payments.gateways.flutterwave.payments import FlutterwavePayments
from fashionistar.payments.gateways.flutterwave.payouts import FlutterwavePayouts
from fashionistar.payments.gateways.flutterwave.wire import Wire


class Flutterwave(FlutterwavePayments, FlutterwavePayouts):
    """A `PaymentGateway` and a `PayoutGateway` on one HTTP client that lives as long as the process."""

    name = "flutterwave"

    def __init__(
        self,
        secret_key: str,
        webhook_hash: str = "",
        base_url: str = "https://api.flutterwave.com",
        timeout: httpx.Timeout | None = None,
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Args:
            secret_key: FLWSECK-…
            webhook_hash: The secret hash of the dashboard; without one no webhook is believed.
            base_url: Without /v3.
            timeout: Of one request.

        Raises:
            ValueError: The key could not be a header's value.
        """
        self._wire = Wire(secret_key, base_url, timeout)
        self._webhook_hash = webhook_hash.encode()

    def __repr__(self) -> str:
        """Show the host and never a secret."""
        return f"Flutterwave({self._wire.host!r})"

    def close(self) -> None:
        """Close the pooled connections."""
        self._wire.close()


def flutterwave_from_settings() -> Flutterwave | None:
    """Make the gateway of the settings; None without a key.

    Raises:
        ImproperlyConfigured: The key cannot be one, or what webhooks are signed with is missing.
    """
    if not settings.FLUTTERWAVE_SECRET_KEY:
        return None
    if not settings.FLUTTERWAVE_WEBHOOK_HASH:
        raise ImproperlyConfigured("FLUTTERWAVE_WEBHOOK_HASH is empty: take it from Flutterwave's dashboard.")
    try:
        return Flutterwave(
            settings.FLUTTERWAVE_SECRET_KEY, settings.FLUTTERWAVE_WEBHOOK_HASH, base_url=settings.FLUTTERWAVE_BASE_URL
        )
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None
