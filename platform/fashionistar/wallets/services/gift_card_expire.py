"""End a gift card whose time is over."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.ledger.account_refs import gift_card
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.postings import gift_card_expire as posting
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.wallets.events import GiftCardExpired
from fashionistar.wallets.models import GiftCard, GiftCardStatus


@transaction.atomic(durable=True)
def gift_card_expire(*, gift_card_id: UUID, now: datetime) -> bool:
    """Make a due card EXPIRED, and what is left on it ours (BREAKAGE); returns whether it was.

    One that has set something aside waits for that to end.
    """
    held = GiftCard.objects.select_for_update(of=("self",), no_key=True)
    card = held.filter(pk=gift_card_id, status=GiftCardStatus.ACTIVE, expires_at__lte=now).first()
    if card is None:
        return False
    ref = gift_card(card.pk, card.currency)
    account = accounts_lock([ref])[ref]
    if account.pending_out:
        return False
    if account.available:
        transfer_post(
            # A refund may put money on it again, and it may end again.
            reference=f"gift_card:{card.pk}:expire:{account.entry_count}",
            kind=TransferKind.GIFT_CARD_EXPIRE,
            entries=posting(gift_card_id=card.pk, currency=card.currency, minor=account.available),
            event_at=card.expires_at,
            actor=SYSTEM,
        )
    card.status = GiftCardStatus.EXPIRED
    card.save(update_fields=["status"])
    outbox.record(GiftCardExpired(gift_card_id=card.pk), actor=SYSTEM)
    return True
