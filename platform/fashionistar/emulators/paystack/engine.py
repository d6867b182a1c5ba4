"""What the emulator does: take orders for payment, charge cards, give refunds, and owe webhooks for it."""

import json
import secrets
import time
from datetime import UTC, datetime

from fashionistar.emulators.paystack import payloads
from fashionistar.emulators.paystack.cards import BankWord, Card, ask_bank
from fashionistar.emulators.paystack.desk import Refusal, invalid, stamp
from fashionistar.emulators.paystack.dispute_desk import DisputeDesk
from fashionistar.emulators.paystack.store import Refund, Transaction
from fashionistar.emulators.paystack.transfer_desk import TransferDesk


class Emulator(TransferDesk, DisputeDesk):
    """All of the emulator: takes orders for payment, charges cards, gives refunds, sends money, has disputes."""

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
                    stamp(),
                ),
            )
        return self.transaction(reference)

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
                        stamp(),
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
            raise invalid("Transaction has not been paid and cannot be refunded")
        if left == 0:
            raise invalid("Transaction has been fully reversed")
        if not 0 < asked <= left:
            raise invalid(f"Refund amount must be between 1 and {left}, which is left of the transaction")
        note = f"Refund for transaction {transaction.reference}"
        now = stamp()
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

    def _settle(self, refund: Refund, status: str) -> None:
        transaction = self.transaction_or_id(str(refund.transaction_id))
        with self.store.changes as changes:
            changes.execute("UPDATE refunds SET status = ?, updated_at = ? WHERE id = ?", (status, stamp(), refund.id))
            rows = self.store.refunds(transaction_id=transaction.id)
            if sum(row.amount for row in rows if row.status == "processed") == transaction.amount:
                changes.execute("UPDATE transactions SET status = 'reversed' WHERE id = ?", (transaction.id,))
            self._owe(
                f"refund.{status}",
                transaction.reference,
                payloads.refund_event_json(self.found_refund(str(refund.id)), transaction),
            )
