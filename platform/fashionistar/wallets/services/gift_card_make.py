"""Make a card and send its code to whom it is for."""

from datetime import datetime
from uuid import UUID

from django.conf import settings

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.money import Money
from fashionistar.notifications.models import Channel
from fashionistar.notifications.services.notification_queue import Recipient, notification_queue
from fashionistar.wallets.events import GiftCardIssued
from fashionistar.wallets.gift_codes import code_hash, new_code
from fashionistar.wallets.messages import gift_card_message
from fashionistar.wallets.models import GiftCard


def gift_card_make(
    *,
    amount: Money,
    recipient_email: str,
    actor: Actor,
    now: datetime,
    message: str = "",
    issuer_id: UUID | None = None,
    reason: str = "",
) -> GiftCard:
    """Create the card in the caller's transaction, which posts what is on it; only the message has the code."""
    code = new_code()
    card = GiftCard.objects.create(
        code_hash=code_hash(code),
        last_four=code[-4:],
        currency=amount.currency,
        initial_minor=amount.minor,
        expires_at=now + settings.GIFT_CARD_LIFETIME,
        issuer_id=issuer_id,
        reason=reason,
    )
    notification_queue(
        to=Recipient(Channel.EMAIL, recipient_email),
        message=gift_card_message(amount, code=code, expires_at=card.expires_at, said=message),
        now=now,
    )
    outbox.record(GiftCardIssued(gift_card_id=card.pk), actor=actor)
    return card
