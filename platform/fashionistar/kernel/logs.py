"""What must never reach a log line."""

from collections.abc import MutableMapping
from typing import Any

_SECRET_WORDS = ("password", "secret", "token", "authorization", "signature", "card", "cvv", "otp")
_HIDDEN = "[hidden]"


def redact(_logger: object, _method: str, event: MutableMapping[str, Any]) -> MutableMapping[str, Any]:
    """Replace the value of each key that names a secret; a structlog processor."""
    for key in event:
        if any(word in key.lower() for word in _SECRET_WORDS):
            event[key] = _HIDDEN
    return event
