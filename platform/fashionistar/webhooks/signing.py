"""Secrets of endpoints, and signatures as Standard Webhooks has them."""

import base64
import os
from collections.abc import Iterable
from datetime import UTC, datetime

from standardwebhooks import Webhook

_PREFIX = "whsec_"
_BYTES = 32


def new_secret() -> str:
    """A fresh secret, as the receiver is to hold it."""
    return _PREFIX + base64.b64encode(os.urandom(_BYTES)).decode()


def signed_headers(*, message_id: str, body: str, secrets: Iterable[str], now: datetime) -> dict[str, str]:
    """The three headers of Standard Webhooks, with a signature by each secret."""
    second = now.astimezone(UTC).replace(microsecond=0)
    signatures = (Webhook(secret).sign(message_id, second, body) for secret in secrets)
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(int(second.timestamp())),
        "webhook-signature": " ".join(signatures),
    }
