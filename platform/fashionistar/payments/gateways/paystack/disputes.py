"""Paystack's disputes: where they stand, evidence against them, giving in.

Their words: https://paystack.com/docs/payments/manage-disputes/ and https://paystack.com/docs/api/dispute/
"""

import re
from collections.abc import Iterator
from datetime import datetime

import httpx

from fashionistar.payments.gateway_errors import DisputeNotFound, GatewayAnswerInvalid, GatewayUnavailable
from fashionistar.payments.gateway_words import Dispute, DisputeStatus, Evidence
from fashionistar.payments.gateways.paystack.client import PaystackClient
from fashionistar.payments.gateways.reading import (
    Data,
    as_object,
    minor_units,
    minor_units_or_none,
    moment,
    text,
    within,
    word,
)

_OPEN = {
    "awaiting-merchant-feedback": DisputeStatus.AWAITING_EVIDENCE,
    "awaiting-bank-feedback": DisputeStatus.UNDER_REVIEW,
    "pending": DisputeStatus.UNDER_REVIEW,
}
#: A dispute that is over says by its resolution for whom.
_OVER = {
    "declined": DisputeStatus.WON,
    "merchant-accepted": DisputeStatus.LOST,
    "auto-accepted": DisputeStatus.LOST,
}


class PaystackDisputes(PaystackClient):
    """The part of the adapter that answers disputes."""

    def disputes(self, *, since: datetime, until: datetime) -> Iterator[Dispute]:
        """List every dispute opened in [since, until)."""
        for row in self._pages("/dispute", since=since, until=until):
            dispute = _dispute(row)
            if within(dispute.created_at, since, until):
                yield dispute

    def dispute(self, *, dispute_id: str) -> Dispute:
        """Ask where a dispute stands.

        Raises:
            DisputeNotFound: Paystack knows none by this id.
            GatewayError: There is no usable answer.
        """
        return _dispute(as_object(self._get(f"/dispute/{_path_of(dispute_id)}", {}), "`data`"))

    def dispute_contest(self, *, dispute_id: str, evidence: Evidence) -> Dispute:
        """Hand in evidence, then decline; Paystack wants the evidence as a file besides.

        Raises:
            GatewayError: It may have been taken: ask `dispute` before trying again.
        """
        path = f"/dispute/{_path_of(dispute_id)}"
        filename = self._uploaded(path, f"evidence-{dispute_id}.txt", _as_text(evidence))
        told: dict[str, object] = {
            "customer_email": evidence.customer_email,
            "customer_name": evidence.customer_name,
            "customer_phone": evidence.customer_phone,
            "service_details": evidence.service_details,
        }
        if evidence.delivery_address:
            told["delivery_address"] = evidence.delivery_address
        if evidence.delivered_at:
            told["delivery_date"] = evidence.delivered_at.date().isoformat()
        handed_in = as_object(self._post(f"{path}/evidence", told), "The evidence")
        answer = {
            "resolution": "declined",
            "message": evidence.service_details,
            "refund_amount": 0,
            "uploaded_filename": filename,
            "evidence": handed_in.get("id"),
        }
        return _dispute(as_object(self._put(f"{path}/resolve", answer), "`data`"))

    def dispute_accept(self, *, dispute_id: str, amount_minor: int, note: str) -> Dispute:
        """Give in: Paystack refunds the amount.

        Raises:
            GatewayError: It may have been taken: ask `dispute` before trying again.
        """
        answer = {"resolution": "merchant-accepted", "message": note, "refund_amount": amount_minor}
        return _dispute(as_object(self._put(f"/dispute/{_path_of(dispute_id)}/resolve", answer), "`data`"))

    def _uploaded(self, path: str, filename: str, content: bytes) -> str:
        """Put a file where Paystack says; returns its name there."""
        place = as_object(self._get(f"{path}/upload_url", {"upload_filename": filename}), "The place of a file")
        try:
            # The place is signed by itself: our key is not for it.
            put = httpx.put(word(place, "signedUrl"), content=content, timeout=self._http.timeout)
        except (httpx.RequestError, httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise GatewayUnavailable(
                f"The evidence was not taken ({type(error).__name__}); try again later."
            ) from error
        if put.status_code >= 300:
            raise GatewayUnavailable(f"The evidence was not taken (HTTP {put.status_code}); try again later.")
        return word(place, "fileName")


def _path_of(dispute_id: str) -> str:
    # An id that is no number cannot exist there, and must not shape the path.
    if not re.fullmatch(r"[0-9]{1,20}", dispute_id):
        raise DisputeNotFound("Paystack's disputes have numbers.")
    return dispute_id


def _dispute(data: Data) -> Dispute:
    transaction = data.get("transaction")
    charge = transaction if isinstance(transaction, dict) else {}
    reference = text(charge, "reference") or text(data, "transaction_reference", "merchant_transaction_reference")
    if not reference:
        raise GatewayAnswerInvalid("A dispute names no transaction.")
    disputed = minor_units_or_none(data, "refund_amount")
    owner = data if text(data, "currency") else charge
    return Dispute(
        dispute_id=word(data, "id"),
        reference=reference,
        status=_status(data),
        amount_minor=minor_units(charge, "amount") if disputed is None else disputed,
        currency=word(owner, "currency").upper(),
        reason=": ".join(filter(None, (text(data, "category"), _complaint(data))))[:300],
        due_at=moment(data, "dueAt", "due_at"),
        created_at=moment(data, "createdAt", "created_at"),
    )


def _status(data: Data) -> DisputeStatus:
    status, resolution = text(data, "status").lower(), text(data, "resolution").lower()
    if status in _OPEN:
        return _OPEN[status]
    return _OVER.get(resolution, DisputeStatus.UNKNOWN) if status in {"resolved", "archived"} else DisputeStatus.UNKNOWN


def _complaint(data: Data) -> str:
    """What the shopper or her bank said first."""
    messages = data.get("messages")
    first = messages[0] if isinstance(messages, list) and messages else None
    return text(first, "body") if isinstance(first, dict) else ""


def _as_text(evidence: Evidence) -> bytes:
    lines = (
        f"Customer: {evidence.customer_name}, {evidence.customer_email}, {evidence.customer_phone}",
        f"Delivered to: {evidence.delivery_address}",
        f"Delivered at: {evidence.delivered_at.isoformat() if evidence.delivered_at else 'not recorded'}",
        evidence.service_details,
    )
    return "\n".join(lines).encode()
