"""Tenders and the books: their entries, written, and read again."""

from collections.abc import Mapping
from uuid import UUID

from fashionistar.accounts.models import User
from fashionistar.ledger.account_refs import AccountRef, Line, gift_card, wallet
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.postings import Lines, gift_card_redeem, wallet_spend
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.ledger.transfers import lines_of
from fashionistar.wallets.models import GiftCard, Tender, TenderKind, TenderStatus


def tender_kind(tender: Tender) -> TransferKind:
    """How the ledger calls it."""
    return TransferKind.WALLET_SPEND if tender.kind == TenderKind.WALLET else TransferKind.GIFT_CARD_REDEEM


def tender_lines(tender: Tender, parts: Mapping[UUID, int]) -> Lines:
    """Its entries, by what it pays of each vendor order."""
    if tender.gift_card_id is not None:
        return gift_card_redeem(gift_card_id=tender.gift_card_id, currency=tender.currency, parts=parts)
    assert tender.user_id is not None  # noqa: S101  (a constraint says so)
    return wallet_spend(user_id=tender.user_id, currency=tender.currency, parts=parts)


def set_aside(tender: Tender) -> list[Line]:
    """The entries of its pending transfer."""
    return lines_of(LedgerTransfer.objects.get(reference=tender.reference))


def spent_tenders_lock(purchase: UUID) -> list[tuple[Tender, AccountRef]]:
    """The spent tenders of a purchase, each with the account that a refund of it goes to.

    That is the buyer's wallet; for a guest, or where the buyer's account is gone, the card. Tenders, buyer and cards
    are held for the rest of the transaction. Rows come before accounts: call this before accounts are locked.
    """
    tenders = [tender for tender in tenders_lock(purchase) if tender.status == TenderStatus.POSTED]
    # Deleting the account waits for this, and then finds the money; or was first, and this finds nobody.
    buyers = User.objects.filter(pk__in={tender.user_id for tender in tenders if tender.user_id}, is_active=True)
    hers = {user.pk for user in buyers.order_by("pk").select_for_update(of=("self",), no_key=True)}
    cards = GiftCard.objects.filter(pk__in=[tender.gift_card_id for tender in tenders if tender.gift_card_id])
    list(cards.order_by("pk").select_for_update(of=("self",), no_key=True))
    return [(tender, _refund_account(tender, is_hers=tender.user_id in hers)) for tender in tenders]


def tenders_lock(purchase: UUID) -> list[Tender]:
    """The tenders of a purchase, held for the rest of the transaction."""
    return list(Tender.objects.filter(purchase=purchase).order_by("pk").select_for_update(of=("self",)))


def _refund_account(tender: Tender, *, is_hers: bool) -> AccountRef:
    if tender.gift_card_id is not None and not is_hers:
        return gift_card(tender.gift_card_id, tender.currency)
    assert tender.user_id is not None  # noqa: S101  (a tender without a card is a user's)
    return wallet(tender.user_id, tender.currency)
