"""Agree to an offer: it goes into the shopper's cart at its price, with her measurements as they are now."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.accounts.models import User
from fashionistar.chat.held_conversation import require_open
from fashionistar.chat.models import ChatSide
from fashionistar.checkout.locked_cart import cart_of
from fashionistar.checkout.specified_lines import specified_line
from fashionistar.kernel import idempotency
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import CurrencyCode
from fashionistar.offers.held_offer import end, held_offer, require_answerable
from fashionistar.offers.models import Offer, OfferStatus
from fashionistar.products.models import ProductStatus, Variant
from fashionistar.tailoring.models import Specification
from fashionistar.tailoring.specifying import body_of, specification_make
from fashionistar.tailoring.styles import Style


@transaction.atomic(durable=True)
def offer_accept(*, actor: Actor, offer_id: UUID, profile_id: UUID | None = None, once: Once, now: datetime) -> Offer:
    """Accept the other side's offer.

    Args:
        actor: The shopper, or who sets the shop's prices.
        offer_id: Whose other side she is on.
        profile_id: Whose body it is for, of the shopper; the one that the offer names when it is left out. A shop
            cannot choose.
        once: The client's key.
        now: Until when it must stand.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (one's own offer, or she may not set the shop's prices), STATUS_CONFLICT,
            OFFER_EXPIRED, CONVERSATION_BLOCKED, VARIANT_UNAVAILABLE, REQUIRED (no profile, or one in which something
            that is needed was not measured), INVALID (a shop names a profile), CART_FULL, or an idempotency fault.
    """
    if (done := idempotency.claim(once)) is not None:
        return Offer.objects.get(pk=done)
    held, offer = held_offer(actor, offer_id)
    require_open(held)
    require_answerable(held, offer, now=now)
    if held.side == ChatSide.SHOP and profile_id is not None:
        raise refuse(ErrorCode.INVALID, "The shopper says whose body it is for.", "measurementProfileId")
    shopper_id = held.conversation.shopper_id
    if not User.objects.filter(pk=shopper_id, is_active=True).exists():
        raise refuse(ErrorCode.STATUS_CONFLICT, "The shopper is gone.", "id")
    shopper = Actor(user_id=shopper_id)
    offer.specification = _specified(shopper_id, offer, profile_id or offer.profile_id)
    cart = cart_of(shopper, CurrencyCode(offer.currency))
    specified_line(cart, offer.specification, quantity=offer.quantity, actor=actor, now=now)
    idempotency.settle(once, result=offer.pk)
    return end(held.conversation, offer, OfferStatus.ACCEPTED, actor=actor, now=now)


def _specified(shopper_id: UUID, offer: Offer, profile_id: UUID | None) -> Specification:
    if profile_id is None:
        raise refuse(ErrorCode.REQUIRED, "Say whose body it is for.", "measurementProfileId")
    body = body_of(Actor(user_id=shopper_id), profile_id, offer.terms, "measurementProfileId")
    return specification_make(
        user_id=shopper_id,
        variant=_variant(offer),
        currency=offer.currency,
        body=body,
        style=Style(offer.options, offer.fabric, offer.lead_time_days),
        agreed_price_minor=offer.price_minor,
    )


def _variant(offer: Offer) -> Variant:
    if offer.variant is None or offer.variant.product.status != ProductStatus.PUBLISHED:
        raise refuse(ErrorCode.VARIANT_UNAVAILABLE, "The shop does not sell it any longer.", "id")
    return offer.variant
