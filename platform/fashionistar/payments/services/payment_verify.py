"""Ask the gateway what became of a payment, and believe only that."""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.payments.events import PaymentDuplicated, PaymentFailed, PaymentMismatched, PaymentSucceeded
from fashionistar.payments.gateway_errors import TransactionNotFound
from fashionistar.payments.gateway_words import GatewayStatus, Verification
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import AttemptStatus, Payment, PaymentAttempt, PaymentStatus
from fashionistar.payments.services.unapplied_refund import unapplied_refund

_log = structlog.get_logger("fashionistar.payments")

#: Payments and attempts that may still be paid.
OPEN_STATUSES = (PaymentStatus.PENDING, PaymentStatus.FAILED)
OPEN_ATTEMPTS = (AttemptStatus.PENDING, AttemptStatus.FAILED)
#: Gateways' pages stay open for long; after this we stop asking unasked (a webhook still makes us ask).
GIVE_UP_AFTER = timedelta(days=3)


def payment_verify(*, reference: str, gateways: Gateways, now: datetime) -> Payment:
    """Verify an attempt with its gateway (outside any transaction), then settle what it said.

    Raises:
        DomainError: NOT_FOUND for a reference that is not ours.
        GatewayError: The gateway gave no usable answer; nothing has changed.
    """
    attempt = PaymentAttempt.objects.filter(reference=reference).select_related("payment").first()
    if attempt is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no payment with this reference.", "reference")
    if attempt.status not in OPEN_ATTEMPTS:
        return attempt.payment
    try:
        verification = gateways.named(attempt.gateway).verify(reference=reference)
    except TransactionNotFound:
        return _ask_later(reference=reference, now=now)
    return payment_settle(reference=reference, verification=verification, now=now)


@transaction.atomic(durable=True)
def payment_settle(*, reference: str, verification: Verification, now: datetime) -> Payment:
    """Move the payment by the gateway's verified word on one attempt; a word that comes twice changes nothing.

    When another attempt has paid it already, what this one brought goes back.
    """
    attempt = _locked(reference)
    if attempt.status in OPEN_ATTEMPTS:
        if verification.status is GatewayStatus.SUCCESS:
            _settle_success(attempt, verification, now=now)
        else:
            _settle_unpaid(attempt, verification, now=now)
    return attempt.payment


def discrepancy(attempt: PaymentAttempt, verification: Verification) -> str:
    """What the gateway confirmed otherwise than we asked, or ""."""
    payment = attempt.payment
    if verification.reference != attempt.reference:
        return "another reference"
    if verification.currency != payment.currency:
        return f"currency {verification.currency} instead of {payment.currency}"
    if verification.requested_amount_minor != payment.amount_minor:
        return f"{verification.requested_amount_minor} requested instead of {payment.amount_minor}"
    if verification.amount_minor != payment.amount_minor:
        return f"{verification.amount_minor} paid instead of {payment.amount_minor}"
    return ""


def _locked(reference: str) -> PaymentAttempt:
    """An attempt and its payment, both locked."""
    both = PaymentAttempt.objects.select_related("payment").select_for_update(of=("self", "payment"))
    return both.get(reference=reference)


def _settle_success(attempt: PaymentAttempt, verification: Verification, *, now: datetime) -> None:
    payment, difference = attempt.payment, discrepancy(attempt, verification)
    if difference:
        attempt.status = AttemptStatus.MISMATCHED
        _mismatched(attempt, verification, difference, now=now)
    elif payment.status in (*OPEN_STATUSES, PaymentStatus.MISMATCHED):
        attempt.status = AttemptStatus.SUCCEEDED
        _succeeded(attempt, verification, now=now)
    else:
        attempt.status = AttemptStatus.SURPLUS
        _log.error("payment was paid twice", reference=attempt.reference, paid_by=payment.reference)
        outbox.record(PaymentDuplicated(payment_id=payment.pk, attempt_id=attempt.pk), actor=SYSTEM)
        amount, reason = verification.amount_minor, "The payment was paid twice."
        unapplied_refund(attempt=attempt, amount_minor=amount, reason=reason, now=now)
    attempt.fee_minor, attempt.check_at = verification.fee_minor, None
    attempt.save(update_fields=["status", "fee_minor", "check_at"])


def _mismatched(attempt: PaymentAttempt, verification: Verification, difference: str, *, now: datetime) -> None:
    payment = attempt.payment
    _log.error("payment does not match", reference=verification.reference, difference=difference)
    if payment.status in OPEN_STATUSES:
        payment.status = PaymentStatus.MISMATCHED
        payment.message = difference
        payment.transaction_id = verification.transaction_id
        payment.save(update_fields=["status", "message", "transaction_id"])
    outbox.record(PaymentMismatched(payment_id=payment.pk, attempt_id=attempt.pk), actor=SYSTEM)
    known = (verification.reference, verification.currency) == (attempt.reference, payment.currency)
    if known and verification.amount_minor > 0:
        amount, reason = verification.amount_minor, "Another amount was paid than was asked for."
        unapplied_refund(attempt=attempt, amount_minor=amount, reason=reason, now=now)


def _succeeded(attempt: PaymentAttempt, verification: Verification, *, now: datetime) -> None:
    payment = attempt.payment
    if payment.reference != attempt.reference:  # an older page was paid, not the one that she was last shown
        payment.reference, payment.gateway, payment.authorization_url = attempt.reference, attempt.gateway, ""
    payment.status = PaymentStatus.SUCCEEDED
    payment.message = verification.message[:300]
    payment.paid_at = verification.paid_at or now
    payment.fee_minor = verification.fee_minor
    payment.transaction_id = verification.transaction_id
    payment.save(
        update_fields=[
            "reference", "gateway", "authorization_url", "status", "message", "paid_at", "fee_minor", "transaction_id",
        ]
    )  # fmt: skip
    outbox.record(PaymentSucceeded(payment_id=payment.pk), actor=SYSTEM)


def _settle_unpaid(attempt: PaymentAttempt, verification: Verification, *, now: datetime) -> None:
    payment = attempt.payment
    attempt.check_at = _next_check(attempt, now=now)
    failed = verification.status is GatewayStatus.FAILED
    if failed:
        attempt.status = AttemptStatus.FAILED
    attempt.save(update_fields=["status", "check_at"])
    if payment.status not in OPEN_STATUSES or payment.reference != attempt.reference:
        return
    payment.message = verification.message[:300]
    if failed and payment.status == PaymentStatus.PENDING:
        payment.status = PaymentStatus.FAILED
        outbox.record(PaymentFailed(payment_id=payment.pk), actor=SYSTEM)
    payment.save(update_fields=["status", "message"])


@transaction.atomic(durable=True)
def _ask_later(*, reference: str, now: datetime) -> Payment:
    attempt = _locked(reference)
    if attempt.status in OPEN_ATTEMPTS:
        attempt.check_at = _next_check(attempt, now=now)
        attempt.save(update_fields=["check_at"])
    return attempt.payment


def _next_check(attempt: PaymentAttempt, *, now: datetime) -> datetime | None:
    """Ask again after as long as the attempt is old (each wait doubles), from 60 s to 6 h."""
    age = now - attempt.created_at
    if age > GIVE_UP_AFTER:
        return None
    return now + min(max(age, timedelta(seconds=60)), timedelta(hours=6))
