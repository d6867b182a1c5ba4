"""A try has ended: keep what came of it, and decide what follows."""

from datetime import datetime, timedelta

from django.db import transaction

from fashionistar.webhooks.gateway import Answer
from fashionistar.webhooks.models import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookDeliveryStatus,
    WebhookDisabledReason,
    WebhookEndpoint,
)
from fashionistar.webhooks.retries import next_try
from fashionistar.webhooks.services.delivery_lease import Lease, disable

#: So long an endpoint may take nothing before it is no longer called.
PATIENCE = timedelta(days=5)
_GONE = 410


@transaction.atomic(durable=True)
def delivery_settle(*, lease: Lease, answer: Answer, now: datetime, chance: float) -> None:
    """Record the answer. A worker whose lease another has taken over may still report a success, but no failure."""
    endpoint = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True).filter(pk=lease.endpoint.pk).first()
    if endpoint is None:
        return
    delivery = WebhookDelivery.objects.select_for_update(of=("self",)).filter(pk=lease.delivery.pk).first()
    if delivery is None:
        return
    WebhookAttempt.objects.filter(pk=lease.attempt.pk).update(
        duration_ms=answer.duration_ms, status_code=answer.status_code, error=answer.error, answer=answer.text
    )
    if answer.is_success:
        _deliver(delivery, endpoint, now=now)
    elif delivery.leased_until == lease.delivery.leased_until:
        _postpone(delivery, answer, now=now, chance=chance)
        _count_against(endpoint, answer, now=now)


def _deliver(delivery: WebhookDelivery, endpoint: WebhookEndpoint, *, now: datetime) -> None:
    delivery.status, delivery.delivered_at = WebhookDeliveryStatus.DELIVERED, now
    delivery.due_at = delivery.leased_until = None
    delivery.save(update_fields=["status", "delivered_at", "due_at", "leased_until"])
    if endpoint.failing_since is not None:
        endpoint.failing_since = None
        endpoint.save(update_fields=["failing_since"])


def _postpone(delivery: WebhookDelivery, answer: Answer, *, now: datetime, chance: float) -> None:
    delivery.leased_until = None
    delivery.due_at = next_try(
        tries=delivery.tries, first_tried_at=delivery.first_tried_at or now, now=now, chance=chance
    )
    if delivery.due_at is None or answer.status_code == _GONE:
        delivery.status, delivery.due_at = WebhookDeliveryStatus.FAILED, None
    delivery.save(update_fields=["status", "due_at", "leased_until"])


def _count_against(endpoint: WebhookEndpoint, answer: Answer, *, now: datetime) -> None:
    if endpoint.disabled_at is not None:
        return
    if answer.status_code == _GONE:
        disable(endpoint, WebhookDisabledReason.GONE, now=now)
    elif endpoint.failing_since is None:
        endpoint.failing_since = now
        endpoint.save(update_fields=["failing_since"])
    elif now - endpoint.failing_since >= PATIENCE:
        disable(endpoint, WebhookDisabledReason.FAILING, now=now)
