"""Requests to Flutterwave's v3 API and what its answers mean.

Its envelope is `{status: "success" | "error", message, data, meta}`; refusals come with HTTP 400, 404 or 200.
"""

import re
from collections.abc import Iterator, Mapping

import httpx
import orjson

from fashionistar.payments.gateway_errors import (
    AccountNotFound,
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayError,
    GatewayRejected,
    GatewayUnauthorized,
    GatewayUnavailable,
    TransactionNotFound,
)
from fashionistar.payments.gateways.reading import Data, as_object, parse_object, text

_BAD_KEY = "Flutterwave refuses our key; check FLUTTERWAVE_SECRET_KEY."
_TIMEOUT = httpx.Timeout(connect=5, read=20, write=10, pool=5)
_LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30)
#: What a refusal says, and what we call it; the first that fits.
_REFUSALS: tuple[tuple[re.Pattern[str], type[GatewayRejected]], ...] = (
    (re.compile(r"no transaction was found|transaction (was )?not found"), TransactionNotFound),
    (re.compile(r"reference.*(already|been used|exists)|duplicate.*(reference|tx_ref)"), DuplicateReference),
    (
        re.compile(r"could not (be )?(resolve|verif)|invalid account|account.*(not found|does not exist)"),
        AccountNotFound,
    ),
)


class Wire:
    """One pooled, thread-safe HTTP client under the merchant's key."""

    def __init__(self, secret_key: str, base_url: str, timeout: httpx.Timeout | None) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ValueError: The key could not be a header's value.
        """
        # The HTTP library would name an unusable key in its error.
        if not re.fullmatch(r"[!-~]+", secret_key):
            raise ValueError("The Flutterwave secret key must be printable ASCII without spaces or line breaks.")
        self._client = httpx.Client(
            base_url=base_url,
            timeout=timeout or _TIMEOUT,
            limits=_LIMITS,
            headers={"Authorization": f"Bearer {secret_key}", "Accept": "application/json"},
        )

    @property
    def host(self) -> str:
        """Where requests go."""
        return str(self._client.base_url)

    def close(self) -> None:
        """Close the pooled connections."""
        self._client.close()

    def post(self, path: str, content: Mapping[str, object]) -> object:
        """Send an object, once; return `data`."""
        body = orjson.dumps(content)
        request = self._client.build_request("POST", path, content=body, headers={"Content-Type": "application/json"})
        return self._send(request).get("data")

    def get(self, path: str, params: Mapping[str, str] | None = None) -> object:
        """Ask, once more if there is no answer; return `data`."""
        return self._ask(path, params or {}).get("data")

    def rows(self, path: str, params: Mapping[str, str]) -> Iterator[Data]:
        """Give every row of a list once, following its pages (`meta.page_info`)."""
        page, seen = 1, set[str]()
        while True:
            answer = self._ask(path, {**params, "page": str(page)})
            found = answer.get("data")
            if not isinstance(found, list):
                raise GatewayAnswerInvalid("Flutterwave's list is not a list.")
            # What happens meanwhile moves rows from one page to the next.
            fresh = [row for item in found if str((row := as_object(item, "A row")).get("id")) not in seen]
            seen.update(str(row.get("id")) for row in fresh)
            yield from fresh
            if not fresh or page >= _pages(answer):
                return
            page += 1

    def _ask(self, path: str, params: Mapping[str, str]) -> Data:
        request = self._client.build_request("GET", path, params=params)
        try:
            return self._send(request)
        except GatewayUnavailable:
            return self._send(request)

    def _send(self, request: httpx.Request) -> Data:
        try:
            response = self._client.send(request)
        except httpx.RequestError as error:
            raise GatewayUnavailable(
                f"Flutterwave does not answer ({type(error).__name__}); try again later."
            ) from error
        code = response.status_code
        if code in {408, 429} or code >= 500:
            raise GatewayUnavailable(f"Flutterwave is not available (HTTP {code}); try again later.")
        if code in {401, 403}:
            raise GatewayUnauthorized(_BAD_KEY)
        answer = parse_object(response.content, f"Flutterwave's answer (HTTP {code})")
        if code >= 400 or answer.get("status") != "success":
            raise _refusal(answer, code)
        return answer


def _pages(answer: Data) -> int:
    """How many pages a list says it has; without a word of it, one more may always follow."""
    meta = answer.get("meta")
    info = meta.get("page_info") if isinstance(meta, dict) else None
    total = info.get("total_pages") if isinstance(info, dict) else None
    return int(total) if isinstance(total, int | str) and str(total).isdigit() else 2**31


def _refusal(answer: Data, code: int) -> GatewayError:
    """The error for an answer that is not a success."""
    if code < 400 and answer.get("status") != "error":
        return GatewayAnswerInvalid("Flutterwave's answer has no `status` that we know.")
    reason = text(answer, "message")[:200] or f"HTTP {code}"
    if "authorization key" in reason.lower():
        return GatewayUnauthorized(_BAD_KEY)
    kind = next((kind for pattern, kind in _REFUSALS if pattern.search(reason.lower())), GatewayRejected)
    return kind(f"Flutterwave says: {reason}")
