"""End offers that nobody answered in time."""

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from fashionistar.offers.held_offer import end_open
from fashionistar.offers.models import OfferStatus
from fashionistar.offers.selectors import expired_offers


@transaction.atomic(durable=True)
def offers_expire(*, now: datetime, limit: int = 100) -> int:
    """Expire offers whose time is up, at most `limit`; returns how many."""
    return end_open(Q(pk__in=expired_offers(now=now, limit=limit)), lambda _: OfferStatus.EXPIRED, now=now)
