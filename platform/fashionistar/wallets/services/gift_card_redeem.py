"""Move what is on a gift card into one's wallet."""

from datetime import datetime

from django.db import transaction

from fashionistar.accounts.locked_user import locked_user
from fashionistar.kernel import idempotency, outbox
from fashionistar.kernel.actor import Actor
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.ledger.account_refs import gift_card, wallet
from fashionistar.ledger.locked_accounts import accounts_lock
from fashionistar.ledger.models import LedgerAccount
from fashionistar.ledger.postings import gift_card_to_wallet
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.wallets.events import GiftCardRedeemed
from fashionistar.wallets.policies import check_held
from fashionistar.wallets.spending import card_lock, nothing_left


@transaction.atomic(durable=True)
def gift_card_redeem(*, actor: Actor, code: str, once: Once, now: datetime) -> LedgerAccount:
    """Move all that can be spent of it; what is set aside for an order stays. Returns the wallet's account.

    Raises:
        DomainError: An idempotency fault; UNAUTHENTICATED; RATE_LIMITED; INSUFFICIENT_FUNDS: nothing can be spent by
            this code, whatever is the reason; INVALID: the wallet would hold too much.
    """
    if (done := idempotency.claim(once)) is not None:
        return LedgerAccount.objects.get(pk=done)
    user = locked_user(actor)
    card = card_lock(code, now=now)
    source, purse = gift_card(card.pk, card.currency), wallet(user.pk, card.currency)
    accounts = accounts_lock([source, purse])
    minor = accounts[source].available
    if minor <= 0:
        raise nothing_left()
    check_held(accounts[purse].posted, Money(minor, card.currency))
    transfer_post(
        # The entries that the card's account had before are what this one takes: another key's request finds none.
        reference=f"gift_card:{card.pk}:redeem:{accounts[source].entry_count}",
        kind=TransferKind.GIFT_CARD_TO_WALLET,
        entries=gift_card_to_wallet(gift_card_id=card.pk, user_id=user.pk, currency=card.currency, minor=minor),
        event_at=now,
        actor=actor,
    )
    outbox.record(GiftCardRedeemed(gift_card_id=card.pk), actor=actor)
    idempotency.settle(once, result=accounts[purse].pk)
    return accounts[purse]
