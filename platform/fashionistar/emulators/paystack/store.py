"""The emulator's state in one SQLite file: transactions, refunds, transfers, disputes and the webhooks it owes."""

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from fashionistar.emulators.paystack.tables import SCHEMA


@dataclass(frozen=True, slots=True)
class Transaction:
    """A row of `transactions`: `abandoned` until an attempt, then `failed`, `success` or `reversed`."""

    id: int
    reference: str
    access_code: str
    email: str
    amount: int
    currency: str
    callback_url: str
    metadata: str
    ip_address: str
    created_at: str
    status: str
    gateway_response: str
    attempts: int
    paid_at: str | None
    card: str
    exp_month: str
    exp_year: str

    @property
    def is_paid(self) -> bool:
        """Whether it was ever paid."""
        return self.paid_at is not None


@dataclass(frozen=True, slots=True)
class Refund:
    """A row of `refunds`."""

    id: int
    transaction_id: int
    amount: int
    customer_note: str
    merchant_note: str
    created_at: str
    updated_at: str
    settle_at: float
    status: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """A row of `recipients`: whom transfers can go to."""

    id: int
    code: str
    type: str
    name: str
    account_number: str
    bank_code: str
    bank_name: str
    currency: str
    created_at: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """A row of `transfers`: `pending`, then `success` or `failed`; either may still become `reversed`."""

    id: int
    reference: str
    code: str
    recipient_id: int
    amount: int
    fee: int
    currency: str
    reason: str
    created_at: str
    updated_at: str
    settle_at: float
    status: str


@dataclass(frozen=True, slots=True)
class Dispute:
    """A row of `disputes`."""

    id: int
    transaction_id: int
    amount: int
    reason: str
    created_at: str
    updated_at: str
    due_at: str
    status: str
    resolution: str | None
    resolved_at: str | None
    evidence: str | None
    filename: str | None
    file: bytes | None


@dataclass(frozen=True, slots=True)
class Delivery:
    """A row of `deliveries`: a webhook that is `pending`, `delivered` or `dead` (all its tries failed)."""

    id: int
    event: str
    reference: str
    body: bytes
    created_at: str
    next_at: float
    state: str
    attempts: int
    last_answer: str


class Store:
    """Typed access to the file. `with store.changes:` commits everything inside together."""

    def __init__(self, file: Path) -> None:
        """Open the file, making its tables where they are missing."""
        self.changes = sqlite3.connect(file, check_same_thread=False)
        self.changes.row_factory = sqlite3.Row
        self.changes.execute("PRAGMA journal_mode = WAL")
        self.changes.execute("PRAGMA foreign_keys = ON")
        self.changes.executescript(SCHEMA)

    def close(self) -> None:
        """Close the file."""
        self.changes.close()

    def by_reference(self, reference: str) -> Transaction | None:
        """Find a transaction by the merchant's reference."""
        return self._transaction("SELECT * FROM transactions WHERE reference = ?", reference)

    def by_access_code(self, access_code: str) -> Transaction | None:
        """Find a transaction by its page."""
        return self._transaction("SELECT * FROM transactions WHERE access_code = ?", access_code)

    def by_id(self, transaction_id: str) -> Transaction | None:
        """Find a transaction by its id."""
        return self._transaction("SELECT * FROM transactions WHERE CAST(id AS TEXT) = ?", transaction_id)

    def transactions(self, *, limit: int) -> list[Transaction]:
        """The latest transactions, newest first."""
        rows = self.changes.execute("SELECT * FROM transactions ORDER BY id DESC LIMIT ?", (limit,))
        return [Transaction(**row) for row in rows]

    def refund(self, refund_id: str) -> Refund | None:
        """Find a refund by its id."""
        row = self.changes.execute("SELECT * FROM refunds WHERE CAST(id AS TEXT) = ?", (refund_id,)).fetchone()
        return Refund(**row) if row else None

    def refunds(self, *, transaction_id: int | None = None) -> list[Refund]:
        """All refunds, or those of a transaction, newest first."""
        rows = self.changes.execute(
            "SELECT * FROM refunds WHERE ?1 IS NULL OR transaction_id = ?1 ORDER BY id DESC",
            (transaction_id,),
        )
        return [Refund(**row) for row in rows]

    def deliveries(self, *, limit: int) -> list[Delivery]:
        """The latest webhooks, newest first."""
        rows = self.changes.execute("SELECT * FROM deliveries ORDER BY id DESC LIMIT ?", (limit,))
        return [Delivery(**row) for row in rows]

    def due_deliveries(self, *, now: float) -> list[Delivery]:
        """The webhooks whose next try is due, oldest first."""
        rows = self.changes.execute(
            "SELECT * FROM deliveries WHERE state = 'pending' AND next_at <= ? ORDER BY id", (now,)
        )
        return [Delivery(**row) for row in rows]

    def next_due(self, *, after: float) -> float | None:
        """When the next webhook, refund or transfer falls due after a time, if any does."""
        row = self.changes.execute(
            "SELECT min(due) FROM (SELECT min(next_at) AS due FROM deliveries WHERE state = 'pending' AND next_at > ?1"
            " UNION ALL SELECT min(settle_at) FROM refunds WHERE status = 'pending' AND settle_at > ?1"
            " UNION ALL SELECT min(settle_at) FROM transfers WHERE status = 'pending' AND settle_at > ?1)",
            (after,),
        ).fetchone()
        due: float | None = row[0]
        return due

    def rows[Row](self, kind: Callable[..., Row], query: str, *values: object) -> list[Row]:
        """The rows of a query, each as one of a kind."""
        return [kind(**row) for row in self.changes.execute(query, values)]

    def _transaction(self, query: str, key: str) -> Transaction | None:
        row = self.changes.execute(query, (key,)).fetchone()
        return Transaction(**row) if row else None
