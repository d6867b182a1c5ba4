"""Timed work of chat."""

from celery import shared_task
from django.utils import timezone

from fashionistar.chat.services.conversations_prune import conversations_prune


@shared_task
def prune_conversations() -> None:
    """Remove conversations whose time is up, in batches."""
    while conversations_prune(now=timezone.now()) > 0:
        pass
