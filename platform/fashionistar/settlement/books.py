"""What the ledger is told of orders' money. Callers hold the rows of the settlements that it is about."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from uuid import UUID

from fashionistar.kernel.actor import SYSTEM, Actor
from fashionistar.ledger.account_refs import (
    AccountRef,
    disputed,
    escrow,
    gateway_clearing,
    gateway_fees,
    platform,
    shopper_refunds_due,
    vendor_payable,
    vendor_receivable,
)
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.postings import (
    Lines,
    Recovery,
    capture,
    capture_to_refund,
    dispute_fee,
    dispute_lose,
    dispute_open,
    dispute_regain,
    dispute_win,
    receivable_settle,
    refund_after_release,
    refund_before_release,
    refund_send,
    release,
)
from fashionistar.ledger.selectors import balance
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.services.transfer_resolve import Post, Void, transfer_resolve
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payments.models import Payment, PaymentAttempt, Refund
from fashionistar.settlement.models import DisputeBooking, PartRefund, Settlement
from fashionistar.settlement.policies import Cut
from fashionistar.wallets.services.stored_value_refund import stored_value_refund
from fashionistar.wallets.tender_lines import spent_tenders_lock


def lock_vendor(settlement: Settlement, *others: AccountRef) -> None:
    """Lock every account that a release or a refund of a part may touch, and others."""
    accounts_lock([*_of_vendor(settlement), *others])


def book_capture(payment: Payment, parts: Mapping[UUID, int], *, fee: int, now: datetime) -> None:
    """What a payment brought is held for each part."""
    lines = capture(gateway=payment.gateway, currency=payment.currency, parts=parts, fee=fee)
    _post(f"capture:{payment.pk}", TransferKind.CAPTURE, lines, at=payment.paid_at or now)


def book_capture_to_refund(payment: Payment, *, fee: int, now: datetime) -> None:
    """What a payment brought that came too late is due to the shopper."""
    lines = capture_to_refund(
        payment_id=payment.pk,
        gateway=payment.gateway,
        currency=payment.currency,
        minor=payment.amount_minor,
        fee=fee,
    )
    _post(f"capture:{payment.pk}", TransferKind.CAPTURE_TO_REFUND, lines, at=payment.paid_at or now)


def book_unapplied(attempt: PaymentAttempt, *, minor: int, now: datetime) -> None:
    """What an attempt brought that pays for nothing is due to the shopper, all of it; the gateway keeps its fee."""
    payment = attempt.payment
    lines = capture_to_refund(
        payment_id=payment.pk,
        gateway=attempt.gateway,
        currency=payment.currency,
        minor=minor,
        fee=attempt.fee_minor or 0,
    )
    _post(f"unapplied:{attempt.pk}", TransferKind.CAPTURE_TO_REFUND, lines, at=now)


def book_release(settlement: Settlement, *, minor: int, taken: Cut, reference: str, now: datetime) -> None:
    """A vendor has earned `minor` of a part, less what is taken of it."""
    lines = release(
        vendor_order_id=settlement.vendor_order_id,
        vendor_id=settlement.vendor_id,
        currency=settlement.currency,
        minor=minor,
        commission=taken.commission,
        tax=taken.tax,
    )
    _post(reference, TransferKind.RELEASE, lines, at=now)


def book_owed(settlement: Settlement, *, reference: str, now: datetime) -> None:
    """What a vendor has pays what it owes us, as far as it goes."""
    vendor, currency = settlement.vendor_id, settlement.currency
    owed = balance(vendor_receivable(vendor, currency)).available
    minor = min(owed, balance(vendor_payable(vendor, currency)).available)
    if minor > 0:
        lines = receivable_settle(vendor_id=vendor, currency=currency, minor=minor)
        _post(f"receivable:{reference}", TransferKind.RECEIVABLE_SETTLE, lines, at=now)


def book_refund(refund: PartRefund, *, actor: Actor, now: datetime) -> None:
    """Set aside what is to go back, from escrow or from what the vendor has earned, until the gateway has spoken.

    What stored value alone has paid needs no gateway's word: it goes back at once.
    """
    settlement = refund.settlement
    is_sent = refund.refund is None
    _lock_refund(refund, *_stored_accounts(refund, is_sent=is_sent))
    if refund.from_escrow:
        lines = refund_before_release(
            payment_id=settlement.due_id,
            currency=settlement.currency,
            parts={settlement.vendor_order_id: refund.amount_minor},
        )
    else:
        lines = refund_after_release(
            payment_id=settlement.due_id,
            vendor_id=settlement.vendor_id,
            currency=settlement.currency,
            minor=refund.amount_minor,
            available=balance(vendor_payable(settlement.vendor_id, settlement.currency)).available,
            commission=refund.commission_minor,
            tax=refund.tax_minor,
        )
    kind = TransferKind.REFUND_BEFORE_RELEASE if refund.from_escrow else TransferKind.REFUND_AFTER_RELEASE
    transfer_post(
        reference=_refund(refund),
        kind=kind,
        entries=lines,
        event_at=now,
        actor=actor,
        pending=not is_sent,
    )
    if is_sent:
        _book_stored(refund, actor=actor, now=now)


def book_refund_sent(refund: PartRefund, sent: Refund, *, now: datetime) -> None:
    """What was set aside has gone back: by the gateway, and with it to wallet and gift cards."""
    gateway, currency = sent.attempt.gateway, refund.settlement.currency
    _lock_refund(
        refund,
        gateway_clearing(gateway, currency),
        gateway_fees(gateway, currency),
        *_stored_accounts(refund, is_sent=True),
    )
    transfer_resolve(
        pending=_refund(refund), outcome=Post(), reference=f"{_refund(refund)}:post", event_at=now, actor=SYSTEM
    )
    book_sent(sent, now=now)
    _book_stored(refund, actor=SYSTEM, now=now)


def book_refund_void(refund: PartRefund, *, now: datetime) -> None:
    """What was set aside is where it was."""
    _lock_refund(refund)
    transfer_resolve(
        pending=_refund(refund), outcome=Void(), reference=f"{_refund(refund)}:void", event_at=now, actor=SYSTEM
    )


def book_sent(refund: Refund, *, now: datetime) -> None:
    """A gateway has given the shopper what was due."""
    lines = refund_send(
        payment_id=refund.payment_id,
        gateway=refund.attempt.gateway,
        currency=refund.payment.currency,
        minor=refund.amount_minor,
    )
    _post(f"refund_send:{refund.pk}", TransferKind.REFUND_SEND, lines, at=now)


def book_dispute_open(booking: DisputeBooking, *, fee: int, now: datetime) -> None:
    """The gateway has taken back what a bank wants, and its fee."""
    lines = dispute_open(
        payment_id=booking.payment_id,
        gateway=booking.gateway,
        currency=booking.currency,
        minor=booking.amount_minor,
        fee=fee,
    )
    _post(_dispute(booking, "open"), TransferKind.DISPUTE_OPEN, lines, at=now)


def book_dispute_fee(booking: DisputeBooking, *, minor: int, now: datetime) -> None:
    """The gateway's fee for it has grown, or, below zero, shrunk."""
    lines = dispute_fee(gateway=booking.gateway, currency=booking.currency, minor=minor)
    _post(_dispute(booking, "fee"), TransferKind.DISPUTE_FEE, lines, at=now)


