"""Move money between accounts, at once or pending."""

from collections.abc import Sequence
from datetime import datetime

from fashionistar.kernel.actor import Actor
from fashionistar.ledger.account_refs import Line
from fashionistar.ledger.locked_accounts import InsufficientFundsError, accounts_lock, funds_require
from fashionistar.ledger.models import LedgerTransfer, TransferState
from fashionistar.ledger.transfers import Draft, find_again, imbalance, write


def transfer_post(
    *,
    reference: str,
    kind: str,
    entries: Sequence[Line],
    event_at: datetime,
    actor: Actor,
    pending: bool = False,
    description: str = "",
) -> LedgerTransfer:
    """Write a transfer in the caller's transaction; a second one of the same reference and content is the first.

    Args:
        reference: Names the transfer once and for all, as `capture:<payment id>`; at most 120 characters.
        kind: What happened, at most 30 characters, as `CAPTURE`.
        entries: Two debits and credits or more, to the same sum on both sides, in each currency.
        event_at: When it happened; the database notes itself when it was written.
        actor: Who did it.
        pending: Only set the amounts aside: see `transfer_resolve`.
        description: For people, at most 200 characters.

    Returns:
        The transfer; its entries have their place and balance.

    Raises:
        InsufficientFundsError: An account that may not go below zero would. Nothing was written, and the caller's
            transaction may go on.
        ReferenceTakenError: The reference names another transfer.
        ValueError: The entries do not balance, or there are fewer than two.
        TransactionManagementError: There is no transaction to write in.
    """
    draft = Draft(
        reference=reference,
        kind=kind,
        state=TransferState.PENDING if pending else TransferState.POSTED,
        lines=entries,
        event_at=event_at,
        actor=actor,
        description=description,
    )
    if len(entries) < 2 or imbalance(entries):
        raise ValueError(f"{reference} does not balance: {imbalance(entries) or len(entries)}")
    accounts = accounts_lock(line.account for line in entries)
    try:
        funds_require(accounts, entries)
    except InsufficientFundsError:
        # The first time it may have taken all there was.
        written = find_again(draft)
        if written is None:
            raise
        return written
    return write(draft, accounts)
