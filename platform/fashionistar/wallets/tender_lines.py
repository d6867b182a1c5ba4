"""Tenders and the books: their entries, written, and read again."""

from collections.abc import Mapping
from uuid import UUID

from fashionistar.ledger.account_refs import Line
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.postings import Lines, TransferKind, gift_card_redeem, wallet_spend
from fashionistar.ledger.transfers import lines_of
from fashionistar.wallets.models import Tender, TenderKind


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


def tenders_lock(purchase: UUID) -> list[Tender]:
    """The tenders of a purchase, held for the rest of the transaction."""
    return list(Tender.objects.filter(purchase=purchase).order_by("pk").select_for_update(of=("self",)))
