"""How tests write in the books."""

from datetime import UTC, datetime
from itertools import count
from uuid import UUID, uuid4

from django.db import connection, transaction

from fashionistar.kernel.actor import SYSTEM
from fashionistar.ledger.account_refs import AccountRef, Credit, Debit, Line, gateway_clearing, wallet
from fashionistar.ledger.models import LedgerAccount, LedgerTransfer
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.services.transfer_resolve import Post, Void, transfer_resolve

NOON = datetime(2026, 6, 1, 12, tzinfo=UTC)
CLEARING = gateway_clearing("paystack", "NGN")
_numbers = count(1)
#: What a commit would check.
CHECKED_NOW = ("SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED")


def purse(user_id: UUID | None = None, currency: str = "NGN") -> AccountRef:
    """A wallet: it may not go below zero."""
    return wallet(user_id or uuid4(), currency)


def post(*lines: Line, reference: str = "", pending: bool = False, kind: str = "TEST") -> LedgerTransfer:
    """Write a transfer in a transaction of its own."""
    with transaction.atomic():
        return transfer_post(
            reference=reference or f"test:{next(_numbers)}",
            kind=kind,
            entries=lines,
            event_at=NOON,
            actor=SYSTEM,
            pending=pending,
        )


def move(
    giver: AccountRef, taker: AccountRef, minor: int, *, reference: str = "", pending: bool = False
) -> LedgerTransfer:
    """Debit one account and credit another."""
    return post(Debit(giver, minor), Credit(taker, minor), reference=reference, pending=pending)


def resolve(pending: LedgerTransfer, outcome: Post | Void, *, reference: str = "") -> LedgerTransfer:
    """End a pending transfer in a transaction of its own."""
    with transaction.atomic():
        return transfer_resolve(
            pending=pending.reference,
            outcome=outcome,
            reference=reference or f"{pending.reference}:end",
            event_at=NOON,
            actor=SYSTEM,
        )


def funded(minor: int) -> AccountRef:
    """A wallet with money in it."""
    ref = purse()
    move(CLEARING, ref, minor)
    return ref


def figures(ref: AccountRef) -> tuple[int, int, int, int]:
    """Posted, pending in, pending out, available."""
    account = LedgerAccount.objects.get(key=ref.key)
    return account.posted, account.pending_in, account.pending_out, account.available


def run_sql(*statements: str) -> None:
    """What somebody with `psql` does, in one transaction; what is deferred is checked at its end."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (*statements, *CHECKED_NOW):
            cursor.execute(statement)


def without_guards(*statements: str) -> None:
    """What a superuser does who first turns the guards off."""
    turned_off, turned_on = (f"SET LOCAL session_replication_role = {role}" for role in ("replica", "origin"))
    run_sql(*CHECKED_NOW, turned_off, *statements, turned_on)
