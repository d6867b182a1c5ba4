"""Requests to Flutterwave's v3 API and what its answers mean.

Its envelope is `{status: "success" | "error", message, data, meta}`; refusals come with HTTP 400, 404 or 200.
"""

import re
from collections.abc import Iterator, Mapping

import httpx

from fashionistar.payments.gateway_errors import (
    AccountNotFound,
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayError,
    GatewayRejected,
    TransactionNotFound,
)
from fashionistar.payments.gateways.http import GatewayHttp, bad_key
from fashionistar.payments.gateways.reading import Data, as_object, text

_TITLE = "Flutterwave"
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
    """Requests under the merchant's key."""

    def __init__(self, secret_key: str, base_url: str, timeout: httpx.Timeout | None) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ValueError: The key could not be a header's value.
        """
        self._http = GatewayHttp(
            title=_TITLE, secret_key=secret_key, base_url=base_url, timeout=timeout, refusal=_refusal
        )

    @property
    def host(self) -> str:
        """Where requests go."""
        return self._http.host

    def close(self) -> None:
        """Close the pooled connections."""
        self._http.close()

    def post(self, path: str, content: Mapping[str, object]) -> object:
        """Send an object, once; return `data`."""
        return self._http.send("POST", path, content).get("data")

    def get(self, path: str, params: Mapping[str, str] | None = None) -> object:
        """Ask, once more if there is no answer; return `data`."""
        return self._http.ask(path, params or {}).get("data")

    def rows(self, path: str, params: Mapping[str, str]) -> Iterator[Data]:
        """Give every row of a list once, following its pages (`meta.page_info`)."""
        page, seen = 1, set[str]()
        while True:
            answer = self._http.ask(path, {**params, "page": str(page)})
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


def _pages(answer: Data) -> int:
    """How many pages a list says it has; without a word of it, one more may always follow."""
    meta = answer.get("meta")
    info = meta.get("page_info") if isinstance(meta, dict) else None
    total = info.get("total_pages") if isinstance(info, dict) else None
    return int(total) if isinstance(total, int | str) and str(total).isdigit() else 2**31


def _refusal(answer: Data, code: int) -> GatewayError | None:
    """The error that an envelope means, or None."""
    status = answer.get("status")
    if code < 400 and status == "success":
        return None
    if code < 400 and status != "error":
        return GatewayAnswerInvalid("Flutterwave's answer has no `status` that we know.")
    reason = text(answer, "message")[:200] or f"HTTP {code}"
    if "authorization key" in reason.lower():
        return bad_key(_TITLE)
    kind = next((kind for pattern, kind in _REFUSALS if pattern.search(reason.lower())), GatewayRejected)
    return kind(f"Flutterwave says: {reason}")
