"""End offers that nobody answered in time."""

from datetime import datetime

from django.db import transaction

from fashionistar.chat.held_conversation import Held
from fashionistar.chat.models import ChatSide, Conversation
from fashionistar.kernel.actor import SYSTEM
from fashionistar.offers.held_offer import end
from fashionistar.offers.models import Offer, OfferStatus
from fashionistar.offers.selectors import expired_offers


@transaction.atomic(durable=True)
def offers_expire(*, now: datetime, limit: int = 100) -> int:
    """Expire offers whose time is up, at most `limit`; returns how many."""
    over = expired_offers(now=now, limit=limit)
    places = Offer.objects.filter(pk__in=over).values("conversation")
    talks = Conversation.objects.filter(pk__in=places).order_by("pk").select_for_update(of=("self",), no_key=True)
    held = {talk.pk: talk for talk in talks}
    offers = Offer.objects.filter(pk__in=over, status=OfferStatus.OPEN).order_by("expires_at", "pk")
    found = list(offers)
    for offer in found:
        end(Held(held[offer.conversation_id], ChatSide(offer.side)), offer, OfferStatus.EXPIRED, actor=SYSTEM, now=now)
    return len(found)
