"""End the offers of somebody who is nobody now."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.chat.held_conversation import Held
from fashionistar.chat.models import ChatSide, Conversation
from fashionistar.kernel.actor import SYSTEM
from fashionistar.offers.held_offer import end
from fashionistar.offers.models import Offer, OfferStatus


@transaction.atomic
def offers_forget(*, user_id: UUID, now: datetime) -> int:
    """Withdraw what she offered as a shopper, and decline what she was offered, in the caller's transaction.

    Returns how many.
    """
    talks = Conversation.objects.filter(shopper=user_id, offers__status=OfferStatus.OPEN).values("pk")
    rows = Conversation.objects.filter(pk__in=talks).order_by("pk").select_for_update(of=("self",), no_key=True)
    held = {talk.pk: talk for talk in rows}
    found = list(Offer.objects.filter(conversation__in=held, status=OfferStatus.OPEN).order_by("pk"))
    for offer in found:
        hers = offer.side == ChatSide.SHOPPER
        status = OfferStatus.WITHDRAWN if hers else OfferStatus.DECLINED
        end(Held(held[offer.conversation_id], ChatSide.SHOPPER), offer, status, actor=SYSTEM, now=now)
    return len(found)
