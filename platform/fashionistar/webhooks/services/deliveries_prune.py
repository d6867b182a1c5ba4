"""Forget deliveries that ended long ago, with the customers' data in them."""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from fashionistar.webhooks.models import WebhookDelivery, WebhookDeliveryStatus

KEPT = timedelta(days=30)


@transaction.atomic(durable=True)
def deliveries_prune(*, now: datetime, limit: int = 500) -> int:
    """Delete deliveries older than `KEPT` that are over or have nowhere to go, at most `limit`; returns how many."""
    over = ~Q(status=WebhookDeliveryStatus.PENDING) | Q(endpoint__disabled_at__isnull=False)
    old = WebhookDelivery.objects.filter(over, created_at__lt=now - KEPT)
    chosen = list(old.order_by("pk").values_list("pk", flat=True)[:limit])
    WebhookDelivery.objects.filter(pk__in=chosen).delete()
    return len(chosen)
