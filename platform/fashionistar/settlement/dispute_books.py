"""What the ledger is told of disputes. Callers hold the rows of the settlements that they are about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from fashionistar.ledger.account_refs import disputed, gateway_clearing, gateway_fees, platform, vendor_payable
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.postings import (
    Recovery,
    dispute_fee,
    dispute_lose,
    dispute_open,
    dispute_regain,
    dispute_win,
)
from fashionistar.ledger.selectors import balance
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.settlement.books import book, vendor_accounts
from fashionistar.settlement.models import DisputeBooking, Settlement
from fashionistar.settlement.policies import Cut


def book_dispute_open(booking: DisputeBooking, *, fee: int, now: datetime) -> None:
    """The gateway has taken back what a bank wants, and its fee."""
    lines = dispute_open(
        payment_id=booking.payment_id,
        gateway=booking.gateway,
        currency=booking.currency,
        minor=booking.amount_minor,
        fee=fee,
    )
    book(_dispute(booking, "open"), TransferKind.DISPUTE_OPEN, lines, at=now)


def book_dispute_fee(booking: DisputeBooking, *, minor: int, now: datetime) -> None:
    """The gateway's fee for it has grown, or, below zero, shrunk."""
    lines = dispute_fee(gateway=booking.gateway, currency=booking.currency, minor=minor)
    book(_dispute(booking, "fee"), TransferKind.DISPUTE_FEE, lines, at=now)


def book_dispute_regained(booking: DisputeBooking, *, now: datetime) -> None:
    """The gateway has given back what was lost."""
    lines = dispute_regain(gateway=booking.gateway, currency=booking.currency, minor=booking.amount_minor)
    book(_dispute(booking, "regain"), TransferKind.DISPUTE_REGAIN, lines, at=now)


def book_dispute_won(booking: DisputeBooking, *, now: datetime) -> None:
    """The gateway has given it back."""
    lines = dispute_win(
        payment_id=booking.payment_id,
        gateway=booking.gateway,
        currency=booking.currency,
        minor=booking.amount_minor,
    )
    book(_dispute(booking, "win"), TransferKind.DISPUTE_WIN, lines, at=now)


def book_dispute_lost(
    booking: DisputeBooking,
    *,
    held: Mapping[UUID, int],
    earned: Mapping[UUID, int],
    given_up: Cut,
    loss: int,
    now: datetime,
) -> None:
    """It is gone: from escrow (`held`, by vendor order), from vendors (`earned`, by vendor), from us.

    The vendors' accounts are locked.
    """
    currency = booking.currency
    recoveries = {
        vendor: Recovery(minor, balance(vendor_payable(vendor, currency)).available) for vendor, minor in earned.items()
    }
    lines = dispute_lose(
        payment_id=booking.payment_id,
        currency=currency,
        parts=held,
        recoveries=recoveries,
        loss=loss,
        commission=given_up.commission,
        tax=given_up.tax,
    )
    book(_dispute(booking, "lose"), TransferKind.DISPUTE_LOSE, lines, at=now)


def lock_dispute(booking: DisputeBooking, settlements: Iterable[Settlement]) -> None:
    """Lock every account that the end of a dispute may touch."""
    accounts_lock(
        [
            disputed(booking.payment_id, booking.currency),
            gateway_clearing(booking.gateway, booking.currency),
            gateway_fees(booking.gateway, booking.currency),
            platform(AccountCode.CHARGEBACK_LOSS, booking.currency),
            *(ref for settlement in settlements for ref in vendor_accounts(settlement)),
        ]
    )


def _dispute(booking: DisputeBooking, step: str) -> str:
    return f"dispute:{booking.dispute_id}:{booking.rounds}:{step}"
