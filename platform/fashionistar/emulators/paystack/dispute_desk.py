"""Disputes of the emulator: opened by the shopper's bank, reminded of, answered by the merchant, decided."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from fashionistar.emulators.paystack.desk import Desk, Json, Refusal, invalid, stamp
from fashionistar.emulators.paystack.payloads import customer, embedded
from fashionistar.emulators.paystack.store import Dispute, Transaction

WAITS, REVIEWED, RESOLVED = "awaiting-merchant-feedback", "awaiting-bank-feedback", "resolved"
_DUE = timedelta(hours=24)
#: How the bank decides, in Paystack's words.
_DECISIONS = {"won": "declined", "lost": "auto-accepted"}


class DisputeDesk(Desk):
    """The part of the emulator that has disputes."""

    def open_dispute(self, transaction: Transaction, *, amount: int, reason: str) -> Dispute:
        """Have the shopper's bank want an amount back.

        Raises:
            Refusal: It was not paid, or less was.
        """
        if not transaction.is_paid or amount > transaction.amount:
            raise invalid("Only what was paid can be disputed")
        now = stamp()
        with self.store.changes as changes:
            row_id = changes.execute(
                "INSERT INTO disputes (transaction_id, amount, reason, created_at, updated_at, due_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                (transaction.id, amount, reason, now, now, stamp(datetime.now(UTC) + _DUE)),
            ).lastrowid
            dispute = self.found_dispute(str(row_id))
            self._tell("create", dispute)
        self.wake.set()
        return dispute

    def found_dispute(self, dispute_id: str) -> Dispute:
        """Find a dispute by its id.

        Raises:
            Refusal: There is none.
        """
        found = self.store.rows(Dispute, "SELECT * FROM disputes WHERE CAST(id AS TEXT) = ?", dispute_id)
        if not found:
            raise Refusal(404, "Dispute not found", "dispute_not_found", "Ensure that the id is a dispute's")
        return found[0]

    def disputed_transaction(self, dispute: Dispute) -> Transaction:
        """What a dispute is about."""
        return self.transaction_or_id(str(dispute.transaction_id))

    def move_dispute(self, dispute: Dispute, action: str) -> None:
        """Do what the bank does: `remind`, or decide, `won` or `lost` by the merchant.

        Raises:
            Refusal: It is over, or there is no such action.
        """
        if dispute.status == RESOLVED or action not in {"remind", *_DECISIONS}:
            raise invalid(f"A dispute that is {dispute.status} takes no {action}")
        with self.store.changes:
            if action == "remind":
                self._tell("remind", dispute)
            else:
                self._resolve(dispute, _DECISIONS[action], dispute.amount)
        self.wake.set()

    def take_file(self, dispute: Dispute, filename: str, content: bytes) -> None:
        """Keep a file of evidence."""
        with self.store.changes as changes:
            changes.execute("UPDATE disputes SET filename = ?, file = ? WHERE id = ?", (filename, content, dispute.id))

    def take_evidence(self, dispute: Dispute, evidence: Mapping[str, object]) -> Json:
        """Keep what the merchant says about what was delivered.

        Raises:
            Refusal: Something is missing, or nobody waits for it.
        """
        _check_waits(dispute)
        needed = ("customer_email", "customer_name", "customer_phone", "service_details")
        if missing := [name for name in needed if not evidence.get(name)]:
            raise invalid(f"{missing[0]} is required")
        with self.store.changes as changes:
            changes.execute("UPDATE disputes SET evidence = ? WHERE id = ?", (json.dumps(evidence), dispute.id))
        return {**evidence, "dispute": dispute.id, "id": dispute.id, "createdAt": stamp(), "updatedAt": stamp()}

    def answer_dispute(self, dispute: Dispute, content: Mapping[str, object], *, amount: int) -> Dispute:
        """Take the merchant's answer: `merchant-accepted` ends it, `declined` goes to the bank.

        Raises:
            Refusal: Nobody waits for it, or evidence or file are missing.
        """
        _check_waits(dispute)
        resolution = content.get("resolution")
        if resolution == "declined" and (
            dispute.evidence is None or content.get("uploaded_filename") != dispute.filename
        ):
            raise invalid("uploaded_filename is required")
        if resolution not in {"declined", "merchant-accepted"}:
            raise invalid("resolution must be one of [merchant-accepted, declined]")
        with self.store.changes as changes:
            if resolution == "declined":
                changes.execute(
                    "UPDATE disputes SET status = ?, resolution = 'declined', updated_at = ? WHERE id = ?",
                    (REVIEWED, stamp(), dispute.id),
                )
            elif not 0 < amount <= dispute.amount:
                raise invalid(f"refund_amount must be between 1 and {dispute.amount}")
            else:
                self._resolve(dispute, "merchant-accepted", amount)
        self.wake.set()
        return self.found_dispute(str(dispute.id))

    def _resolve(self, dispute: Dispute, resolution: str, amount: int) -> None:
        now = stamp()
        self.store.changes.execute(
            "UPDATE disputes SET status = ?, resolution = ?, amount = ?, updated_at = ?, resolved_at = ? WHERE id = ?",
            (RESOLVED, resolution, amount, now, now, dispute.id),
        )
        if resolution != "declined" and amount == self.disputed_transaction(dispute).amount:
            self.store.changes.execute(
                "UPDATE transactions SET status = 'reversed' WHERE id = ?", (dispute.transaction_id,)
            )
        self._tell("resolve", self.found_dispute(str(dispute.id)))

    def _tell(self, event: str, dispute: Dispute) -> None:
        transaction = self.disputed_transaction(dispute)
        names = {"createdAt": "created_at", "updatedAt": "updated_at"}
        told = dispute_json(dispute, transaction)
        # In events Paystack names these times otherwise.
        data = {names.get(key, key): value for key, value in told.items()}
        self._owe(f"charge.dispute.{event}", transaction.reference, data)


def _check_waits(dispute: Dispute) -> None:
    if dispute.status != WAITS:
        raise invalid(f"This dispute is {dispute.status} and takes no answer")


def dispute_json(dispute: Dispute, transaction: Transaction) -> Json:
    """A dispute as the API tells it."""
    return {
        "id": dispute.id,
        "refund_amount": dispute.amount,
        "currency": transaction.currency,
        "status": dispute.status,
        "resolution": dispute.resolution,
        "domain": "test",
        "transaction": embedded(transaction),
        "transaction_reference": None,
        "category": "chargeback",
        "customer": customer(transaction.email),
        "bin": transaction.card[:6],
        "last4": transaction.card[-4:],
        "dueAt": dispute.due_at,
        "resolvedAt": dispute.resolved_at,
        "evidence": None if dispute.evidence is None else json.loads(dispute.evidence),
        "attachments": dispute.filename,
        "note": None,
        "history": [{"status": "pending", "by": transaction.email, "createdAt": dispute.created_at}],
        "messages": [{"sender": transaction.email, "body": dispute.reason, "createdAt": dispute.created_at}],
        "createdAt": dispute.created_at,
        "updatedAt": dispute.updated_at,
    }
