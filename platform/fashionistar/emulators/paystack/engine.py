"""What the emulator does: take orders for payment, charge cards, give refunds, and owe webhooks for it."""

import asyncio
import json
import secrets
import time
from datetime import UTC, datetime

from fashionistar.emulators.paystack import payloads
from fashionistar.emulators.paystack.cards import BankWord, Card, ask_bank
from fashionistar.emulators.paystack.config import Config, Knobs
from fashionistar.emulators.paystack.store import Refund, Store, Transaction


class Refusal(Exception):  # noqa: N818  (an answer of the API, not a fault)
    """The API says no: HTTP status, message, Paystack's code and its advice."""

    def __init__(self, status: int, message: str, code: str, next_step: str) -> None:
        """Carry the parts of the answer."""
        super().__init__(message)
        self.status, self.message, self.code, self.next_step = status, message, code, next_step


class Emulator:
    """The emulator's parts; its methods change the state and wake the sender of webhooks."""

    def __init__(self, config: Config) -> None:
        """Open the state of an earlier run, or begin."""
        self.config = config
        self.knobs = Knobs()
        self.store = Store(config.data_file)
        self.wake = asyncio.Event()

    def initialize(
        self,
        *,
        reference: str,
        email: str,
        amount: int,
        currency: str,
        callback_url: str,
        metadata: object,
        ip_address: str,
    ) -> Transaction:
        """Begin a transaction.

        Raises:
            Refusal: The reference is taken.
        """
        if self.store.by_reference(reference) is not None:
            step = "Use a unique reference for each transaction."
            raise Refusal(400, "Duplicate Transaction Reference", "duplicate_reference", step)
        with self.store.changes as changes:
            changes.execute(
                "INSERT INTO transactions (reference, access_code, email, amount, currency, callback_url, metadata,"
                " ip_address, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    reference,
                    secrets.token_hex(8),
                    email,
                    amount,
                    currency,
                    callback_url,
                    json.dumps(metadata),
                    ip_address,
                    _now(),
                ),
            )
        return self.transaction(reference)

    def transaction(self, reference: str) -> Transaction:
        """Find a transaction.

        Raises:
            Refusal: There is none.
        """
        found = self.store.by_reference(reference)
        if found is None:
            step = "Ensure that you're passing the reference of a transaction that exists on this integration"
            raise Refusal(400, "Transaction reference not found.", "transaction_not_found", step)
        return found

    def transaction_or_id(self, key: str) -> Transaction:
        """Find a transaction by its id or its reference.

        Raises:
            Refusal: There is none.
        """
        return self.store.by_id(key) or self.transaction(key)

    def pay(self, transaction: Transaction, card: Card) -> BankWord:
        """Charge a card; a success is told by webhook, a failure is not."""
        if transaction.is_paid:
            return BankWord(approved=False, response="This transaction has been paid already")
        word = ask_bank(card, today=datetime.now(UTC).date())
        with self.store.changes as changes:
            changes.execute(
                "UPDATE transactions SET attempts = attempts + 1, status = ?, gateway_response = ? WHERE id = ?",
                ("success" if word.approved else "failed", word.response, transaction.id),
            )
            if word.approved:
                changes.execute(
                    "UPDATE transactions SET paid_at = ?, card = ?, exp_month = ?, exp_year = ? WHERE id = ?",
                    (
                        _now(),
                        card.number[:6] + card.number[-4:],
                        f"{card.month:02}",
                        str(card.year),
                        transaction.id,
                    ),
                )
                paid = self.transaction(transaction.reference)
                self._owe("charge.success", paid.reference, payloads.transaction_json(paid, self.knobs))
        self.wake.set()
        return word

    def refund(self, transaction: Transaction, *, amount: int | None, customer_note: str, merchant_note: str) -> Refund:
        """Take a refund of all that is left or of a part.

        Raises:
            Refusal: It was not paid, or less is left.
        """
        rows = self.store.refunds(transaction_id=transaction.id)
        left = transaction.amount - sum(row.amount for row in rows if row.status != "failed")
        asked = left if amount is None else amount
        if not transaction.is_paid:
            raise _unrefundable("Transaction has not been paid and cannot be refunded")
        if left == 0:
            raise _unrefundable("Transaction has been fully reversed")
        if not 0 < asked <= left:
            raise _unrefundable(f"Refund amount must be between 1 and {left}, which is left of the transaction")
        note = f"Refund for transaction {transaction.reference}"
        now = _now()
        with self.store.changes as changes:
            refund_id = changes.execute(
                "INSERT INTO refunds (transaction_id, amount, customer_note, merchant_note, created_at, updated_at,"
                " settle_at) VALUES (?, ?, ?, ?, ?, ?, ?)",
                (
                    transaction.id,
                    asked,
                    customer_note or note,
                    merchant_note or note,
                    now,
                    now,
                    time.time() + self.config.refund_seconds,
                ),
            ).lastrowid
            refund = self.found_refund(str(refund_id))
            self._owe("refund.pending", transaction.reference, payloads.refund_event_json(refund, transaction))
        self.wake.set()
        return refund

    def found_refund(self, refund_id: str) -> Refund:
        """Find a refund by its id.

        Raises:
            Refusal: There is none.
        """
        refund = self.store.refund(refund_id)
        if refund is None:
            raise Refusal(404, "Refund not found", "not_found", "Ensure that you're passing the id of a refund")
        return refund

    def settle_refunds(self, *, now: float) -> None:
        """End the refunds that are due as the knob says, and owe a webhook for each."""
        if self.knobs.refunds == "pending":
            return
        for refund in self.store.refunds():
            if refund.status == "pending" and refund.settle_at <= now:
                self._settle(refund, self.knobs.refunds)

    def resend(self, delivery_id: int) -> bool:
        """Owe a webhook once more; False if there is no such one."""
        with self.store.changes as changes:
            changed = changes.execute(
                "UPDATE deliveries SET state = 'pending', attempts = 0, next_at = ? WHERE id = ?",
                (time.time(), delivery_id),
            )
        self.wake.set()
        return changed.rowcount == 1

    def _settle(self, refund: Refund, status: str) -> None:
        transaction = self.transaction_or_id(str(refund.transaction_id))
        with self.store.changes as changes:
            changes.execute("UPDATE refunds SET status = ?, updated_at = ? WHERE id = ?", (status, _now(), refund.id))
            rows = self.store.refunds(transaction_id=transaction.id)
            if sum(row.amount for row in rows if row.status == "processed") == transaction.amount:
                changes.execute("UPDATE transactions SET status = 'reversed' WHERE id = ?", (transaction.id,))
            self._owe(
                f"refund.{status}",
                transaction.reference,
                payloads.refund_event_json(self.found_refund(str(refund.id)), transaction),
            )

    def _owe(self, event: str, reference: str, data: payloads.Json) -> None:
        """Store a webhook in the caller's transaction; the sender signs and sends exactly these bytes."""
        body = json.dumps({"event": event, "data": data}, separators=(",", ":")).encode()
        self.store.changes.execute(
            "INSERT INTO deliveries (event, reference, body, created_at, next_at) VALUES (?, ?, ?, ?, ?)",
            (event, reference, body, _now(), time.time()),
        )


def _unrefundable(message: str) -> Refusal:
    return Refusal(400, message, "invalid_params", "Ensure that the value(s) you're passing are valid.")


def _now() -> str:
    """The time as Paystack writes it."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
