"""What settlement does about facts; one service call each."""

from datetime import datetime

from fashionistar.orders.events import OrderPaid, OrderRefunding, VendorOrderDelivered, VendorOrderShipped
from fashionistar.orders.services.order_refund import order_refund
from fashionistar.payments.events import (
    DisputeLost,
    DisputeOpened,
    DisputeWon,
    PaymentDuplicated,
    PaymentMismatched,
    RefundFailed,
    RefundProcessed,
)
from fashionistar.payments.models import Dispute, Payment
from fashionistar.settlement.events import PartRefunded
from fashionistar.settlement.services.dispute_book_lose import dispute_book_lose
from fashionistar.settlement.services.dispute_book_open import dispute_book_open
from fashionistar.settlement.services.dispute_book_win import dispute_book_win
from fashionistar.settlement.services.escrow_capture import escrow_capture
from fashionistar.settlement.services.escrow_release import escrow_release
from fashionistar.settlement.services.late_payment_capture import late_payment_capture
from fashionistar.settlement.services.part_refund_fail import part_refund_fail
from fashionistar.settlement.services.part_refund_settle import part_refund_settle
from fashionistar.settlement.services.release_schedule import release_schedule
from fashionistar.settlement.services.unapplied_capture import unapplied_capture


def capture_escrow(event: OrderPaid, *, now: datetime) -> None:
    """What was paid is held for each part."""
    escrow_capture(order_id=event.order_id, now=now)


def capture_late_payment(event: OrderRefunding, *, now: datetime) -> None:
    """What was paid too late is due to the shopper."""
    late_payment_capture(payment_id=Payment.objects.get(order=event.order_id).pk, now=now)


def capture_unapplied(event: PaymentDuplicated | PaymentMismatched, *, now: datetime) -> None:
    """What was paid once more, or otherwise than asked, is due to the shopper."""
    unapplied_capture(attempt_id=event.attempt_id, now=now)


def schedule_release(event: VendorOrderShipped, *, now: datetime) -> None:
    """The escrow window runs from here."""
    release_schedule(vendor_order_id=event.vendor_order_id)


def release_escrow(event: VendorOrderDelivered, *, now: datetime) -> None:
    """The vendor has earned the part."""
    escrow_release(vendor_order_id=event.vendor_order_id, now=now)


def settle_refund(event: RefundProcessed, *, now: datetime) -> None:
    """The gateway has given money back."""
    part_refund_settle(refund_id=event.refund_id, now=now)


def fail_refund(event: RefundFailed, *, now: datetime) -> None:
    """The gateway has refused to give money back."""
    part_refund_fail(refund_id=event.refund_id, now=now)


def close_refunded_order(event: PartRefunded, *, now: datetime) -> None:
    """It may have been the last of its order that was not given back."""
    order_refund(order_id=event.order_id)


def open_dispute(event: DisputeOpened, *, now: datetime) -> None:
    """A bank wants money back, and the gateway perhaps a fee."""
    dispute = Dispute.objects.get(pk=event.dispute_id)
    dispute_book_open(
        payment_id=event.payment_id,
        dispute_id=event.dispute_id,
        gateway=dispute.gateway,
        amount_minor=dispute.amount_minor,
        fee_minor=dispute.fee_minor or 0,
        now=now,
    )


def win_dispute(event: DisputeWon, *, now: datetime) -> None:
    """The money stays."""
    dispute_book_win(dispute_id=event.dispute_id, now=now)


def lose_dispute(event: DisputeLost, *, now: datetime) -> None:
    """The money is gone."""
    dispute_book_lose(dispute_id=event.dispute_id, now=now)
