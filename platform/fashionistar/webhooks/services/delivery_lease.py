"""Take a delivery to send, so that no other worker does."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.webhooks.events import WebhookEndpointDisabled
from fashionistar.webhooks.models import (
    WebhookAttempt,
    WebhookDelivery,
    WebhookDisabledReason,
    WebhookEndpoint,
)
from fashionistar.webhooks.selectors import due_deliveries, may_still_own


@dataclass(frozen=True, slots=True)
class Lease:
    """A delivery that is ours until its lease ends, its endpoint, and the try that we are about to make."""

    delivery: WebhookDelivery
    endpoint: WebhookEndpoint
    attempt: WebhookAttempt


@transaction.atomic(durable=True)
def delivery_lease(*, endpoint_id: UUID, now: datetime) -> Lease | None:
    """Lease the endpoint's delivery that has waited longest; the try is written before the receiver hears of it.

    Returns:
        None when nothing is due, the endpoint is disabled, or as many are under way as may be at once.
    """
    # The lock makes the count of what is under way true for whoever holds it.
    locked = WebhookEndpoint.objects.select_for_update(of=("self",), no_key=True)
    endpoint = locked.filter(pk=endpoint_id, disabled_at__isnull=True).first()
    if endpoint is None:
        return None
    if endpoint.deliveries.filter(leased_until__gt=now).count() >= settings.WEBHOOK_IN_FLIGHT:
        return None
    mine = due_deliveries(now=now).filter(endpoint=endpoint).order_by("due_at", "pk")
    delivery = mine.select_for_update(of=("self",), skip_locked=True).first()
    if delivery is None:
        return None
    if not may_still_own(endpoint):
        disable(endpoint, WebhookDisabledReason.OWNER_LEFT, now=now)
        return None
    delivery.leased_until = now + timedelta(seconds=settings.WEBHOOK_LEASE_SECONDS)
    delivery.tries += 1
    delivery.first_tried_at = delivery.first_tried_at or now
    delivery.save(update_fields=["leased_until", "tries", "first_tried_at"])
    return Lease(delivery, endpoint, WebhookAttempt.objects.create(delivery=delivery, started_at=now))


def disable(endpoint: WebhookEndpoint, reason: WebhookDisabledReason, *, now: datetime) -> None:
    """Call a locked endpoint no more, and say so."""
    endpoint.disabled_at, endpoint.disabled_reason = now, reason
    endpoint.save(update_fields=["disabled_at", "disabled_reason"])
    outbox.record(WebhookEndpointDisabled(endpoint_id=endpoint.pk), actor=SYSTEM)
