"""Paystack over HTTPS: minor units of five currencies, webhooks signed with the secret key."""

import hashlib
import hmac
import re
from collections.abc import Mapping
from urllib.parse import quote

import httpx

from fashionistar.payments.gateway import (
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayError,
    GatewayRejected,
    GatewayStatus,
    GatewayUnauthorized,
    GatewayUnavailable,
    Initialization,
    RefundReceipt,
    RefundStatus,
    TransactionNotFound,
    Verification,
    WebhookMalformed,
    WebhookNotice,
)
from fashionistar.payments.gateways.reading import (
    Data,
    as_object,
    minor_units,
    moment,
    parse_object,
    text,
    word,
)

CURRENCIES = frozenset({"NGN", "GHS", "KES", "ZAR", "USD"})

_STATUSES = {
    "success": GatewayStatus.SUCCESS,
    "failed": GatewayStatus.FAILED,
    "abandoned": GatewayStatus.ABANDONED,
    "ongoing": GatewayStatus.PENDING,
    "pending": GatewayStatus.PENDING,
    "processing": GatewayStatus.PENDING,
    "queued": GatewayStatus.PENDING,
    "reversed": GatewayStatus.REVERSED,
}
#: Every other word (processing, needs-attention…) is of a refund that may still be processed.
_ENDED_REFUNDS = {"processed": RefundStatus.PROCESSED, "failed": RefundStatus.FAILED}

_REFERENCE = re.compile(r"[-.=A-Za-z0-9]*[A-Za-z0-9][-.=A-Za-z0-9]*")
_BAD_KEY = "Paystack refuses our key; check PAYSTACK_SECRET_KEY."
_TIMEOUT = httpx.Timeout(connect=5, read=20, write=10, pool=5)
_LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=16, keepalive_expiry=30)


