"""Flutterwave's payments, refunds, chargebacks and webhooks."""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from urllib.parse import quote

from fashionistar.payments.gateway_errors import (
    DisputeNotFound,
    DuplicateReference,
    GatewayAnswerInvalid,
    GatewayRejected,
    TransactionNotFound,
    WebhookMalformed,
)
from fashionistar.payments.gateway_words import (
    Dispute,
    Evidence,
    GatewayStatus,
    Initialization,
    RefundReceipt,
    RefundRecord,
    Subject,
    Verification,
    WebhookNotice,
)
from fashionistar.payments.gateways.flutterwave import reading
from fashionistar.payments.gateways.flutterwave.wire import Wire
from fashionistar.payments.gateways.reading import Data, as_object, parse_object, text, within, word

#: What Flutterwave's page collects for us; UGX, RWF and both CFA francs have no decimals.
CURRENCIES = frozenset(
    {"NGN", "GHS", "KES", "ZAR", "USD", "EUR", "GBP", "UGX", "TZS", "RWF", "ZMW", "MWK", "XOF", "XAF"}
)
_DAY = timedelta(days=1)


class FlutterwavePayments:
    """A `PaymentGateway`; made by `Flutterwave`."""

    name = "flutterwave"
    currencies = CURRENCIES

    _wire: Wire
    _webhook_hash: bytes

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
        """Open a hosted page (`POST /v3/payments`).

        A reference whose page nobody has paid on is taken again: it gets another page, and what is paid on either is
        found by the reference.

        Raises:
            DuplicateReference: Flutterwave says that it has been used.
            GatewayError: No page was opened, as far as we know.
        """
        if currency not in CURRENCIES:
            raise GatewayRejected(f"Flutterwave does not take {currency}; it takes {', '.join(sorted(CURRENCIES))}.")
        asked = {
            "tx_ref": reference,
            "amount": reading.major_units(amount_minor, currency),
            "currency": currency,
            "redirect_url": callback_url,
            "customer": {"email": email},
            "meta": dict(metadata),
        }
        answer = as_object(self._wire.post("/v3/payments", asked), "`data`")
        link = word(answer, "link")
        return Initialization(
            reference=reference, authorization_url=link, access_code=link.rstrip("/").rpartition("/")[2]
        )

    def verify(self, *, reference: str) -> Verification:
        """Ask what became of a reference; asked once more if Flutterwave does not answer.

        Each try of a card is a transaction of its own under the same reference, and Flutterwave does not say which one
        it tells of; so when that one has not succeeded, the others are looked at.

        Raises:
            TransactionNotFound: Nobody has tried to pay: a page alone makes no transaction.
            GatewayError: There is no usable answer.
        """
        return reading.verification(self._transaction(reference))

    def refund(self, *, reference: str, amount_minor: int, currency: str, note: str) -> RefundReceipt:
        """Give money back (`POST /v3/transactions/:id/refund`).

        Raises:
            GatewayRejected: Flutterwave refuses, for example because it is more than was paid.
            GatewayError: It is unknown whether the refund was taken: look in `refunds` before trying again.
        """
        owner = self._transaction(reference)
        if reading.currency_of(owner) != currency:
            raise GatewayRejected(f"The transaction is not in {currency}.")
        content = {"amount": reading.major_units(amount_minor, currency), "comments": note}
        try:
            answer = self._wire.post(f"/v3/transactions/{word(owner, 'id')}/refund", content)
        except DuplicateReference as error:
            # It is of the refund, not of a payment's reference.
            raise GatewayRejected(str(error)) from None
        return reading.refund_receipt({"comments": note, **as_object(answer, "`data`")}, currency)

    def refunds(self, *, reference: str) -> tuple[RefundReceipt, ...]:
        """List the refunds of a reference, oldest first (`GET /v3/refunds`).

        Raises:
            TransactionNotFound: Flutterwave has no such reference.
            GatewayError: There is no usable answer.
        """
        owner = self._transaction(reference)
        currency, transaction_id = reading.currency_of(owner), word(owner, "id")
        made = reading.created_at(owner)
        since = {"from": (made - _DAY).date().isoformat()} if made else {}
        rows = self._wire.rows("/v3/refunds", since)
        # The list is of the whole account: another transaction's refund must never pass for ours.
        ours = [reading.refund_receipt(row, currency) for row in rows if reading.owner_id(row) == transaction_id]
        return tuple(sorted(ours, key=lambda receipt: (len(receipt.refund_id), receipt.refund_id)))

    def payments(self, *, since: datetime, until: datetime) -> Iterator[Verification]:
        """List every transaction made in [since, until), each try of a card for itself (`GET /v3/transactions`)."""
        for row in self._wire.rows("/v3/transactions", days(since, until)):
            made = reading.created_at(row)
            if made is None or since <= made < until:
                yield reading.verification(row)

    def refund_records(self, *, since: datetime, until: datetime) -> Iterator[RefundRecord]:
        """List every refund made in [since, until), whoever made it (`GET /v3/refunds`).

        The list names neither our reference nor the currency: each refund's transaction is asked for both.
        """
        owners: dict[str, Data] = {}
        for row in self._wire.rows("/v3/refunds", days(since, until)):
            made = reading.created_at(row)
            if not within(made, since, until):
                continue
            name = reading.owner_id(row)
            if name not in owners:
                told = self._wire.get(f"/v3/transactions/{quote(name, safe='')}/verify")
                owners[name] = as_object(told, "`data`")
            owner = owners[name]
            receipt = reading.refund_receipt(row, reading.currency_of(owner))
            yield RefundRecord(receipt, text(owner, "tx_ref"), name, made)

    def disputes(self, *, since: datetime, until: datetime) -> Iterator[Dispute]:
        """List every chargeback opened in [since, until) (`GET /v3/chargebacks`)."""
        for row in self._wire.rows("/v3/chargebacks", days(since, until)):
            made = reading.created_at(row)
            if made is None or since <= made < until:
                yield self._dispute(row)

    def dispute(self, *, dispute_id: str) -> Dispute:
        """Ask where a chargeback stands.

        Raises:
            DisputeNotFound: Flutterwave has none by this id.
        """
        if dispute_id.isascii() and dispute_id.isdigit():
            for row in self._wire.rows("/v3/chargebacks", {"id": dispute_id}):
                if str(row.get("id")) == dispute_id:
                    return self._dispute(row)
        raise DisputeNotFound("Flutterwave knows no chargeback by this id.")

    def dispute_contest(self, *, dispute_id: str, evidence: Evidence) -> Dispute:
        """Decline a chargeback with what speaks against it; documents are uploaded by people, on the dashboard.

        Source: https://developer.flutterwave.com/v3.0.0/reference/acceptdecline-a-chargeback
        """
        delivered = evidence.delivered_at.isoformat() if evidence.delivered_at else ""
        told = {
            "Customer": " ".join(filter(None, (evidence.customer_name, evidence.customer_email))),
            "Phone": evidence.customer_phone,
            "Bought": evidence.service_details,
            "Delivered to": evidence.delivery_address,
            "Delivered at": delivered,
        }
        comment = ". ".join(f"{name}: {value}" for name, value in told.items() if value)
        return self._answer_dispute(dispute_id, action="decline", comment=comment)

    def dispute_accept(self, *, dispute_id: str, amount_minor: int, note: str) -> Dispute:
        """Accept a chargeback, which Flutterwave knows as a whole only.

        Raises:
            GatewayRejected: The amount is not the chargeback's.
        """
        if self.dispute(dispute_id=dispute_id).amount_minor != amount_minor:
            raise GatewayRejected("Flutterwave accepts chargebacks in full only.")
        return self._answer_dispute(dispute_id, action="accept", comment=note)

    def signature_valid(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
        """Check the sender, in constant time; Flutterwave signs no time, so `now` is not looked at.

        `flutterwave-signature` is the HMAC-SHA256 of the raw body under our secret hash, in base64; where it is not
        sent, `verif-hash` is the secret hash itself (https://developer.flutterwave.com/docs/webhooks).
        """
        del now
        if not self._webhook_hash:
            return False
        if (signature := headers.get("flutterwave-signature")) is not None:
            digest = hmac.new(self._webhook_hash, body, hashlib.sha256).digest()
            return hmac.compare_digest(base64.b64encode(digest), signature.encode("utf-8", "replace"))
        given = headers.get("verif-hash", "").encode("utf-8", "replace")
        return hmac.compare_digest(self._webhook_hash, given)

    def parse_webhook(self, *, body: bytes) -> WebhookNotice:
        """Read an event; one of a refund that does not name our reference is not acted on.

        Raises:
            WebhookMalformed: The body is not an event.
        """
        try:
            content = parse_object(body, "The webhook")
            event = word(content, "event" if content.get("event") is not None else "type")
            return _notice(event, as_object(content.get("data"), "`data`"))
        except GatewayAnswerInvalid as error:
            raise WebhookMalformed(str(error)) from None

    def _transaction(self, reference: str) -> Data:
        """The transaction of a reference that counts: one that succeeded, or else the one that Flutterwave tells of."""
        if not reference or not reference.isprintable():
            raise TransactionNotFound("Flutterwave knows no such reference.")
        told = as_object(self._wire.get("/v3/transactions/verify_by_reference", {"tx_ref": reference}), "`data`")
        if _is_success(told):
            return told
        tries = self._wire.rows("/v3/transactions", {"tx_ref": reference})
        paid = [row for row in tries if row.get("tx_ref") == reference and _is_success(row)]
        # Should two have been paid, refunds must find the same one every time.
        return min(paid, key=lambda row: (len(word(row, "id")), word(row, "id")), default=told)

    def _dispute(self, row: Data) -> Dispute:
        """Read a chargeback; where it does not name our reference and its currency, its transaction does."""
        owner = row
        if not (row.get("tx_ref") and row.get("currency")):
            owner = as_object(self._wire.get(f"/v3/transactions/{word(row, 'transaction_id')}/verify"), "`data`")
        return reading.dispute(row, reference=word(owner, "tx_ref"), currency=reading.currency_of(owner))

    def _answer_dispute(self, dispute_id: str, *, action: str, comment: str) -> Dispute:
        self.dispute(dispute_id=dispute_id)
        self._wire.post(f"/v3/chargebacks/{dispute_id}", {"action": action, "comment": comment})
        return self.dispute(dispute_id=dispute_id)


def days(since: datetime, until: datetime) -> dict[str, str]:
    """The days to ask for, one more at each end: Flutterwave does not say in whose time its days begin."""
    return {"from": (since - _DAY).date().isoformat(), "to": (until + _DAY).date().isoformat()}


def _is_success(transaction: Data) -> bool:
    return reading.verification(transaction).status is GatewayStatus.SUCCESS


def _notice(event: str, data: Data) -> WebhookNotice:
    kind = event.partition(".")[0]
    if kind == "charge":
        return WebhookNotice(event=event, subject=Subject.PAYMENT, reference=word(data, "tx_ref"))
    if kind == "transfer":
        return WebhookNotice(event=event, subject=Subject.TRANSFER, reference=word(data, "reference"))
    if kind == "chargeback":
        return WebhookNotice(event=event, subject=Subject.DISPUTE, reference=word(data, "id"))
    if kind == "refund" and data.get("tx_ref"):
        return WebhookNotice(event=event, subject=Subject.REFUND, reference=word(data, "tx_ref"))
    return WebhookNotice(event=event, subject=Subject.OTHER, reference=None)
