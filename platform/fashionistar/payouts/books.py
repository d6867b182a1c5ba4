"""What the ledger is told of a payout, step by step. Callers hold the payout's row, or have not made it yet."""

from datetime import datetime

from fashionistar.kernel.actor import SYSTEM, Actor
from fashionistar.ledger.account_refs import (
    AccountRef,
    gateway_clearing,
    gateway_fees,
    payouts_in_transit,
    vendor_payable,
    vendor_receivable,
)
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.postings import (
    Lines,
    payout_arrive,
    payout_fail,
    payout_reserve,
    payout_reverse,
    receivable_settle,
)
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.services.transfer_resolve import Post, Void, transfer_resolve
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payouts.models import Payout


def reserved_as(payout: Payout) -> str:
    """The reference of the transfer that holds the payout's money."""
    return f"payout:{payout.pk}:reserve"


def shop_accounts(payout: Payout) -> list[AccountRef]:
    """The shop's accounts that a payout touches."""
    vendor, currency = payout.vendor_id, payout.currency
    return [vendor_payable(vendor, currency), vendor_receivable(vendor, currency), payouts_in_transit(vendor, currency)]


def lock_all(payout: Payout) -> None:
    """Lock every account that the gateway's word on a payout may touch."""
    gateway, currency = payout.gateway, payout.currency
    accounts_lock([*shop_accounts(payout), gateway_clearing(gateway, currency), gateway_fees(gateway, currency)])


def settle_owed(payout: Payout, minor: int, *, actor: Actor, now: datetime) -> None:
    """The shop's earnings pay what it owes us."""
    lines = receivable_settle(vendor_id=payout.vendor_id, currency=payout.currency, minor=minor)
    transfer_post(
        reference=f"payout:{payout.pk}:owed",
        kind=TransferKind.RECEIVABLE_SETTLE,
        entries=lines,
        event_at=now,
        actor=actor,
        description=f"before {payout.reference}",
    )


def reserve(payout: Payout, *, actor: Actor, now: datetime) -> None:
    """Set the money aside.

    Raises:
        InsufficientFundsError: The shop's account does not have it.
    """
    transfer_post(
        reference=reserved_as(payout),
        kind=TransferKind.PAYOUT_RESERVE,
        entries=payout_reserve(vendor_id=payout.vendor_id, currency=payout.currency, minor=payout.amount_minor),
        event_at=now,
        actor=actor,
        description=payout.reference,
        pending=True,
    )


def take(payout: Payout, *, now: datetime) -> None:
    """The gateway has taken it: what was set aside is in transit."""
    _resolve(payout, Post(), "take", actor=SYSTEM, now=now)


def free(payout: Payout, *, actor: Actor, now: datetime) -> None:
    """Nothing was sent: what was set aside is the shop's again."""
    _resolve(payout, Void(), "free", actor=actor, now=now)


def arrive(payout: Payout, *, now: datetime) -> None:
    """The shop has it, and the gateway has charged its fee."""
    lines = payout_arrive(
        vendor_id=payout.vendor_id,
        gateway=payout.gateway,
        currency=payout.currency,
        minor=payout.amount_minor,
        fee=payout.fee_minor or 0,
    )
    _post(payout, TransferKind.PAYOUT_ARRIVE, lines, "arrive", now=now)


def fail(payout: Payout, *, now: datetime) -> None:
    """It was in transit and did not arrive: it is the shop's again."""
    lines = payout_fail(vendor_id=payout.vendor_id, currency=payout.currency, minor=payout.amount_minor)
    _post(payout, TransferKind.PAYOUT_FAIL, lines, "fail", now=now)


def come_back(payout: Payout, *, now: datetime) -> None:
    """It had arrived and came back: it is the shop's again."""
    lines = payout_reverse(
        vendor_id=payout.vendor_id, gateway=payout.gateway, currency=payout.currency, minor=payout.amount_minor
    )
    _post(payout, TransferKind.PAYOUT_REVERSE, lines, "reverse", now=now)


def _post(payout: Payout, kind: TransferKind, lines: Lines, step: str, *, now: datetime) -> None:
    transfer_post(
        reference=f"payout:{payout.pk}:{step}",
        kind=kind,
        entries=lines,
        event_at=now,
        actor=SYSTEM,
        description=payout.reference,
    )


def _resolve(payout: Payout, outcome: Post | Void, step: str, *, actor: Actor, now: datetime) -> None:
    transfer_resolve(
        pending=reserved_as(payout),
        outcome=outcome,
        reference=f"payout:{payout.pk}:{step}",
        event_at=now,
        actor=actor,
        description=payout.reference,
    )
