"""What the ledger is told of orders' money. Callers hold the rows of the settlements that it is about."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from fashionistar.kernel.actor import SYSTEM, Actor
from fashionistar.ledger.account_refs import (
    AccountRef,
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
    capture,
    capture_to_refund,
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
from fashionistar.settlement.models import PartRefund, Settlement
from fashionistar.settlement.policies import Cut
from fashionistar.wallets.services.stored_value_refund import stored_value_refund
from fashionistar.wallets.tender_lines import spent_tenders_lock


def lock_vendor(settlement: Settlement, *others: AccountRef) -> None:
    """Lock every account that a release or a refund of a part may touch, and others."""
    accounts_lock([*vendor_accounts(settlement), *others])


def book_capture(payment: Payment, parts: Mapping[UUID, int], *, fee: int, now: datetime) -> None:
    """What a payment brought is held for each part."""
    lines = capture(gateway=payment.gateway, currency=payment.currency, parts=parts, fee=fee)
    book(f"capture:{payment.pk}", TransferKind.CAPTURE, lines, at=payment.paid_at or now)


def book_capture_to_refund(payment: Payment, *, fee: int, now: datetime) -> None:
    """What a payment brought that came too late is due to the shopper."""
    lines = capture_to_refund(
        payment_id=payment.pk,
        gateway=payment.gateway,
        currency=payment.currency,
        minor=payment.amount_minor,
        fee=fee,
    )
    book(f"capture:{payment.pk}", TransferKind.CAPTURE_TO_REFUND, lines, at=payment.paid_at or now)


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
    book(f"unapplied:{attempt.pk}", TransferKind.CAPTURE_TO_REFUND, lines, at=now)


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
    book(reference, TransferKind.RELEASE, lines, at=now)


def book_owed(settlement: Settlement, *, reference: str, now: datetime) -> None:
    """What a vendor has pays what it owes us, as far as it goes."""
    vendor, currency = settlement.vendor_id, settlement.currency
    owed = balance(vendor_receivable(vendor, currency)).available
    minor = min(owed, balance(vendor_payable(vendor, currency)).available)
    if minor > 0:
        lines = receivable_settle(vendor_id=vendor, currency=currency, minor=minor)
        book(f"receivable:{reference}", TransferKind.RECEIVABLE_SETTLE, lines, at=now)


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
    book(f"refund_send:{refund.pk}", TransferKind.REFUND_SEND, lines, at=now)


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


def vendor_accounts(settlement: Settlement) -> tuple[AccountRef, ...]:
    """Every account that a release of a part, or a refund, touches on its vendor's side."""
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


def book(reference: str, kind: TransferKind, lines: Lines, *, at: datetime) -> None:
    """Post a transfer of the platform's own."""
    transfer_post(reference=reference, kind=kind, entries=lines, event_at=at, actor=SYSTEM)
