"""Reads of wallets and gift cards; whose they are."""

from datetime import datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from fashionistar.kernel.actor import Actor, StaffPermission
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerAccount
from fashionistar.wallets.models import GiftCard, GiftCardStatus, Tender, TenderStatus

_BATCH = 100


def wallets_of(actor: Actor, queryset: QuerySet[LedgerAccount] | None = None) -> QuerySet[LedgerAccount]:
    """The actor's own wallets, one for each currency that she has ever used; nobody else's."""
    accounts = LedgerAccount.objects.all() if queryset is None else queryset
    if actor.user_id is None:
        return accounts.none()
    return accounts.filter(code=AccountCode.WALLET, owner_id=actor.user_id)


def wallets_with_money(user_id: UUID) -> list[LedgerAccount]:
    """Her wallets that hold anything, also what is set aside, by currency."""
    hers = LedgerAccount.objects.filter(code=AccountCode.WALLET, owner_id=user_id).order_by("currency")
    return [account for account in hers if account.posted]


def visible_gift_cards(actor: Actor, queryset: QuerySet[GiftCard] | None = None) -> QuerySet[GiftCard]:
    """All for staff who manage gift cards; none for anybody else, for a card is known by its code."""
    cards = GiftCard.objects.all() if queryset is None else queryset
    return cards if actor.may(StaffPermission.GIFT_CARDS_MANAGE) else cards.none()


def own_payments(actor: Actor) -> Q:
    """Which payments are for the actor's wallet or for cards that she buys; a guest's are known by their own ids."""
    bought_by_guest = Q(gift_card_purchase__isnull=False, gift_card_purchase__buyer__isnull=True)
    if actor.user_id is None:
        return Q(pk__in=[]) if actor.is_service else bought_by_guest
    hers = Q(wallet_top_up__user_id=actor.user_id) | Q(gift_card_purchase__buyer_id=actor.user_id)
    return hers | bought_by_guest


def is_spent_on(purchase: UUID) -> bool:
    """Whether a purchase has some of anybody's wallet or gift cards that has not gone back."""
    spent = Tender.objects.filter(purchase=purchase, status=TenderStatus.POSTED)
    return spent.filter(refunded_minor__lt=F("amount_minor")).exists()


def usable(now: datetime) -> Q:
    """Which cards can be used now, if anything is on them."""
    return Q(status=GiftCardStatus.ACTIVE, expires_at__gt=now)


def spendable_cards(_actor: Actor, queryset: QuerySet[GiftCard]) -> QuerySet[GiftCard]:
    """Cards of which something can be spent, for whoever knows their codes."""
    owner = LedgerAccount.objects.filter(code=AccountCode.GIFT_CARD, owner_id=OuterRef("pk"))
    left = owner.filter(posted_credits__gt=F("posted_debits") + F("pending_debits"))
    return queryset.filter(Exists(left))


def due_gift_cards(*, now: datetime, after: UUID | None = None) -> list[UUID]:
    """Cards whose time is over, in the order of their ids."""
    due = GiftCard.objects.filter(status=GiftCardStatus.ACTIVE, expires_at__lte=now).order_by("pk")
    return list((due if after is None else due.filter(pk__gt=after)).values_list("pk", flat=True)[:_BATCH])
