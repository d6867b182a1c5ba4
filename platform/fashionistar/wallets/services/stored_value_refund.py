"""Give back what wallet and gift cards have paid of a purchase."""

from datetime import datetime, timedelta
from uuid import UUID

from fashionistar.kernel.actor import Actor
from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.ledger.account_refs import AccountRef
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.postings import Lines, refund_to_gift_card, refund_to_wallet
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.wallets.models import GiftCard, GiftCardStatus
from fashionistar.wallets.tender_lines import spent_tenders_lock

#: A card that gets money back can be used for so long at least.
_GOOD_FOR = timedelta(days=90)


def stored_value_refund(
    *, purchase: UUID, due_id: UUID, amount_minor: int, reference: str, description: str, actor: Actor, now: datetime
) -> None:
    """Move what is due of a purchase's stored value into the buyer's wallet, or onto a guest's cards; once.

    The caller, in the same transaction, has put it into SHOPPER_REFUNDS_DUE of `due_id` (`refund_before_release`, or
    `refund_after_release`), and has locked the accounts that it writes itself together with those of
    `spent_tenders_lock`.

    Args:
        purchase: The order.
        due_id: Whose SHOPPER_REFUNDS_DUE it is in: the order's payment, or the order itself where it has none.
        amount_minor: More than nothing, in the order's currency; of all parts together never more than the tenders.
        reference: Names this refund, as `refund:<id>:stored`; the same again changes nothing.
        description: For people, as `Order FS-000123`.
        actor: Who decides.
        now: The time.

    Raises:
        DomainError: REFUND_TOO_LARGE: so much was not paid by stored value, or has been given back.
        InsufficientFundsError: It is not in SHOPPER_REFUNDS_DUE.
    """
    spent = spent_tenders_lock(purchase)
    references = {tender.pk: f"{reference}:{tender.pk}" for tender, _ in spent}
    if LedgerTransfer.objects.filter(reference__in=references.values()).exists():
        return
    left = amount_minor
    if left <= 0 or left > sum(tender.amount_minor - tender.refunded_minor for tender, _ in spent):
        raise refuse(ErrorCode.REFUND_TOO_LARGE, "Stored value has not paid so much of this order.", "amount")
    for tender, account in spent:
        minor = min(left, tender.amount_minor - tender.refunded_minor)
        if not minor:
            continue
        left -= minor
        kind, entries = _back(account, due_id, minor, now=now)
        transfer_post(
            reference=references[tender.pk],
            kind=kind,
            entries=entries,
            event_at=now,
            actor=actor,
            description=description,
        )
        tender.refunded_minor += minor
        tender.save(update_fields=["refunded_minor"])


def _back(account: AccountRef, due_id: UUID, minor: int, *, now: datetime) -> tuple[TransferKind, Lines]:
    owner, currency = account.owner_id, account.currency
    assert owner is not None  # noqa: S101  (a wallet's and a card's account is somebody's)
    if account.code is AccountCode.WALLET:
        entries = refund_to_wallet(payment_id=due_id, user_id=owner, currency=currency, minor=minor)
        return TransferKind.REFUND_TO_WALLET, entries
    _revive(owner, now=now)
    entries = refund_to_gift_card(payment_id=due_id, gift_card_id=owner, currency=currency, minor=minor)
    return TransferKind.REFUND_TO_GIFT_CARD, entries


def _revive(card_id: UUID, *, now: datetime) -> None:
    """A card that has ended by time can be used again; one that staff stopped stays stopped."""
    card = GiftCard.objects.get(pk=card_id)
    if card.status == GiftCardStatus.DEACTIVATED:
        return
    card.status, card.expires_at = GiftCardStatus.ACTIVE, max(card.expires_at, now + _GOOD_FOR)
    card.save(update_fields=["status", "expires_at"])
