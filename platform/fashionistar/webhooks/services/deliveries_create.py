"""Something happened in a shop: write down who is to be told."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from fashionistar.webhooks.event_types import WebhookEventType
from fashionistar.webhooks.models import WebhookDelivery, WebhookEndpoint


def wanting(event: WebhookEventType, shop: Q) -> list[UUID]:
    """The enabled endpoints that want an event: those of the shop, as `shop` finds it, and the platform's."""
    endpoints = WebhookEndpoint.objects.filter(disabled_at__isnull=True, events__contains=[event])
    return list(endpoints.filter(Q(vendor__isnull=True) | shop).order_by("pk").values_list("pk", flat=True).distinct())


def deliveries_create(
    *, endpoint_ids: list[UUID], event: WebhookEventType, subject: UUID, occurred_at: datetime, now: datetime
) -> None:
    """Write one delivery for each endpoint, due now, in the caller's transaction."""
    WebhookDelivery.objects.bulk_create(
        WebhookDelivery(endpoint_id=endpoint_id, event=event, subject=subject, occurred_at=occurred_at, due_at=now)
        for endpoint_id in endpoint_ids
    )
