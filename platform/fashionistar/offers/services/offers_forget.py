"""End the offers of somebody who is nobody now."""

from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import Q

from fashionistar.chat.models import ChatSide
from fashionistar.offers.held_offer import end_open
from fashionistar.offers.models import Offer, OfferStatus


@transaction.atomic
def offers_forget(*, user_id: UUID, now: datetime) -> int:
    """Withdraw what she offered as a shopper, and decline what she was offered, in the caller's transaction.

    Returns how many.
    """

    def status_of(offer: Offer) -> OfferStatus:
        return OfferStatus.WITHDRAWN if offer.side == ChatSide.SHOPPER else OfferStatus.DECLINED

    return end_open(Q(conversation__shopper=user_id), status_of, now=now)
