"""Timed work of wallets."""

from celery import shared_task
from django.utils import timezone

from fashionistar.wallets.selectors import due_gift_cards
from fashionistar.wallets.services.gift_card_expire import gift_card_expire


@shared_task
def expire_gift_cards() -> None:
    """End the cards whose time is over."""
    now = timezone.now()
    batch = due_gift_cards(now=now)
    while batch:
        for gift_card_id in batch:
            gift_card_expire(gift_card_id=gift_card_id, now=now)
        batch = due_gift_cards(now=now, after=batch[-1])
