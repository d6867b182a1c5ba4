"""Termii over HTTPS (`POST /api/sms/send`): text messages in Nigeria and beyond."""

import re

import httpx

from fashionistar.notifications.gateway import Outgoing, SendError
from fashionistar.notifications.gateways.reading import LIMITS, TIMEOUT, parsed, posted, said, usable

#: Its errors are told by their words alone: those that speak of the number, not of our sender id, route or balance.
_BAD_NUMBER = re.compile(
    r"\b(invalid|incorrect|wrong|not valid|unsupported)\b.*\b(phone|number|recipient|destination)\b"
    r"|\b(phone|number|recipient|destination)\b.*\b(invalid|incorrect|wrong|not valid|unsupported)\b",
    re.IGNORECASE,
)


class Termii:
    """A `Sender` on one pooled, thread-safe HTTP client that lives as long as the process."""

    name = "termii"

    def __init__(
        self, api_key: str, *, sender_id: str, route: str, base_url: str, timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ValueError: The key could not be one.
        """
        self._key = usable(api_key, "TERMII_API_KEY")
        self._sender_id = sender_id
        self._route = route
        self._client = httpx.Client(base_url=base_url, timeout=timeout, limits=LIMITS)

    def __repr__(self) -> str:
        """Show the host and never the key."""
        return f"Termii({str(self._client.base_url)!r})"

    def send(self, message: Outgoing) -> None:
        """Hand a text message over.

        Raises:
            SendError: Termii did not take it, or did not say so.
        """
        content = {
            "api_key": self._key,
            "to": message.to.removeprefix("+"),
            "from": self._sender_id,
            "sms": message.text,
            "type": "plain" if message.text.isascii() else "unicode",
            "channel": self._route,
        }
        response = posted(self._client, "Termii", self._client.build_request("POST", "/api/sms/send", json=content))
        answer = parsed(response)
        is_taken = str(answer.get("code", "ok")).lower() == "ok" and bool(answer.get("message_id"))
        if response.is_success and is_taken:
            return
        words = said(answer.get("message"), self._key, message.text)
        is_permanent = response.status_code in {200, 400, 422} and _BAD_NUMBER.search(words) is not None
        raise SendError(f"Termii says (HTTP {response.status_code}): {words or '—'}", is_permanent=is_permanent)
