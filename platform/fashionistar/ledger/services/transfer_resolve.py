"""End a pending transfer: post what it set aside, wholly or in part, or void it."""

from dataclasses import dataclass
from datetime import datetime

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.ledger.account_refs import Line
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.models import LedgerTransfer, TransferState
from fashionistar.ledger.transfers import Draft, find_again, lines_of, write


@dataclass(frozen=True, slots=True)
class Post:
    """Let it happen: `minor` of it, or all of it; what remains is free again."""

    minor: int | None = None


@dataclass(frozen=True, slots=True)
class Void:
    """Let it not happen: all of it is free again."""


def transfer_resolve(
    *,
    pending: str,
    outcome: Post | Void,
    reference: str,
    event_at: datetime,
    actor: Actor,
    description: str = "",
) -> LedgerTransfer:
    """Write the transfer that ends a pending one, in the caller's transaction; the same once more is the first.

    Args:
        pending: The reference of the pending transfer.
        outcome: `Post()`, `Post(minor)` or `Void()`.
        reference: Names this transfer, not the pending one.
        event_at: When it happened.
        actor: Who did it.
        description: For people.

    Returns:
        The transfer that resolves: POSTED with entries, or VOIDED without. Its kind is that of the pending one.

    Raises:
        DomainError: STATUS_CONFLICT, another transfer has ended it before. Nothing was written.
        ReferenceTakenError: The reference names another transfer.
        LedgerTransfer.DoesNotExist: Nothing is pending, nor was, under that reference.
        ValueError: More is to be posted than is pending, or a part of a transfer of more than two entries.
    """
    held = LedgerTransfer.objects.get(reference=pending, state=TransferState.PENDING)
    lines = lines_of(held)
    draft = Draft(
        reference=reference,
        kind=held.kind,
        state=TransferState.VOIDED if isinstance(outcome, Void) else TransferState.POSTED,
        lines=_posted(lines, outcome),
        event_at=event_at,
        actor=actor,
        description=description,
        resolves=held,
    )
    accounts = accounts_lock(line.account for line in lines)
    written = find_again(draft)
    if written:
        return written
    if LedgerTransfer.objects.filter(resolves=held).exists():
        raise refuse(ErrorCode.STATUS_CONFLICT, "This has been ended already.")
    return write(draft, accounts)


def _posted(lines: list[Line], outcome: Post | Void) -> list[Line]:
    """The entries that are to be posted."""
    if isinstance(outcome, Void):
        return []
    if outcome.minor is None:
        return lines
    if len(lines) > 2:
        raise ValueError("a part is of a transfer with one debit and one credit")
    if outcome.minor > lines[0].minor:
        raise ValueError(f"{outcome.minor} is more than the {lines[0].minor} that are pending")
    return [type(line)(line.account, outcome.minor) for line in lines]
