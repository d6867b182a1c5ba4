"""Forget challenges that are long over, with the addresses in them."""

from datetime import datetime, timedelta

from django.db import transaction

from fashionistar.accounts.models import Challenge

KEPT = timedelta(days=1)


@transaction.atomic(durable=True)
def challenges_prune(*, now: datetime, limit: int = 500) -> int:
    """Delete challenges that expired more than `KEPT` ago, at most `limit`; returns how many."""
    old = Challenge.objects.filter(expires_at__lt=now - KEPT)
    chosen = list(old.order_by("expires_at").values_list("pk", flat=True)[:limit])
    Challenge.objects.filter(pk__in=chosen).delete()
    return len(chosen)
