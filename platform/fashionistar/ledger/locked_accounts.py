"""Accounts, locked in the order of their ids, made where they are missing, and asked for what they have."""

from collections.abc import Iterable, Mapping, Sequence

from django.db import connection
from django.db.transaction import TransactionManagementError

from fashionistar.kernel.errors import DomainError, ErrorCode, Fault
from fashionistar.ledger.account_refs import AccountRef, Line
from fashionistar.ledger.models import LedgerAccount

type Locked = dict[AccountRef, LedgerAccount]

# Written out, as in `transfers.py`: making them by the ORM takes longer than the database takes to do them.
_LOCK = """
    SELECT * FROM ledger_ledgeraccount
    WHERE key = ANY(%(keys)s)
        AND (SELECT count(*) FROM ledger_ledgeraccount WHERE key = ANY(%(keys)s)) >= %(least)s
    ORDER BY id FOR NO KEY UPDATE
"""


class InsufficientFundsError(DomainError):
    """An account that may not go below zero does not have what a transfer would take. Nothing was written."""

    def __init__(self, account: AccountRef, *, asked: int, available: int) -> None:
        """Carry what is short, in minor units."""
        super().__init__(Fault(ErrorCode.INSUFFICIENT_FUNDS, "There is not enough money for this."))
        self.account = account
        self.asked = asked
        self.available = available


def accounts_lock(refs: Iterable[AccountRef]) -> Locked:
    """Lock accounts in the caller's transaction, in the order of their ids, and make those that are missing.

    `transfer_post` and `transfer_resolve` lock what they touch. A caller that writes several transfers in one
    transaction locks all their accounts first, or two of its kind may wait for each other.

    Raises:
        TransactionManagementError: There is no transaction to hold the locks.
    """
    if not connection.in_atomic_block:
        raise TransactionManagementError("the books are written in a transaction of the caller")
    wanted = {ref.key: ref for ref in refs}
    # Whoever makes an account holds no lock meanwhile, or two could wait for each other's account and lock.
    found = _locked(wanted, least=len(wanted))
    if not found:
        known = set(LedgerAccount.objects.filter(key__in=wanted).values_list("key", flat=True))
        missing = [_new(ref) for key, ref in sorted(wanted.items()) if key not in known]
        LedgerAccount.objects.bulk_create(missing, ignore_conflicts=True)
        found = _locked(wanted)
    return found


def _locked(wanted: Mapping[str, AccountRef], *, least: int = 0) -> Locked:
    """Lock those that exist, in the order of their ids; none, if they are fewer than `least`."""
    rows = LedgerAccount.objects.raw(_LOCK, {"keys": list(wanted), "least": least})
    return {wanted[row.key]: row for row in rows}


def _new(ref: AccountRef) -> LedgerAccount:
    return LedgerAccount(
        code=ref.code,
        currency=ref.currency,
        owner_kind=ref.owner_kind,
        owner_id=ref.owner_id,
        owner_name=ref.owner_name,
        normal_side=ref.terms.normal_side,
        may_overdraw=ref.terms.may_overdraw,
    )


def funds_require(accounts: Locked, lines: Sequence[Line]) -> None:
    """See that no account gives more than it has available, all lines of the transfer together.

    Raises:
        InsufficientFundsError: One would.
    """
    for ref, account in accounts.items():
        taken = sum(
            -line.minor if line.side == account.normal_side else line.minor for line in lines if line.account == ref
        )
        if taken > max(account.available, 0) and not account.may_overdraw:
            raise InsufficientFundsError(ref, asked=taken, available=account.available)
