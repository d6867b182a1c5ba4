"""Stripe through its SDK: hosted Checkout, refunds, disputes; payouts do not go through it.

Checkout Sessions cannot be listed by our reference, and Stripe's search lags behind, so the session's id is kept at
Stripe under a name of ours: a product whose id is the reference (docs/decisions/0019).
"""

import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from stripe.params.checkout import SessionCreateParamsLineItem

from fashionistar.payments.gateway_errors import (
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayRejected,
    TransactionNotFound,
)
from fashionistar.payments.gateway_words import Initialization, RefundReceipt, RefundRecord, Verification
from fashionistar.payments.gateways.reading import Data, text, word
from fashionistar.payments.gateways.stripe import reading
from fashionistar.payments.gateways.stripe.calls import listed, make_client, read, write
from fashionistar.payments.gateways.stripe.disputes import StripeDisputes, whole_second
from fashionistar.payments.gateways.stripe.webhooks import StripeWebhooks

#: What we ask for through Stripe (https://docs.stripe.com/currencies); it does not take GHS.
CURRENCIES = frozenset(
    {
        "USD", "EUR", "GBP", "CAD", "AUD", "CHF", "NGN", "KES", "ZAR", "TZS", "ZMW", "EGP", "MAD",
        "JPY", "RWF", "XAF", "XOF", "UGX", "KWD", "BHD",
    }
)  # fmt: skip
_PAID = ["payment_intent.latest_charge.balance_transaction"]


