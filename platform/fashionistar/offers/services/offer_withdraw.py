"""Stand by an offer no longer."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.chat.models import ChatSide
from fashionistar.checkout.specified_lines import specified_line_remove
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.offers.held_offer import end, held_offer, require_standing
from fashionistar.offers.models import Offer, OfferStatus


@transaction.atomic(durable=True)
def offer_withdraw(*, actor: Actor, offer_id: UUID, now: datetime) -> Offer:
    """Withdraw one's own offer. A shop may withdraw also what was accepted, while it is not ordered.

    It leaves the shopper's cart then. It may be done while the conversation is blocked.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (the other side's, or she may not set the shop's prices), STATUS_CONFLICT
            (it is ordered, or over), OFFER_EXPIRED.
    """
    held, offer = held_offer(actor, offer_id)
    accepted = offer.status == OfferStatus.ACCEPTED and held.side == ChatSide.SHOP
    if not accepted:
        if offer.side != held.side:
            raise refuse(ErrorCode.FORBIDDEN, "The other side made this offer; decline it.", "id")
        require_standing(offer, now=now)
    elif offer.specification_id is None or not specified_line_remove(offer.specification_id, actor=actor, now=now):
        raise refuse(ErrorCode.STATUS_CONFLICT, "It is ordered, or in no cart any longer.", "id")
    return end(held.conversation, offer, OfferStatus.WITHDRAWN, actor=actor, now=now)
