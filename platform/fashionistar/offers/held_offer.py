"""How every answer to an offer begins: its conversation held, the offer read as it is then; and how an offer ends."""

from collections.abc import Callable
from datetime import datetime
from typing import assert_never
from uuid import UUID

from django.db.models import Q

from fashionistar.accounts.audit import note
from fashionistar.accounts.models import AuditAction
from fashionistar.chat.held_conversation import Held, held_conversation, told
from fashionistar.chat.models import ChatSide, Conversation
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM, Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.offers.events import (
    OfferAccepted,
    OfferCountered,
    OfferDeclined,
    OfferEvent,
    OfferExpired,
    OfferWithdrawn,
)
from fashionistar.offers.models import Offer, OfferStatus
from fashionistar.vendors.models import VendorPermission
from fashionistar.vendors.selectors import vendors_where

#: By what it is told, and under which name it is noted.
_ENDS: dict[OfferStatus, tuple[type[OfferEvent], AuditAction]] = {
    OfferStatus.ACCEPTED: (OfferAccepted, AuditAction.OFFER_ACCEPTED),
    OfferStatus.DECLINED: (OfferDeclined, AuditAction.OFFER_DECLINED),
    OfferStatus.COUNTERED: (OfferCountered, AuditAction.OFFER_COUNTERED),
    OfferStatus.WITHDRAWN: (OfferWithdrawn, AuditAction.OFFER_WITHDRAWN),
    OfferStatus.EXPIRED: (OfferExpired, AuditAction.OFFER_EXPIRED),
}


def held_offer(actor: Actor, offer_id: UUID) -> tuple[Held, Offer]:
    """Hold the conversation of an offer that the actor may see and speak for.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (she may not set the shop's prices).
    """
    place = Offer.objects.filter(pk=offer_id).values_list("conversation", flat=True).first()
    if place is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such offer.", "id")
    held = held_conversation(actor, place)
    require_bargainer(actor, held)
    offer = Offer.objects.select_related("variant__product__vendor", "profile").get(pk=offer_id)
    return held, offer


def require_bargainer(actor: Actor, held: Held) -> None:
    """Check that the actor may bind her side: a shopper herself, or who sets the shop's prices.

    Raises:
        DomainError: FORBIDDEN, INVALID (the support sells nothing).
    """
    match held.side:
        case ChatSide.SHOPPER:
            if held.conversation.vendor_id is None:
                raise refuse(ErrorCode.INVALID, "The support makes nothing.", "conversationId")
        case ChatSide.SHOP:
            prices = vendors_where(actor, VendorPermission.PRODUCTS_MANAGE)
            if not prices.filter(pk__in=[held.conversation.vendor_id]).exists():
                raise refuse(ErrorCode.FORBIDDEN, "Ask who may set prices in this shop: PRODUCTS_MANAGE.")
        case ChatSide.SUPPORT | ChatSide.PLATFORM:
            raise refuse(ErrorCode.INVALID, "The support makes nothing.", "conversationId")
        case _:
            assert_never(held.side)


def require_answerable(held: Held, offer: Offer, *, now: datetime) -> None:
    """Check that the other side made the offer, and that it stands.

    Raises:
        DomainError: FORBIDDEN (one's own), STATUS_CONFLICT, OFFER_EXPIRED.
    """
    if offer.side == held.side:
        raise refuse(ErrorCode.FORBIDDEN, "Your own side made this offer; the other one answers it.", "id")
    require_standing(offer, now=now)


def require_standing(offer: Offer, *, now: datetime) -> None:
    """Check that an offer is open and its time is not up.

    Raises:
        DomainError: STATUS_CONFLICT, OFFER_EXPIRED.
    """
    if offer.status == OfferStatus.EXPIRED or (offer.status == OfferStatus.OPEN and offer.expires_at <= now):
        raise refuse(ErrorCode.OFFER_EXPIRED, "This offer's time is up. Ask for another one.", "id")
    if offer.status != OfferStatus.OPEN:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"This offer is {offer.status.lower()}.", "id")


def end(talk: Conversation, offer: Offer, status: OfferStatus, *, actor: Actor, now: datetime) -> Offer:
    """End an offer whose conversation is held, note it, and tell of it."""
    fact, action = _ENDS[status]
    offer.status, offer.closed_at = status, now
    offer.save(update_fields=["status", "closed_at", "specification"])
    note(action, user_id=actor.user_id, actor=actor, offer=str(offer.pk), vendor=str(offer.vendor_id))
    outbox.record(told(fact, talk, message_id=offer.message_id, offer_id=offer.pk), actor=actor)
    return offer


def end_open(where: Q, status_of: Callable[[Offer], OfferStatus], *, now: datetime) -> int:
    """End the open offers among these in the platform's name, their conversations held in order; returns how many."""
    chosen = Offer.objects.filter(where, status=OfferStatus.OPEN)
    talks = Conversation.objects.filter(pk__in=chosen.values("conversation")).order_by("pk")
    held = {talk.pk: talk for talk in talks.select_for_update(of=("self",), no_key=True)}
    found = list(chosen.filter(conversation__in=held).order_by("expires_at", "pk"))
    for offer in found:
        end(held[offer.conversation_id], offer, status_of(offer), actor=SYSTEM, now=now)
    return len(found)
