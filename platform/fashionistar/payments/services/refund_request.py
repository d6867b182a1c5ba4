"""Decide that money goes back; sending it is `refund_send`."""

from datetime import datetime

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.money import Money
from fashionistar.payments.events import RefundRequested
from fashionistar.payments.models import Payment, PaymentAttempt, PaymentStatus, Refund, RefundStatus
from fashionistar.payments.selectors import refundable_minor

_PAID = (PaymentStatus.SUCCEEDED, PaymentStatus.PARTIALLY_REFUNDED)


def refund_request(*, payment: Payment, amount: Money, reason: str, cause: str, actor: Actor, now: datetime) -> Refund:
    """Record in the caller's transaction that a part of a payment, or all of it, is to go back.

    Args:
        payment: A paid one; it is locked here.
        amount: In its currency; with all other refunds that have not failed no more than was paid.
        reason: Why, for people.
        cause: What it is for, as `order:<uuid>`; asked for again under the same cause it is the same refund, unless
            that one has failed.
        actor: Who decides.
        now: The time.

    Raises:
        DomainError: STATUS_CONFLICT: it is not paid; REFUND_TOO_LARGE; INVALID: no amount, or another amount for the
            same cause.
        ValueError: The amount is in another currency.
    """
    locked = Payment.objects.select_for_update(of=("self",)).get(pk=payment.pk)
    if amount.currency != locked.currency:
        raise ValueError(f"cannot refund {amount.currency} of a payment in {locked.currency}")
    existing = Refund.objects.filter(payment=locked, cause=cause).exclude(status=RefundStatus.FAILED).first()
    if existing is not None and existing.amount_minor == amount.minor:
        return existing
    if existing is not None or amount.minor <= 0:
        raise refuse(ErrorCode.INVALID, "Refund an amount above zero, and the same one for the same cause.", "amount")
    if locked.status not in _PAID:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"A payment that is {locked.status} cannot be refunded.")
    left = Money(refundable_minor(locked), locked.currency)
    if amount.minor > left.minor:
        told = f"Only {left.currency} {left.amount} of this payment can still be refunded."
        raise refuse(ErrorCode.REFUND_TOO_LARGE, told, "amount")
    locked.refunded_minor += amount.minor
    locked.save(update_fields=["refunded_minor"])
    refund = Refund.objects.create(
        payment=locked,
        attempt=PaymentAttempt.objects.get(reference=locked.reference),
        amount_minor=amount.minor,
        cause=cause,
        reason=reason,
        due_at=now,
    )
    outbox.record(RefundRequested(payment_id=locked.pk, refund_id=refund.pk), actor=actor)
    return refund
