"""Say no to an offer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import Actor
from fashionistar.offers.held_offer import end, held_offer, require_answerable
from fashionistar.offers.models import Offer, OfferStatus


@transaction.atomic(durable=True)
def offer_decline(*, actor: Actor, offer_id: UUID, now: datetime) -> Offer:
    """Decline the other side's offer. It may be done while the conversation is blocked.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (one's own, or she may not set the shop's prices), STATUS_CONFLICT,
            OFFER_EXPIRED.
    """
    held, offer = held_offer(actor, offer_id)
    require_answerable(held, offer, now=now)
    return end(held.conversation, offer, OfferStatus.DECLINED, actor=actor, now=now)
