"""Timed work of accounts."""

from celery import shared_task
from django.utils import timezone

from fashionistar.accounts.services.challenges_prune import challenges_prune


@shared_task
def prune_challenges() -> None:
    """Forget old challenges, in batches."""
    while challenges_prune(now=timezone.now()) > 0:
        pass
