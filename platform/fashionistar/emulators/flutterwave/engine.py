"""What the emulator does: open pages, charge, refund, dispute, send transfers, and owe webhooks for it."""

import base64
import hashlib
import hmac
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal

from fashionistar.emulators.common.documents import Document
from fashionistar.emulators.common.emulator import Emulator

_FIRST_ID = 288200000
#: Share of a payment that Flutterwave keeps.
_FEE = Decimal("0.014")


class Refusal(Exception):  # noqa: N818  (an answer of the API, not a fault)
    """The API says no."""

    def __init__(self, message: str, status: int = 400) -> None:
        """Carry the parts of the answer."""
        super().__init__(message)
        self.message, self.status = message, status


class Flutterwave(Emulator):
    """Its methods change the state and owe webhooks."""

    def sign(self, body: bytes) -> Mapping[str, str]:
        """The secret hash itself (v3), or the HMAC-SHA256 of the body under it in base64 (v4)."""
        secret = self.config.webhook_secret
        if self.knobs.webhook_version == "v3":
            return {"verif-hash": secret}
        digest = hmac.new(secret.encode(), body, hashlib.sha256).digest()
        return {"flutterwave-signature": base64.b64encode(digest).decode()}

    def open_page(self, asked: Document) -> str:
        """Open a page; the same reference may have several."""
        name = secrets.token_hex(10)
        with self.documents.together:
            self.documents.put("page", name, asked)
        return name

    def page(self, name: str) -> Document | None:
        """Find a page."""
        return self.documents.get("page", name)

    def transactions(self, reference: str) -> list[Document]:
        """The transactions of a reference, oldest first."""
        return [row for row in self.documents.all("transaction") if row["tx_ref"] == reference]

    def transaction(self, transaction_id: str) -> Document:
        """Find a transaction by its id.

        Raises:
            Refusal: There is none.
        """
        found = self.documents.get("transaction", transaction_id)
        if found is None:
            raise Refusal("No transaction was found for this id")
        return found

    def pay(self, page: Document, *, approved: bool) -> Document:
        """Charge a card on a page: one more transaction; both endings are told by webhook."""
        amount = Decimal(str(page["amount"]))
        fee = (amount * _FEE).quantize(Decimal("0.001")) if approved else None
        with self.documents.together:
            paid = self.documents.put(
                "transaction",
                str(number := _FIRST_ID + self.documents.next_number()),
                {
                    "id": number,
                    "tx_ref": page["tx_ref"],
                    "flw_ref": f"FLW-MOCK-{secrets.token_hex(16)}",
                    "device_fingerprint": "N/A",
                    "amount": json_number(amount),
                    "currency": page["currency"],
                    "charged_amount": json_number(amount),
                    "app_fee": None if fee is None else json_number(fee),
                    "merchant_fee": 0,
                    "processor_response": "Approved by Financial Institution" if approved else "Transaction declined",
                    "auth_model": "PIN",
                    "ip": "127.0.0.1",
                    "narration": "CARD Transaction",
                    "status": "successful" if approved else "failed",
                    "payment_type": "card",
                    "created_at": now(),
                    "account_id": 17321,
                    "meta": page.get("meta") or None,
                    "amount_settled": None if fee is None else json_number(amount - fee),
                    "customer": {"id": number, "name": "Anonymous customer", "email": page["email"]},
                },
            )
            event: Document = {"event": "charge.completed", "data": paid, "event.type": "CARD_TRANSACTION"}
            self.owe(event="charge.completed", reference=str(page["tx_ref"]), content=event)
        return paid

    def refund(self, transaction: Document, *, amount: Decimal, comments: str) -> Document:
        """Take a refund.

        Raises:
            Refusal: It was not paid, or less is left.
        """
        rows = [row for row in self.documents.all("refund") if row["tx_id"] == transaction["id"]]
        gone = sum(Decimal(str(row["amount_refunded"])) for row in rows if row["status"] != "disburse-failed")
        if transaction["status"] != "successful":
            raise Refusal("Transaction is not successful and cannot be refunded")
        if not 0 < amount <= Decimal(str(transaction["amount"])) - gone:
            raise Refusal("Refund amount is more than what is left of the transaction")
        endings = {"success": "completed", "pending": "pending-momo", "failed": "disburse-failed"}
        number = self.documents.next_number()
        with self.documents.together:
            refund = self.documents.put(
                "refund",
                str(number),
                {
                    "id": number,
                    "account_id": 73362,
                    "tx_id": transaction["id"],
                    "flw_ref": transaction["flw_ref"],
                    "wallet_id": 74639,
                    "amount_refunded": json_number(amount),
                    "status": endings[self.knobs.refunds],
                    "destination": "payment_source",
                    "comments": comments,
                    "meta": {"source": "availablebalance"},
                    "created_at": now(),
                },
            )
            told = {"id": number, "AmountRefunded": json_number(amount), "status": refund["status"]}
            named = {"FlwRef": transaction["flw_ref"], "TransactionId": transaction["id"]}
            event: Document = {"event": "refund.completed", "data": {**told, **named}, "event.type": "Refund"}
            self.owe(event="refund.completed", reference=str(transaction["tx_ref"]), content=event)
        return refund

    def charge_back(self, transaction: Document) -> Document:
        """The shopper's bank wants a payment back."""
        number = self.documents.next_number()
        with self.documents.together:
            chargeback = self.documents.put(
                "chargeback",
                str(number),
                {
                    "id": number,
                    "amount": transaction["amount"],
                    "flw_ref": transaction["flw_ref"],
                    "status": "initiated",
                    "stage": "new",
                    "comment": "Services or merchandise not provided",
                    "meta": {"uploaded_proof": None, "history": []},
                    "due_date": now(timedelta(days=2)),
                    "settlement_id": "N/A",
                    "created_at": now(),
                    "transaction_id": transaction["id"],
                    "tx_ref": transaction["tx_ref"],
                },
            )
            self.tell_chargeback(chargeback)
        return chargeback

    def end_chargeback(self, chargeback: Document, *, status: str, comment: str) -> Document:
        """Change where a chargeback stands."""
        with self.documents.together:
            ended = {**chargeback, "status": status, "comment": comment or chargeback["comment"]}
            self.documents.put("chargeback", str(chargeback["id"]), ended)
            self.tell_chargeback(ended)
        return ended

    def tell_chargeback(self, chargeback: Document) -> None:
        """Owe the webhook of a chargeback's status."""
        event = f"chargeback.{chargeback['status']}"
        self.owe(event=event, reference=str(chargeback["tx_ref"]), content={"event": event, "data": chargeback})


def now(later: timedelta = timedelta()) -> str:
    """The time as Flutterwave writes it."""
    return (datetime.now(UTC) + later).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def json_number(amount: Decimal) -> int | float:
    """A JSON number, whole where it can be."""
    return int(amount) if amount == amount.to_integral_value() else float(amount)
