"""Africa's Talking over HTTPS (`POST /version1/messaging`): text messages in many countries of Africa."""

from collections.abc import Mapping

import httpx

from fashionistar.notifications.gateway import Outgoing, SendError
from fashionistar.notifications.gateways.reading import LIMITS, TIMEOUT, Data, parsed, posted, said, usable

#: Processed, sent, queued.
_TAKEN = frozenset({100, 101, 102})
#: No such number, a number that takes no texts, and one whose owner wants none. The others may be mended.
_PERMANENT = frozenset({403, 404, 406})


class AfricasTalking:
    """A `Sender` on one pooled, thread-safe HTTP client that lives as long as the process."""

    name = "africastalking"

    def __init__(
        self, username: str, api_key: str, *, sender_id: str, base_url: str, timeout: httpx.Timeout = TIMEOUT
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ValueError: The key could not be a header's value.
        """
        self._username = username
        self._key = usable(api_key, "AFRICASTALKING_API_KEY")
        self._sender_id = sender_id
        headers = {"apiKey": self._key, "Accept": "application/json"}
        self._client = httpx.Client(base_url=base_url, timeout=timeout, limits=LIMITS, headers=headers)

    def __repr__(self) -> str:
        """Show the host and never the key."""
        return f"AfricasTalking({str(self._client.base_url)!r})"

    def send(self, message: Outgoing) -> None:
        """Hand a text message over.

        Raises:
            SendError: Africa's Talking did not take it, or did not say so.
        """
        content = {"username": self._username, "to": message.to, "message": message.text}
        if self._sender_id:
            content["from"] = self._sender_id
        request = self._client.build_request("POST", "/version1/messaging", data=content)
        response = posted(self._client, "Africa's Talking", request)
        whole = parsed(response)
        recipient = _recipient(whole)
        code = _status_code(recipient)
        if response.is_success and code in _TAKEN:
            return
        words = said(recipient.get("status") or _summary(whole), self._key, message.text)
        where = f"HTTP {response.status_code}" if code is None else f"{code}"
        is_permanent = response.is_success and code in _PERMANENT
        raise SendError(f"Africa's Talking says ({where}): {words or '—'}", is_permanent=is_permanent)


def _data(answer: Data) -> Data:
    found = answer.get("SMSMessageData")
    return found if isinstance(found, Mapping) else {}


def _summary(answer: Data) -> object:
    """What it says of the whole request, as `InvalidSenderId`; then it lists nobody."""
    return _data(answer).get("Message")


def _recipient(answer: Data) -> Data:
    listed = _data(answer).get("Recipients")
    only = listed[0] if isinstance(listed, list) and len(listed) == 1 else None
    return only if isinstance(only, Mapping) else {}


def _status_code(recipient: Data) -> int | None:
    code = recipient.get("statusCode")
    return int(code) if isinstance(code, int | str) and str(code).isdecimal() else None
