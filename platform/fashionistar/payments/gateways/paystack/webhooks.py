"""Paystack's webhooks: signed with the secret key over the raw body, told apart by the beginning of their names."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import datetime

from fashionistar.payments.gateway_errors import GatewayAnswerInvalid, WebhookMalformed
from fashionistar.payments.gateway_words import Subject, WebhookNotice
from fashionistar.payments.gateways.paystack.client import PaystackClient
from fashionistar.payments.gateways.reading import as_object, parse_object, word

#: By the beginning of the event's name, the first that fits: what it is about, and where it names it.
_SUBJECTS = (
    ("charge.dispute.", Subject.DISPUTE, "id"),
    ("charge.", Subject.PAYMENT, "reference"),
    ("refund.", Subject.REFUND, "transaction_reference"),
    ("transfer.", Subject.TRANSFER, "reference"),
)


class PaystackWebhooks(PaystackClient):
    """The part of the adapter that reads webhooks."""

    def signature_valid(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
        """Check the HMAC-SHA512 of the raw body under the secret key, in constant time; Paystack signs no time."""
        expected = hmac.new(self._key, body, hashlib.sha512).hexdigest()
        given = headers.get("x-paystack-signature", "")
        return hmac.compare_digest(expected.encode("ascii"), given.encode("utf-8", "replace"))

    def parse_webhook(self, *, body: bytes) -> WebhookNotice:
        """Read an event.

        Raises:
            WebhookMalformed: The body is not an event.
        """
        try:
            content = parse_object(body, "The webhook")
            event = word(content, "event")
            data = as_object(content.get("data"), "`data`")
            for beginning, subject, key in _SUBJECTS:
                if event.startswith(beginning):
                    return WebhookNotice(event=event, subject=subject, reference=word(data, key))
        except GatewayAnswerInvalid as error:
            raise WebhookMalformed(str(error)) from None
        return WebhookNotice(event=event, subject=Subject.OTHER, reference=None)
