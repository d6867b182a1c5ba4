"""Paystack's transactions: pages to pay on, what became of them, money given back.

Their words: https://paystack.com/docs/api/transaction/ and https://paystack.com/docs/api/refund/
"""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from urllib.parse import quote

from fashionistar.payments.gateway_errors import GatewayRejected, TransactionNotFound
from fashionistar.payments.gateway_words import (
    GatewayStatus,
    Initialization,
    RefundReceipt,
    RefundRecord,
    RefundStatus,
    Verification,
)
from fashionistar.payments.gateways.paystack.client import PaystackClient
from fashionistar.payments.gateways.reading import (
    Data,
    as_list,
    as_object,
    minor_units,
    minor_units_or_none,
    moment,
    text,
    within,
    word,
)

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


class PaystackPayments(PaystackClient):
    """The part of the adapter that takes money and gives it back."""

    currencies = frozenset({"NGN", "GHS", "KES", "ZAR", "USD"})

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
        if currency not in self.currencies:
            raise GatewayRejected(f"Paystack does not take {currency}; it takes {', '.join(sorted(self.currencies))}.")
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
        return _verification(self._transaction(reference))

    def payments(self, *, since: datetime, until: datetime) -> Iterator[Verification]:
        """List every transaction made in [since, until)."""
        for row in self._pages("/transaction", since=since, until=until):
            if within(moment(row, "createdAt", "created_at"), since, until):
                yield _verification(row)

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
        # Another transaction's refund must never pass for ours, should the filter be ignored.
        ours = [row for row in as_list(listed, "Paystack's list of refunds") if _is_of(row, transaction_id)]
        return tuple(sorted(map(_receipt, ours), key=lambda receipt: (len(receipt.refund_id), receipt.refund_id)))

    def refund_records(self, *, since: datetime, until: datetime) -> Iterator[RefundRecord]:
        """List every refund made in [since, until), whoever made it (`GET /refund`)."""
        for row in self._pages("/refund", since=since, until=until):
            made = moment(row, "createdAt", "created_at")
            if within(made, since, until):
                owner = row.get("transaction")
                reference = text(owner, "reference") if isinstance(owner, dict) else ""
                yield RefundRecord(_receipt(row), reference, _owner_id(row), made)

    def _transaction(self, reference: str) -> Data:
        # A reference outside Paystack's alphabet cannot exist there, and must not shape the path.
        if not _REFERENCE.fullmatch(reference):
            raise TransactionNotFound(
                "Paystack's references have letters, digits, hyphens, dots and equals signs only."
            )
        return as_object(self._get(f"/transaction/verify/{quote(reference, safe='')}", {}), "`data`")


def _verification(data: Data) -> Verification:
    paid, asked = minor_units(data, "amount"), minor_units_or_none(data, "requested_amount")
    return Verification(
        reference=word(data, "reference"),
        status=_STATUSES.get(text(data, "status").lower(), GatewayStatus.UNKNOWN),
        amount_minor=paid,
        requested_amount_minor=paid if asked is None else asked,
        fee_minor=minor_units_or_none(data, "fees"),
        currency=word(data, "currency").upper(),
        transaction_id=word(data, "id"),
        paid_at=moment(data, "paid_at", "paidAt"),
        channel=text(data, "channel"),
        message=text(data, "gateway_response", "message"),
    )


def _receipt(data: Data) -> RefundReceipt:
    return RefundReceipt(
        refund_id=word(data, "id"),
        status=_ENDED_REFUNDS.get(text(data, "status").lower(), RefundStatus.PENDING),
        amount_minor=minor_units(data, "amount"),
        currency=word(data, "currency").upper(),
        note=text(data, "merchant_note", "customer_note"),
    )


def _is_of(refund: Data, transaction_id: str) -> bool:
    """Tell whether a listed refund is of the transaction."""
    return _owner_id(refund) == transaction_id


def _owner_id(refund: Data) -> str:
    """The id of a refund's transaction, which is named by it or embedded."""
    owner = refund.get("transaction")
    return str(owner.get("id") if isinstance(owner, dict) else owner)
