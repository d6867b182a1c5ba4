"""Reads of payments for tasks."""

from datetime import datetime
from uuid import UUID

from fashionistar.payments.models import Payment, Refund, WebhookEvent, WebhookOutcome

_BATCH = 100


def waiting_webhooks(*, before: datetime) -> list[UUID]:
    """Stored webhooks that nobody has processed since `before`, oldest first."""
    rows = WebhookEvent.objects.filter(outcome=WebhookOutcome.RECEIVED, created_at__lt=before)
    return list(rows.order_by("created_at").values_list("pk", flat=True)[:_BATCH])


def due_refunds(*, now: datetime) -> list[UUID]:
    """Refunds to be sent or looked after."""
    return list(Refund.objects.filter(due_at__lte=now).order_by("due_at").values_list("pk", flat=True)[:_BATCH])


def due_payments(*, now: datetime) -> list[str]:
    """References of unpaid payments to be asked about."""
    rows = Payment.objects.filter(check_at__lte=now).order_by("check_at")
    return list(rows.values_list("reference", flat=True)[:_BATCH])