class Paystack:
    """A `PaymentGateway` on one pooled, thread-safe HTTP client that lives as long as the process."""

    name = "paystack"

    def __init__(
        self, secret_key: str, base_url: str = "https://api.paystack.co", timeout: httpx.Timeout = _TIMEOUT
    ) -> None:
        """Prepare the client; nothing is sent yet.

        Raises:
            ValueError: The key could not be a header's value.
        """
        # The HTTP library would name an unusable key in its error.
        if not re.fullmatch(r"[!-~]+", secret_key):
            raise ValueError("The Paystack secret key must be printable ASCII without spaces or line breaks.")
        self._key = secret_key.encode("ascii")
        self._client = httpx.Client(
            base_url=base_url,
            timeout=timeout,
            limits=_LIMITS,
            headers={"Authorization": f"Bearer {secret_key}", "Accept": "application/json"},
        )

    def __repr__(self) -> str:
        """Show the host and never the key."""
        return f"Paystack({str(self._client.base_url)!r})"

    def close(self) -> None:
        """Close the pooled connections."""
        self._client.close()

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
        """Open a hosted payment page.

        Raises:
            DuplicateReference: Paystack has this reference already.
            GatewayError: No page was opened, as far as we know.
        """
        if currency not in CURRENCIES:
            raise GatewayRejected(f"Paystack does not take {currency}; it takes {', '.join(sorted(CURRENCIES))}.")
        asked = {"reference": reference, "amount": amount_minor, "currency": currency, "email": email}
        if callback_url:
            asked["callback_url"] = callback_url
        answer = as_object(self._post("/transaction/initialize", {**asked, "metadata": dict(metadata)}), "`data`")
        return Initialization(
            reference=word(answer, "reference"),
            authorization_url=word(answer, "authorization_url"),
            access_code=word(answer, "access_code"),
        )

    def verify(self, *, reference: str) -> Verification:
        """Ask what became of a transaction; asked once more if Paystack does not answer.

        Raises:
            TransactionNotFound: Paystack has no such reference.
            GatewayError: There is no usable answer.
        """
        answer = self._transaction(reference)
        paid = minor_units(answer, "amount")
        return Verification(
            reference=word(answer, "reference"),
            status=_STATUSES.get(text(answer, "status").lower(), GatewayStatus.UNKNOWN),
            amount_minor=paid,
            requested_amount_minor=paid
            if answer.get("requested_amount") is None
            else minor_units(answer, "requested_amount"),
            currency=word(answer, "currency").upper(),
            transaction_id=word(answer, "id"),
            paid_at=moment(answer, "paid_at", "paidAt"),
            channel=text(answer, "channel"),
            message=text(answer, "gateway_response", "message"),
        )

    def refund(self, *, reference: str, amount_minor: int, currency: str, note: str) -> RefundReceipt:
        """Give money back to the shopper.

        Raises:
            GatewayRejected: Paystack refuses, for example because it is more than was paid.
            GatewayError: It is unknown whether the refund was taken: look in `refunds` before trying again.
        """
        answer = self._post(
            "/refund",
            {
                "transaction": reference,
                "amount": amount_minor,
                "currency": currency,
                "customer_note": note,
                "merchant_note": note,
            },
        )
        return _receipt(as_object(answer, "`data`"))

    def refunds(self, *, reference: str) -> tuple[RefundReceipt, ...]:
        """List the refunds of a transaction, oldest first.

        Raises:
            TransactionNotFound: Paystack has no such reference.
            GatewayError: There is no usable answer.
        """
        transaction_id = word(self._transaction(reference), "id")
        listed = self._get("/refund", {"transaction": transaction_id, "perPage": "100"})
        if not isinstance(listed, list):
            raise GatewayAnswerInvalid("Paystack's list of refunds is not a list.")
        # Another transaction's refund must never pass for ours, should the filter be ignored.
        ours = [item for row in listed if _is_of(item := as_object(row, "A refund"), transaction_id)]
        return tuple(sorted(map(_receipt, ours), key=lambda receipt: (len(receipt.refund_id), receipt.refund_id)))

    def signature_valid(self, *, body: bytes, signature: str) -> bool:
        """Check the HMAC-SHA512 of the raw body under the secret key, in constant time."""
        expected = hmac.new(self._key, body, hashlib.sha512).hexdigest()
        return hmac.compare_digest(expected.encode("ascii"), signature.encode("utf-8", "replace"))

    def parse_webhook(self, *, body: bytes) -> WebhookNotice:
        """Read an event; charges and refunds name their transaction, all others are not acted on.

        Raises:
            WebhookMalformed: The body is not an event.
        """
        try:
            content = parse_object(body, "The webhook")
            event = word(content, "event")
            data = as_object(content.get("data"), "`data`")
            if event.startswith("charge.") and not event.startswith("charge.dispute."):
                return WebhookNotice(event=event, reference=word(data, "reference"), is_payment=True)
            if event.startswith("refund."):
                return WebhookNotice(event=event, reference=word(data, "transaction_reference"), is_payment=False)
        except GatewayAnswerInvalid as error:
            raise WebhookMalformed(str(error)) from None
        return WebhookNotice(event=event, reference=None, is_payment=False)

    def _transaction(self, reference: str) -> Data:
        # A reference outside Paystack's alphabet cannot exist there, and must not shape the path.
        if not _REFERENCE.fullmatch(reference):
            raise TransactionNotFound(
                "Paystack's references have letters, digits, hyphens, dots and equals signs only."
            )
        return as_object(self._get(f"/transaction/verify/{quote(reference, safe='')}", {}), "`data`")

    def _post(self, path: str, content: Mapping[str, object]) -> object:
        return self._send(self._client.build_request("POST", path, json=content))

    def _get(self, path: str, params: Mapping[str, str]) -> object:
        request = self._client.build_request("GET", path, params=params)
        try:
            return self._send(request)
        except GatewayUnavailable:
            return self._send(request)

    def _send(self, request: httpx.Request) -> object:
        try:
            response = self._client.send(request)
        except httpx.RequestError as error:
            raise GatewayUnavailable(f"Paystack does not answer ({type(error).__name__}); try again later.") from error
        code = response.status_code
        if code in {408, 429} or code >= 500:
            raise GatewayUnavailable(f"Paystack is not available (HTTP {code}); try again later.")
        if code in {401, 403}:
            raise GatewayUnauthorized(_BAD_KEY)
        answer = parse_object(response.content, f"Paystack's answer (HTTP {code})")
        if code >= 400 or answer.get("status") is not True:
            raise _refusal(answer, code)
        return answer.get("data")


def _refusal(answer: Data, code: int) -> GatewayError:
    """The error for an answer that is not a success; Paystack sends some with HTTP 200."""
    if code < 400 and answer.get("status") is not False:
        return GatewayAnswerInvalid("Paystack's answer has no `status`.")
    reason = text(answer, "message")[:200] or f"HTTP {code}"
    kind = text(answer, "code").lower()
    if kind == "invalid_key" or reason.lower().startswith("invalid key"):
        return GatewayUnauthorized(_BAD_KEY)
    if kind == "duplicate_reference" or "duplicate transaction reference" in reason.lower():
        return DuplicateReference(f"Paystack says: {reason}")
    if kind == "transaction_not_found" or re.search(r"transaction (reference |id )?not found", reason.lower()):
        return TransactionNotFound(f"Paystack says: {reason}")
    return GatewayRejected(f"Paystack says: {reason}")


def _receipt(data: Data) -> RefundReceipt:
    return RefundReceipt(
        refund_id=word(data, "id"),
        status=_ENDED_REFUNDS.get(text(data, "status").lower(), RefundStatus.PENDING),
        amount_minor=minor_units(data, "amount"),
        currency=word(data, "currency").upper(),
    )


def _is_of(refund: Data, transaction_id: str) -> bool:
    """Tell whether a listed refund is of the transaction, which is named by its id or embedded."""
    owner = refund.get("transaction")
    if isinstance(owner, dict):
        owner = owner.get("id")
    return str(owner) == transaction_id
