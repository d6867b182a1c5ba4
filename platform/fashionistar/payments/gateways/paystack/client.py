"""Paystack over HTTPS: one pooled client, its envelope, its refusals, its pages."""

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

import httpx

from fashionistar.payments.gateway_errors import (
    AccountNotFound,
    DisputeNotFound,
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayError,
    GatewayRejected,
    GatewayUnauthorized,
    TransactionNotFound,
    TransferNotFound,
)
from fashionistar.payments.gateways.http import GatewayHttp, bad_key
from fashionistar.payments.gateways.reading import Data, as_list, as_object, minor_units, text

_TITLE = "Paystack"
_PER_PAGE = 100
#: A list that never ends is not followed for ever.
_MOST_PAGES = 10_000

#: What a refusal is, by its `code` or by its sentence; the first that fits.
_REFUSALS: tuple[tuple[type[GatewayError], frozenset[str], re.Pattern[str]], ...] = (
    (GatewayUnauthorized, frozenset({"invalid_key"}), re.compile(r"invalid key")),
    (
        DuplicateReference,
        frozenset({"duplicate_reference", "duplicate_transfer_reference"}),
        re.compile(
            r".*(duplicate (transaction |transfer )?reference|provide a unique reference|reference already exist)"
        ),
    ),
    (
        TransactionNotFound,
        frozenset({"transaction_not_found"}),
        re.compile(r".*transaction (reference |id )?not found"),
    ),
    (TransferNotFound, frozenset({"transfer_not_found"}), re.compile(r".*transfer (reference |id )?not found")),
    (DisputeNotFound, frozenset({"dispute_not_found"}), re.compile(r".*dispute (id )?not found")),
    (AccountNotFound, frozenset({"account_not_found"}), re.compile(r".*could not resolve account")),
)


class PaystackClient:
    """A thread-safe HTTP client that lives as long as the process; adapters of single matters stand on it."""

    name = "paystack"

    def __init__(
        self,
        secret_key: str,
        base_url: str = "https://api.paystack.co",
        timeout: httpx.Timeout | None = None,
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ValueError: The key could not be a header's value.
        """
        self._http = GatewayHttp(
            title=_TITLE, secret_key=secret_key, base_url=base_url, timeout=timeout, refusal=_refusal
        )
        self._key = secret_key.encode("ascii")

    def __repr__(self) -> str:
        """Show the host and never the key."""
        return f"Paystack({self._http.host!r})"

    def close(self) -> None:
        """Close the pooled connections."""
        self._http.close()

    def _post(self, path: str, content: Mapping[str, object]) -> object:
        return self._http.send("POST", path, content).get("data")

    def _put(self, path: str, content: Mapping[str, object]) -> object:
        return self._http.send("PUT", path, content).get("data")

    def _get(self, path: str, params: Mapping[str, str]) -> object:
        return self._http.ask(path, params).get("data")

    def _pages(self, path: str, *, since: datetime, until: datetime) -> Iterator[Data]:
        """Each row of a list of what was made in a span, page by page, once."""
        span = {"from": _stamp(since), "to": _stamp(until), "perPage": str(_PER_PAGE)}
        seen: set[str] = set()
        for page in range(1, _MOST_PAGES + 1):
            answer = self._http.ask(path, {**span, "page": str(page)})
            rows = as_list(answer.get("data"), f"Paystack's list at {path}")
            for row in rows:
                # What is made meanwhile pushes rows onto the next page, where they come again.
                if (key := str(row.get("id"))) not in seen:
                    seen.add(key)
                    yield row
            if not rows or _is_last(answer, page, len(rows)):
                return
        raise GatewayAnswerInvalid(f"Paystack's list at {path} does not end.")


def _refusal(answer: Data, code: int) -> GatewayError | None:
    """The error that an envelope means, or None; Paystack sends some errors with HTTP 200."""
    status = answer.get("status")
    if code < 400 and status is True:
        return None
    if code < 400 and status is not False:
        return GatewayAnswerInvalid("Paystack's answer has no `status`.")
    reason = text(answer, "message")[:200] or f"HTTP {code}"
    kind = text(answer, "code").lower()
    for error, codes, sentence in _REFUSALS:
        if kind in codes or sentence.match(reason.lower()):
            return bad_key(_TITLE) if error is GatewayUnauthorized else error(f"Paystack says: {reason}")
    return GatewayRejected(f"Paystack says: {reason}")


def _is_last(answer: Data, page: int, rows: int) -> bool:
    """Tell by `meta` whether more pages follow, or without it by how full this one is."""
    meta = answer.get("meta")
    if meta is None:
        return rows < _PER_PAGE
    told = as_object(meta, "`meta`")
    if told.get("pageCount") is None:
        return rows < _PER_PAGE
    return page >= minor_units(told, "pageCount")


def _stamp(moment: datetime) -> str:
    """A time as Paystack's filters take it."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
