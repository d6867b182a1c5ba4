"""Stripe's webhooks (https://docs.stripe.com/webhooks)."""

from collections.abc import Mapping
from datetime import datetime, timedelta

import stripe

from fashionistar.payments.gateway_errors import GatewayAnswerInvalid, WebhookMalformed
from fashionistar.payments.gateway_words import Subject, WebhookNotice
from fashionistar.payments.gateways.reading import Data, as_object, parse_object, text, word
from fashionistar.payments.gateways.stripe import reading

#: As Stripe's own libraries have it.
TOLERANCE = timedelta(seconds=300)


class StripeWebhooks:
    """What a `PaymentGateway` does with webhooks; a part of `Stripe`."""

    _webhook_secret: str

    def signature_valid(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
        """Check `stripe-signature`: HMAC-SHA256 of time and raw body, not more than five minutes from now."""
        header = headers.get("stripe-signature", "")
        # The SDK compares texts, and cannot where they are not ASCII.
        if not header.isascii():
            return False
        try:
            stripe.WebhookSignature.verify_header(body, header, self._webhook_secret)
        except (stripe.SignatureVerificationError, UnicodeDecodeError):
            return False
        signed_at = next(int(item[2:]) for item in header.split(",") if item.startswith("t="))
        return abs(now.timestamp() - signed_at) <= TOLERANCE.total_seconds()

    def parse_webhook(self, *, body: bytes) -> WebhookNotice:
        """Read an event; one that does not name a reference of ours is not acted on.

        Raises:
            WebhookMalformed: The body is not an event.
        """
        try:
            content = parse_object(body, "The webhook")
            event = word(content, "type")
            about = as_object(as_object(content.get("data"), "`data`").get("object"), "`data.object`")
            return _notice(event, about)
        except GatewayAnswerInvalid as error:
            raise WebhookMalformed(str(error)) from None


def _notice(event: str, about: Data) -> WebhookNotice:
    reference = reading.reference_of(about)
    subject = Subject.OTHER
    if event.startswith("charge.dispute."):
        subject, reference = Subject.DISPUTE, word(about, "id")
    elif event.startswith(("refund.", "charge.refund")):
        subject = Subject.REFUND
    elif event.startswith(("checkout.session.", "payment_intent.", "charge.")):
        subject, reference = Subject.PAYMENT, reference or text(about, "client_reference_id")
    if subject is Subject.OTHER or not reference:
        return WebhookNotice(event=event, subject=Subject.OTHER, reference=None)
    return WebhookNotice(event=event, subject=subject, reference=reference)
