"""A payment succeeded that was for a gift card: make it, and send its code."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.money import Money
from fashionistar.ledger.postings import gift_card_sell
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payments.models import Payment
from fashionistar.wallets.models import GiftCardPurchase
from fashionistar.wallets.services.gift_card_make import gift_card_make


@transaction.atomic
def gift_card_deliver(*, payment_id: UUID, now: datetime) -> None:
    """Make the card once; nothing for a payment of another purpose."""
    held = GiftCardPurchase.objects.select_for_update(of=("self",))
    bought = held.filter(payment=payment_id, gift_card__isnull=True).first()
    if bought is None:
        return
    payment = Payment.objects.get(pk=payment_id)
    card = gift_card_make(
        amount=Money(payment.amount_minor, payment.currency),
        recipient_email=bought.recipient_email,
        message=bought.message,
        actor=SYSTEM,
        now=now,
    )
    transfer_post(
        reference=f"gift_card:{card.pk}",
        kind=TransferKind.GIFT_CARD_SELL,
        entries=gift_card_sell(
            gift_card_id=card.pk,
            gateway=payment.gateway,
            currency=payment.currency,
            minor=payment.amount_minor,
            fee=payment.fee_minor or 0,
        ),
        event_at=payment.paid_at or now,
        actor=SYSTEM,
    )
    bought.gift_card, bought.recipient_email, bought.message = card, "", ""
    bought.save(update_fields=["gift_card", "recipient_email", "message"])
