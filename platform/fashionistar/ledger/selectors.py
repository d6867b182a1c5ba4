"""Reads of the books: balances, statements, totals, and what has been pending for long."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum

from fashionistar.ledger.account_refs import AccountRef
from fashionistar.ledger.chart import AccountCode, OwnerKind
from fashionistar.ledger.models import LedgerAccount, LedgerEntry, LedgerTransfer, TransferState


@dataclass(frozen=True, slots=True)
class Balance:
    """What an account has, in minor units of its currency, above zero on its normal side.

    Attributes:
        posted: What is certain.
        pending_in: What pending transfers would add.
        pending_out: What pending transfers would take.
        available: What can be taken now: posted less pending_out.
    """

    posted: int = 0
    pending_in: int = 0
    pending_out: int = 0
    available: int = 0


@dataclass(frozen=True, slots=True)
class Total:
    """All accounts of one code together, posted, in minor units."""

    debits: int
    credits: int


def balances(refs: Iterable[AccountRef]) -> dict[AccountRef, Balance]:
    """The balances of accounts; those that have never been used have nothing."""
    wanted = {ref.key: ref for ref in refs}
    found = {ref: Balance() for ref in wanted.values()}
    for row in LedgerAccount.objects.filter(key__in=wanted):
        found[wanted[row.key]] = Balance(row.posted, row.pending_in, row.pending_out, row.available)
    return found


def balance(ref: AccountRef) -> Balance:
    """The balance of one account."""
    return balances([ref])[ref]


def accounts_of(owner_kind: OwnerKind, owner_id: UUID) -> QuerySet[LedgerAccount]:
    """The accounts of one owner, such as a vendor."""
    return LedgerAccount.objects.filter(owner_kind=owner_kind, owner_id=owner_id)


def statement(ref: AccountRef, *, before: int | None = None, first: int = 50) -> list[LedgerEntry]:
    """Posted entries of an account, newest first, each with its transfer and the balance after it.

    Args:
        ref: The account.
        before: The `sequence` of the last entry that was read; None begins with the newest.
        first: At most so many.
    """
    rows = LedgerEntry.objects.filter(account__key=ref.key, transfer__state=TransferState.POSTED)
    if before is not None:
        rows = rows.filter(sequence__lt=before)
    return list(rows.select_related("transfer").order_by("-sequence")[:first])


def totals(currency: str) -> dict[AccountCode, Total]:
    """What was posted in a currency, by code; all debits together are all credits."""
    rows = LedgerAccount.objects.filter(currency=currency).values("code")
    summed = rows.annotate(debits=Sum("posted_debits"), credits=Sum("posted_credits")).order_by("code")
    return {AccountCode(row["code"]): Total(int(row["debits"]), int(row["credits"])) for row in summed}


def open_transfers(*, before: datetime | None = None) -> QuerySet[LedgerTransfer]:
    """Pending transfers that nothing has ended yet, written before a time, oldest first."""
    rows = LedgerTransfer.objects.filter(state=TransferState.PENDING, resolution__isnull=True).order_by("created_at")
    return rows if before is None else rows.filter(created_at__lt=before)
