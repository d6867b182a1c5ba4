"""Ask the gateway what became of a payment, and believe only that."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.payments.events import PaymentEvent, PaymentFailed, PaymentMismatched, PaymentSucceeded
from fashionistar.payments.gateway import GatewayStatus, PaymentGateway, TransactionNotFound, Verification
from fashionistar.payments.models import Payment, PaymentStatus

_log = structlog.get_logger("fashionistar.payments")

#: Payments that may still be paid; every other status is final here.
OPEN_STATUSES = (PaymentStatus.PENDING, PaymentStatus.FAILED)
#: Paystack's pages stay open for long; after this we stop asking unasked (a webhook still makes us ask).
GIVE_UP_AFTER = timedelta(days=3)


def payment_verify(*, reference: str, gateway: PaymentGateway, now: datetime) -> Payment:
    """Verify the payment with the gateway (outside any transaction), then settle what it said.

    Raises:
        DomainError: NOT_FOUND for a reference that is not ours.
        GatewayError: The gateway gave no usable answer; nothing has changed.
    """
    payment = Payment.objects.filter(reference=reference).first()
    if payment is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no payment with this reference.", "reference")
    if payment.status not in OPEN_STATUSES:
        return payment
    try:
        verification = gateway.verify(reference=reference)
    except TransactionNotFound:
        return _ask_later(reference=reference, now=now)
    return payment_settle(reference=reference, verification=verification, now=now)


@transaction.atomic(durable=True)
def payment_settle(*, reference: str, verification: Verification, now: datetime) -> Payment:
    """Move the payment by the gateway's verified word; a word that comes twice changes nothing."""
    payment = Payment.objects.select_for_update().get(reference=reference)
    if payment.status not in OPEN_STATUSES:
        return payment
    if verification.status is GatewayStatus.SUCCESS:
        return _settle_success(payment, verification, now=now)
    payment.message = verification.message[:300]
    payment.check_at = _next_check(payment, now=now)
    failed = verification.status is GatewayStatus.FAILED and payment.status == PaymentStatus.PENDING
    if failed:
        payment.status = PaymentStatus.FAILED
        outbox.record(PaymentFailed(payment_id=payment.pk), actor=SYSTEM)
    payment.save(update_fields=["status", "message", "check_at"])
    return payment


def discrepancy(payment: Payment, verification: Verification) -> str:
    """What the gateway confirmed otherwise than we asked, or ""."""
    if verification.reference != payment.reference:
        return "another reference"
    if verification.currency != payment.currency:
        return f"currency {verification.currency} instead of {payment.currency}"
    if verification.requested_amount_minor != payment.amount_minor:
        return f"{verification.requested_amount_minor} requested instead of {payment.amount_minor}"
    if verification.amount_minor < payment.amount_minor:
        return f"{verification.amount_minor} paid instead of {payment.amount_minor}"
    return ""


def _settle_success(payment: Payment, verification: Verification, *, now: datetime) -> Payment:
    difference = discrepancy(payment, verification)
    event: PaymentEvent
    if difference:
        payment.status = PaymentStatus.MISMATCHED
        payment.message = difference
        event = PaymentMismatched(payment_id=payment.pk)
        _log.error("payment does not match", reference=payment.reference, difference=difference)
    else:
        payment.status = PaymentStatus.SUCCEEDED
        payment.message = verification.message[:300]
        payment.paid_at = verification.paid_at or now
        event = PaymentSucceeded(payment_id=payment.pk)
    payment.transaction_id = verification.transaction_id
    payment.check_at = None
    payment.save(update_fields=["status", "message", "paid_at", "transaction_id", "check_at"])
    outbox.record(event, actor=SYSTEM)
    return payment


@transaction.atomic(durable=True)
def _ask_later(*, reference: str, now: datetime) -> Payment:
    payment = Payment.objects.select_for_update().get(reference=reference)
    if payment.status in OPEN_STATUSES:
        payment.check_at = _next_check(payment, now=now)
        payment.save(update_fields=["check_at"])
    return payment


def _next_check(payment: Payment, *, now: datetime) -> datetime | None:
    """Ask again after as long as the payment is old (each wait doubles), from 60 s to 6 h."""
    age = now - payment.created_at
    if age > GIVE_UP_AFTER:
        return None
    return now + min(max(age, timedelta(seconds=60)), timedelta(hours=6))
