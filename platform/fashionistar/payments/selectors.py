"""Reads of payments: what is due, what may go back, and who may see disputes."""

from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet, Sum
from django.db.models.functions import Coalesce

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.payments.models import (
    UNAPPLIED,
    Dispute,
    DisputeStatus,
    Payment,
    PaymentAttempt,
    Refund,
    WebhookEvent,
    WebhookOutcome,
)

_BATCH = 100


def waiting_webhooks(*, before: datetime) -> list[UUID]:
    """Stored webhooks that nobody has processed since `before`, oldest first."""
    rows = WebhookEvent.objects.filter(outcome=WebhookOutcome.RECEIVED, created_at__lt=before)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:_BATCH])


def due_refunds(*, now: datetime) -> list[UUID]:
    """Refunds to be sent or looked after."""
    return list(Refund.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)[:_BATCH])


def due_payments(*, now: datetime) -> list[str]:
    """References of unpaid attempts to be asked about."""
    rows = PaymentAttempt.objects.filter(check_at__lte=now).order_by("check_at")
    return list(rows.values_list("reference", flat=True)[:_BATCH])


def due_disputes(*, now: datetime) -> list[UUID]:
    """Open disputes to be asked about."""
    return list(Dispute.objects.filter(check_at__lte=now).order_by("check_at").values_list("pk", flat=True)[:_BATCH])


def refundable_minor(payment: Payment) -> int:
    """What may still go back, in minor units: nothing twice, and nothing that a bank wants back or has got back."""
    disputed = Dispute.objects.filter(payment=payment).exclude(status=DisputeStatus.WON)
    disputed = disputed.exclude(attempt__status__in=UNAPPLIED)  # that money is none of the payment's
    taken: int = disputed.aggregate(sum=Coalesce(Sum("amount_minor"), 0))["sum"]
    return max(payment.amount_minor - payment.refunded_minor - taken, 0)


def visible_disputes(actor: Actor, queryset: QuerySet[Dispute] | None = None) -> QuerySet[Dispute]:
    """All of them for staff who answer disputes, none for anybody else."""
    disputes = Dispute.objects.all() if queryset is None else queryset
    return disputes if actor.may(StaffPermission.DISPUTES_MANAGE) else disputes.none()
