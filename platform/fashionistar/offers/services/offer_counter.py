"""Answer an offer with another one."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.chat.held_conversation import require_open
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.throttle import throttle
from fashionistar.offers.held_offer import end, held_offer, require_answerable
from fashionistar.offers.models import Offer, OfferStatus
from fashionistar.offers.proposing import Proposal, made_before, propose


def offer_counter(*, actor: Actor, offer_id: UUID, proposal: Proposal, now: datetime) -> Offer:
    """Make an offer instead of the other side's, which is over then; the same sent again gives the same counter-offer.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (one's own offer, or she may not set the shop's prices), STATUS_CONFLICT,
            OFFER_EXPIRED, and as `offer_make`.
    """
    throttle("chat-message", actor.label)
    return _countered(actor, offer_id, proposal, now=now)


@transaction.atomic(durable=True)
def _countered(actor: Actor, offer_id: UUID, proposal: Proposal, *, now: datetime) -> Offer:
    held, offer = held_offer(actor, offer_id)
    if (done := made_before(actor, held, proposal, offer.pk)) is not None:
        return done
    require_open(held)
    require_answerable(held, offer, now=now)
    end(held.conversation, offer, OfferStatus.COUNTERED, actor=actor, now=now)
    return propose(held, proposal, countered=offer, actor=actor, now=now)
