"""Forget old messages, with the addresses in them."""

from datetime import datetime, timedelta

from django.db import transaction

from fashionistar.notifications.models import Notification

KEPT = timedelta(days=30)


@transaction.atomic(durable=True)
def notifications_prune(*, now: datetime, limit: int = 500) -> int:
    """Delete messages older than `KEPT`, at most `limit`; returns how many."""
    old = Notification.objects.filter(created_at__lt=now - KEPT)
    chosen = list(old.order_by("pk").values_list("pk", flat=True)[:limit])
    Notification.objects.filter(pk__in=chosen).delete()
    return len(chosen)
