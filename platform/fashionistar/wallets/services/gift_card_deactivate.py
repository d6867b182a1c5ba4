"""Stop a gift card, such as one that was bought with a stolen bank card."""

from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.wallets.events import GiftCardDeactivated
from fashionistar.wallets.models import GiftCard, GiftCardStatus
from fashionistar.wallets.selectors import visible_gift_cards


@transaction.atomic(durable=True)
def gift_card_deactivate(*, actor: Actor, gift_card_id: UUID | None) -> GiftCard:
    """Make a card DEACTIVATED: nothing more can be spent by it; what is left stays on its account.

    What it has set aside for an order that waits for its payment is still that order's.

    Raises:
        DomainError: NOT_FOUND, also for who may not manage gift cards; STATUS_CONFLICT: it is not active.
    """
    held = visible_gift_cards(actor).order_by("pk").select_for_update(of=("self",), no_key=True)
    card = None if gift_card_id is None else held.filter(pk=gift_card_id).first()
    if card is None:
        raise refuse(ErrorCode.NOT_FOUND, "There is no such gift card.", "id")
    if card.status != GiftCardStatus.ACTIVE:
        raise refuse(ErrorCode.STATUS_CONFLICT, f"A card that is {card.status} cannot be stopped.", "id")
    card.status = GiftCardStatus.DEACTIVATED
    card.save(update_fields=["status"])
    outbox.record(GiftCardDeactivated(gift_card_id=card.pk), actor=actor)
    return card
