"""How transfers are written, and how one is known again by its reference."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from fashionistar.kernel.actor import Actor
from fashionistar.ledger.account_refs import AccountRef, Credit, Debit, Line
from fashionistar.ledger.chart import AccountCode, Side
from fashionistar.ledger.locked_accounts import Locked
from fashionistar.ledger.models import LedgerEntry, LedgerTransfer, TransferState

_TRANSFER = """
    INSERT INTO ledger_ledgertransfer (reference, kind, state, resolves_id, event_at, description, actor)
    VALUES (%s, %s, %s, %s, %s, %s, %s) ON CONFLICT (reference) DO NOTHING RETURNING *
"""
_ENTRIES = """
    INSERT INTO ledger_ledgerentry (transfer_id, account_id, currency, side, amount_minor)
    SELECT %s, account, currency, side, amount
    FROM unnest(%s::uuid[], %s::text[], %s::text[], %s::bigint[])
        WITH ORDINALITY AS line (account, currency, side, amount, place)
    ORDER BY place
"""


class ReferenceTakenError(Exception):
    """Another transfer has been written under this reference: the caller is wrong. Nothing was written."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A transfer to be written.

    Attributes:
        reference: What names it once and for all, at most 120 characters.
        kind: What happened, in the words of `postings.py` or of the caller.
        state: What it does.
        lines: Its entries.
        event_at: When it happened.
        actor: Who did it.
        description: For people.
        resolves: The pending transfer that it ends.
    """

    reference: str
    kind: str
    state: TransferState
    lines: Sequence[Line]
    event_at: datetime
    actor: Actor
    description: str = ""
    resolves: LedgerTransfer | None = None


def find_again(draft: Draft) -> LedgerTransfer | None:
    """The transfer that was written of this reference: same kind, state, resolved transfer and entries.

    When it happened, who did it and how it is described may differ in another try.

    Raises:
        ReferenceTakenError: What was written is something else.
    """
    written = LedgerTransfer.objects.filter(reference=draft.reference).first()
    if written is None:
        return None
    resolved = draft.resolves.pk if draft.resolves else None
    same = (written.kind, written.state, written.resolves_id) == (draft.kind, draft.state, resolved)
    if not same or Counter(lines_of(written)) != Counter(draft.lines):
        raise ReferenceTakenError(f"{draft.reference} names another transfer")
    return written


def lines_of(transfer: LedgerTransfer) -> list[Line]:
    """The entries of a transfer, as lines."""
    return [_line(entry) for entry in transfer.entries.select_related("account").order_by("pk")]


def write(draft: Draft, accounts: Locked) -> LedgerTransfer:
    """Write a transfer whose accounts are locked and have what it takes, unless it was written before.

    Raises:
        ReferenceTakenError: Something else was written of its reference.
    """
    values = (
        draft.reference,
        draft.kind,
        draft.state,
        draft.resolves.pk if draft.resolves else None,
        draft.event_at,
        draft.description,
        draft.actor.label,
    )
    transfer = next(iter(LedgerTransfer.objects.raw(_TRANSFER, values)), None)
    if transfer is None:
        written = find_again(draft)
        if written is None:
            raise ReferenceTakenError(f"{draft.reference} is being written")
        return written
    # In the order of the locks; what an account gets comes before what it gives.
    lines = sorted(
        draft.lines, key=lambda line: (accounts[line.account].pk, line.side != line.account.terms.normal_side)
    )
    if lines:
        columns = (
            [accounts[line.account].pk for line in lines],
            [line.account.currency for line in lines],
            [line.side for line in lines],
            [line.minor for line in lines],
        )
        with connection.cursor() as cursor:
            cursor.execute(_ENTRIES, [transfer.pk, *columns])
    return transfer


def imbalance(lines: Sequence[Line]) -> dict[str, int]:
    """Debits less credits by currency, where they differ."""
    sums: Counter[str] = Counter()
    for line in lines:
        sums[line.account.currency] += line.minor if line.side is Side.DEBIT else -line.minor
    return {currency: difference for currency, difference in sums.items() if difference}


def _line(entry: LedgerEntry) -> Line:
    account = entry.account
    ref = AccountRef(AccountCode(account.code), account.currency, account.owner_id, account.owner_name)
    return Debit(ref, entry.amount_minor) if entry.side == Side.DEBIT else Credit(ref, entry.amount_minor)