class Stripe(StripeDisputes, StripeWebhooks):
    """A `PaymentGateway` on one client that lives as long as the process; each thread has a connection of its own."""

    name = "stripe"
    currencies = CURRENCIES

    def __init__(
        self,
        secret_key: str,
        webhook_secret: str = "",
        api_base: str = "https://api.stripe.com",
        timeout: float | tuple[float, float] | None = None,
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Args:
            secret_key: sk_…
            webhook_secret: whsec_… of the endpoint; without one no webhook is believed.
            api_base: Without /v1.
            timeout: Of one request in seconds, or (to connect, to read).

        Raises:
            ValueError: The key could not be a header's value.
        """
        self._v1 = make_client(secret_key, api_base, timeout).v1
        self._webhook_secret = webhook_secret
        self._host = api_base

    def __repr__(self) -> str:
        """Show the host and never a secret."""
        return f"Stripe({self._host!r})"

    def initialize(
        self,
        *,
        reference: str,
        amount_minor: int,
        currency: str,
        email: str,
        callback_url: str,
        metadata: Mapping[str, str],
    ) -> Initialization:
        """Open a Checkout Session; the reference is its idempotency key, so a retry gets the same page.

        Raises:
            DuplicateReference: The reference came before with another amount, address or e-mail.
            GatewayError: No page was opened, as far as we know.
        """
        if currency not in CURRENCIES:
            raise GatewayRejected(f"Stripe does not take {currency}; it takes {', '.join(sorted(CURRENCIES))}.")
        if not callback_url:
            raise GatewayRejected("Stripe's page needs an address to send people back to.")
        line = _line(reference, amount_minor, currency)
        ours, back = {**metadata, "reference": reference}, _return_url(callback_url, reference)
        session = write(
            lambda: self._v1.checkout.sessions.create(
                params={
                    "mode": "payment",
                    "client_reference_id": reference,
                    "customer_email": email,
                    "success_url": back,
                    "cancel_url": back,
                    "line_items": [line],
                    "metadata": ours,
                    "payment_intent_data": {"metadata": ours},
                },
                options={"idempotency_key": f"session:{reference}"},
            )
        )
        self._remember(reference, word(session, "id"))
        return Initialization(
            reference=reference, authorization_url=word(session, "url"), access_code=word(session, "id")
        )

    def verify(self, *, reference: str) -> Verification:
        """Ask what became of a reference; each question is asked once more if Stripe does not answer.

        Raises:
            TransactionNotFound: No page was opened for it, so nobody can have paid.
            GatewayError: There is no usable answer.
        """
        told = reading.session_verification(self._session(reference))
        if told.reference != reference:
            raise GatewayAnswerInvalid("Stripe's session is of another reference.")
        return told

    def refund(self, *, reference: str, amount_minor: int, currency: str, note: str) -> RefundReceipt:
        """Give money back; the same note for the same reference gives the same refund, never a second one.

        Raises:
            GatewayRejected: Stripe refuses, for example because it is more than was paid.
            GatewayError: It is unknown whether the refund was taken: look in `refunds` before trying again.
        """
        intent = self._intent_of(reference)
        if not intent:
            raise GatewayRejected("The payment has not been paid and cannot be refunded.")
        if reading.currency_of(intent) != currency:
            raise GatewayRejected(f"The payment is not in {currency}.")
        amount, intent_id = reading.units(amount_minor, currency), word(intent, "id")
        name = hashlib.sha256(note.encode()).hexdigest()[:32]
        try:
            answer = write(
                lambda: self._v1.refunds.create(
                    params={
                        "payment_intent": intent_id,
                        "amount": amount,
                        "metadata": {"note": note, "reference": reference},
                    },
                    options={"idempotency_key": f"refund:{reference}:{name}"},
                )
            )
        except DuplicateReference as error:
            # It is of the refund's note, not of a payment's reference.
            raise GatewayRejected(str(error)) from None
        return reading.refund_receipt(answer)

    def refunds(self, *, reference: str) -> tuple[RefundReceipt, ...]:
        """List the refunds of a reference, oldest first.

        Raises:
            TransactionNotFound: No page was opened for it.
            GatewayError: There is no usable answer.
        """
        intent = self._intent_of(reference)
        if not intent:
            return ()
        owner = word(intent, "id")
        found = listed(lambda: self._v1.refunds.list(params={"payment_intent": owner, "limit": 100}))
        # Newest first, as Stripe lists everything.
        return tuple(reading.refund_receipt(row) for row in reversed(list(found)))

    def payments(self, *, since: datetime, until: datetime) -> Iterator[Verification]:
        """List every payment tried in [since, until): Checkout makes a payment intent once somebody pays."""
        first, end, expand = whole_second(since), whole_second(until), ["data.latest_charge.balance_transaction"]
        found = listed(
            lambda: self._v1.payment_intents.list(
                params={"created": {"gte": first, "lt": end}, "limit": 100, "expand": expand}
            )
        )
        return (reading.intent_verification(row) for row in found)

    def refund_records(self, *, since: datetime, until: datetime) -> Iterator[RefundRecord]:
        """List every refund made in [since, until), whoever made it."""
        first, end, expand = whole_second(since), whole_second(until), ["data.payment_intent"]
        found = listed(
            lambda: self._v1.refunds.list(params={"created": {"gte": first, "lt": end}, "limit": 100, "expand": expand})
        )
        return (reading.refund_record(row) for row in found)

    def _remember(self, reference: str, session_id: str) -> None:
        """Keep the session's id at Stripe under the reference, before anybody learns of the page."""
        kept = {"checkout_session": session_id}
        try:
            write(
                lambda: self._v1.products.create(
                    params={"id": reference, "name": reference, "active": False, "metadata": kept},
                    options={"idempotency_key": f"product:{reference}:{session_id}"},
                )
            )
        except GatewayRejected:
            # An earlier session, whose page nobody got to see, is forgotten.
            write(lambda: self._v1.products.update(reference, params={"metadata": kept}))

    def _session(self, reference: str) -> Data:
        # What cannot be an id must not shape the path.
        if not reference or not reference.replace("-", "").replace("_", "").isalnum() or not reference.isascii():
            raise TransactionNotFound("Stripe knows no such reference.")
        kept = read(lambda: self._v1.products.retrieve(reference), missing=TransactionNotFound)
        if kept.get("id") != reference:
            raise GatewayAnswerInvalid("Stripe's answer is not the product that was asked for.")
        session_id = text(reading.part(kept, "metadata"), "checkout_session")
        if not session_id:
            raise TransactionNotFound("Stripe has a product by this reference, which is not ours.")
        return read(lambda: self._v1.checkout.sessions.retrieve(session_id, params={"expand": _PAID}))

    def _intent_of(self, reference: str) -> Data:
        return reading.part(self._session(reference), "payment_intent")


def stripe_from_settings() -> Stripe | None:
    """Make the gateway of the settings; None without a key.

    Raises:
        ImproperlyConfigured: The key cannot be one, or what webhooks are signed with is missing.
    """
    if not settings.STRIPE_SECRET_KEY:
        return None
    if not settings.STRIPE_WEBHOOK_SECRET:
        raise ImproperlyConfigured("STRIPE_WEBHOOK_SECRET is empty: take it from Stripe's dashboard.")
    try:
        return Stripe(settings.STRIPE_SECRET_KEY, settings.STRIPE_WEBHOOK_SECRET, api_base=settings.STRIPE_API_BASE)
    except ValueError as error:
        raise ImproperlyConfigured(str(error)) from None


def _line(name: str, amount_minor: int, currency: str) -> SessionCreateParamsLineItem:
    """All that is paid, as one line of the page."""
    return {
        "quantity": 1,
        "price_data": {
            "currency": currency.lower(),
            "unit_amount": reading.units(amount_minor, currency),
            "product_data": {"name": name},
        },
    }


def _return_url(url: str, reference: str) -> str:
    parts = urlsplit(url)
    query = [*parse_qsl(parts.query, keep_blank_values=True), ("reference", reference)]
    return urlunsplit(parts._replace(query=urlencode(query)))
