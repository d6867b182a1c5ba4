"""Reserving what is to be paid out: one way for whoever asks, and for the schedule."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID, uuid4

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import Money
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.payouts import books
from fashionistar.payouts.availability import Figures, figures_of
from fashionistar.payouts.events import PayoutRequested
from fashionistar.payouts.models import Payout, PayoutAccount
from fashionistar.payouts.selectors import UNDER_WAY, current_account, open_hold
from fashionistar.vendors.models import Vendor


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be reserved.

    Attributes:
        vendor_id: For whom.
        currency: ISO 4217.
        minor: How much; None is all that is available.
        minimum_minor: Less is not sent.
        due_on: Of the schedule; None when somebody asked.
    """

    vendor_id: UUID
    currency: str
    minor: int | None
    minimum_minor: int
    due_on: date | None = None


def reserve(wanted: Wanted, *, actor: Actor, now: datetime) -> Payout:
    """Reserve it in the caller's transaction; the shop and its accounts are locked, one request after the other.

    Raises:
        DomainError: PAYOUTS_HELD, PAYOUT_ACCOUNT_REQUIRED, PAYOUT_ACCOUNT_COOLING_DOWN, PAYOUT_UNDER_WAY,
            INSUFFICIENT_FUNDS, INVALID (less than the minimum).
    """
    Vendor.objects.order_by("pk").select_for_update(of=("self",), no_key=True).get(pk=wanted.vendor_id)
    if open_hold(wanted.vendor_id) is not None:
        raise refuse(ErrorCode.PAYOUTS_HELD, "The platform holds this shop's payouts. Ask its support.", "vendorId")
    account = _usable_account(wanted, now=now)
    if Payout.objects.filter(vendor=wanted.vendor_id, currency=wanted.currency, status__in=UNDER_WAY).exists():
        raise refuse(ErrorCode.PAYOUT_UNDER_WAY, "Another payout is being sent. Wait until the gateway has taken it.")
    payout = Payout(
        vendor_id=wanted.vendor_id,
        account=account,
        reference=f"po-{uuid4().hex}",
        gateway=account.gateway,
        currency=wanted.currency,
        due_on=wanted.due_on,
        due_at=now,
    )
    accounts_lock(books.shop_accounts(payout))
    figures = figures_of(wanted.vendor_id, wanted.currency, now=now)
    payout.amount_minor = _amount(wanted, figures)
    payout.save(force_insert=True)
    if figures.owed:
        books.settle_owed(payout, figures.owed, actor=actor, now=now)
    books.reserve(payout, actor=actor, now=now)
    outbox.record(PayoutRequested(payout_id=payout.pk, vendor_id=payout.vendor_id), actor=actor)
    return payout


def _usable_account(wanted: Wanted, *, now: datetime) -> PayoutAccount:
    account = current_account(wanted.vendor_id, wanted.currency)
    if account is None or account.usable_at is None:
        raise refuse(ErrorCode.PAYOUT_ACCOUNT_REQUIRED, f"Name a payout account for {wanted.currency} first.")
    if account.usable_at > now:
        raise refuse(
            ErrorCode.PAYOUT_ACCOUNT_COOLING_DOWN,
            f"The payout account is new: nothing is sent there before {account.usable_at:%d %B %Y, %H:%M} UTC.",
        )
    return account


def _amount(wanted: Wanted, figures: Figures[int]) -> int:
    """How much is sent. Where something is available, earnings have covered what was owed as well."""
    minor = figures.available if wanted.minor is None else wanted.minor
    if minor > figures.available or figures.available == 0:
        has = Money(figures.available, wanted.currency)
        raise refuse(ErrorCode.INSUFFICIENT_FUNDS, f"{has.amount} {has.currency} can be paid out now.", "amount")
    if minor < wanted.minimum_minor:
        least = Money(wanted.minimum_minor, wanted.currency)
        raise refuse(ErrorCode.INVALID, f"The least that is paid out is {least.amount} {least.currency}.", "amount")
    return minor