def book_dispute_regained(booking: DisputeBooking, *, now: datetime) -> None:
    """The gateway has given back what was lost."""
    lines = dispute_regain(gateway=booking.gateway, currency=booking.currency, minor=booking.amount_minor)
    _post(_dispute(booking, "regain"), TransferKind.DISPUTE_REGAIN, lines, at=now)


def book_dispute_won(booking: DisputeBooking, *, now: datetime) -> None:
    """The gateway has given it back."""
    lines = dispute_win(
        payment_id=booking.payment_id,
        gateway=booking.gateway,
        currency=booking.currency,
        minor=booking.amount_minor,
    )
    _post(_dispute(booking, "win"), TransferKind.DISPUTE_WIN, lines, at=now)


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
    _post(_dispute(booking, "lose"), TransferKind.DISPUTE_LOSE, lines, at=now)


def lock_dispute(booking: DisputeBooking, settlements: Iterable[Settlement]) -> None:
    """Lock every account that the end of a dispute may touch."""
    accounts_lock(
        [
            disputed(booking.payment_id, booking.currency),
            gateway_clearing(booking.gateway, booking.currency),
            gateway_fees(booking.gateway, booking.currency),
            platform(AccountCode.CHARGEBACK_LOSS, booking.currency),
            *(ref for settlement in settlements for ref in _of_vendor(settlement)),
        ]
    )


def _lock_refund(refund: PartRefund, *others: AccountRef) -> None:
    settlement = refund.settlement
    lock_vendor(settlement, shopper_refunds_due(settlement.due_id, settlement.currency), *others)


def _stored_accounts(refund: PartRefund, *, is_sent: bool) -> list[AccountRef]:
    """Where stored value goes back to, if it does now; rows are locked by that, and no account is yet."""
    if not is_sent or not refund.stored_minor:
        return []
    return [account for _, account in spent_tenders_lock(refund.settlement.vendor_order.order_id)]


def _book_stored(refund: PartRefund, *, actor: Actor, now: datetime) -> None:
    if not refund.stored_minor:
        return
    order = refund.settlement.vendor_order.order
    stored_value_refund(
        purchase=order.pk,
        due_id=refund.settlement.due_id,
        amount_minor=refund.stored_minor,
        reference=f"{_refund(refund)}:stored",
        description=f"Order {order.public_number}",
        actor=actor,
        now=now,
    )


def _of_vendor(settlement: Settlement) -> tuple[AccountRef, ...]:
    vendor, currency = settlement.vendor_id, settlement.currency
    return (
        escrow(settlement.vendor_order_id, currency),
        vendor_payable(vendor, currency),
        vendor_receivable(vendor, currency),
        platform(AccountCode.COMMISSION, currency),
        platform(AccountCode.COMMISSION_TAX, currency),
    )


def _refund(refund: PartRefund) -> str:
    return f"refund:{refund.pk}"


def _dispute(booking: DisputeBooking, step: str) -> str:
    return f"dispute:{booking.dispute_id}:{booking.rounds}:{step}"


def _post(reference: str, kind: TransferKind, lines: Lines, *, at: datetime) -> None:
    transfer_post(reference=reference, kind=kind, entries=lines, event_at=at, actor=SYSTEM)
