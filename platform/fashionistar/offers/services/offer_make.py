"""Propose what a piece costs."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.chat.held_conversation import held_conversation, require_open
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.throttle import throttle
from fashionistar.offers.held_offer import require_bargainer
from fashionistar.offers.models import Offer
from fashionistar.offers.proposing import Proposal, made_before, propose


def offer_make(*, actor: Actor, conversation_id: UUID, proposal: Proposal, now: datetime) -> Offer:
    """Make an offer, for a shop or as a shopper. The same proposal sent again gives the offer that it became.

    Raises:
        DomainError: NOT_FOUND, FORBIDDEN (she may not set the shop's prices), INVALID, REQUIRED, VARIANT_UNAVAILABLE,
            CURRENCY_NOT_SOLD, CONVERSATION_BLOCKED, RATE_LIMITED, IDEMPOTENCY_KEY_MISMATCH.
    """
    throttle("chat-message", actor.label)
    return _made(actor, conversation_id, proposal, now=now)


@transaction.atomic(durable=True)
def _made(actor: Actor, conversation_id: UUID, proposal: Proposal, *, now: datetime) -> Offer:
    held = held_conversation(actor, conversation_id)
    require_bargainer(actor, held)
    if (done := made_before(actor, held, proposal, None)) is not None:
        return done
    require_open(held)
    return propose(held, proposal, actor=actor, now=now)
