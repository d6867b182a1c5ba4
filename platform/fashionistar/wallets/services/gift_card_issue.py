"""Give a gift card away."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.identifiers import clean_email
from fashionistar.kernel import idempotency
from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.ledger.postings import gift_card_issue as posting
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.wallets.models import GiftCard
from fashionistar.wallets.policies import check_amount
from fashionistar.wallets.services.gift_card_make import gift_card_make


@transaction.atomic(durable=True)
def gift_card_issue(
    *, actor: Actor, amount: Money, recipient_email: str, reason: str, once: Once, now: datetime
) -> GiftCard:
    """Make a card at our expense (PROMOTIONS); its code goes to the recipient alone.

    Raises:
        DomainError: FORBIDDEN: not staff who manage gift cards; an idempotency fault; INVALID or REQUIRED: amount,
            address or reason.
    """
    if not actor.may(StaffPermission.GIFT_CARDS_MANAGE):
        raise refuse(ErrorCode.FORBIDDEN, "Only staff who manage gift cards may do this.")
    if (done := idempotency.claim(once)) is not None:
        return GiftCard.objects.get(pk=done)
    check_amount(amount)
    if not reason.strip() or len(reason) > 200:
        raise refuse(ErrorCode.REQUIRED, "Say why, in at most 200 characters.", "reason")
    card = gift_card_make(
        amount=amount,
        recipient_email=clean_email(recipient_email, "recipientEmail"),
        actor=actor,
        now=now,
        issuer_id=actor.user_id,
        reason=reason.strip(),
    )
    transfer_post(
        reference=f"gift_card:{card.pk}",
        kind=TransferKind.GIFT_CARD_ISSUE,
        entries=posting(gift_card_id=card.pk, currency=card.currency, minor=card.initial_minor),
        event_at=now,
        actor=actor,
    )
    idempotency.settle(once, result=card.pk)
    return card
