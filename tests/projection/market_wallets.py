"""What people of the market keep with us: wallets, gift cards, tenders, and what its shops are owed."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import uuid4

from django.db import transaction
from django.utils import timezone

from fashionistar.kernel.actor import SYSTEM
from fashionistar.ledger.account_refs import gift_card
from fashionistar.ledger.postings import (
    Lines,
    capture,
    gift_card_issue,
    payout_reserve,
    release,
    wallet_spend,
)
from fashionistar.ledger.selectors import balance
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.wallets.gift_codes import code_hash
from fashionistar.wallets.models import GiftCard, Tender
from tests.people import People
from tests.wallets.keeping import filled

#: Of cards: with money, spent, ended, stopped, and of none.
GIFT_CODES = ("000000000000001Y", "000000000000002W", "000000000000003T", "000000000000004R", "000000000000005P", "no")


def keep_money(people: People, texts: Sequence[str]) -> None:
    """Wallets of several people in two currencies, cards in every state, and earnings of two shops."""
    for user, currency in ((people.dami, "NGN"), (people.dami, "KES"), (people.ada, "NGN"), (people.cleo, "KES")):
        for minor in (1, 99, 1_000_000_00):
            filled(user, minor, currency)
    cards = [_card(number, texts[number]) for number in range(4)]
    for number, part in enumerate(VendorOrder.objects.select_related("order").order_by("pk")):
        _earn(part, texts[number % 3])
    for order in Order.objects.filter(user=people.dami).order_by("pk"):
        of_wallet = Tender(kind="WALLET", status="POSTED", refunded_minor=3)
        of_card = Tender(kind="GIFT_CARD", gift_card=cards[0])
        for tender in (of_wallet, of_card):
            tender.purchase, tender.user, tender.currency, tender.amount_minor = order.pk, people.dami, "NGN", 99
            tender.save()
        part = order.vendor_orders.all()[0]
        spent = wallet_spend(user_id=people.dami.pk, currency=order.currency, parts={part.pk: 7})
        _post(TransferKind.WALLET_SPEND, spent, pending=order.status == "PENDING_PAYMENT")


def _card(number: int, reason: str) -> GiftCard:
    now = timezone.now()
    card = GiftCard.objects.create(
        code_hash=code_hash(GIFT_CODES[number]),
        last_four=GIFT_CODES[number][-4:],
        currency="NGN",
        initial_minor=10 ** (number + 1),
        status=("ACTIVE", "ACTIVE", "ACTIVE", "DEACTIVATED")[number],
        expires_at=now + timedelta(days=-1 if number == 2 else 900),
        reason=reason,
    )
    if number != 1:
        _post(TransferKind.GIFT_CARD_ISSUE, gift_card_issue(gift_card_id=card.pk, currency="NGN", minor=1_00))
        assert balance(gift_card(card.pk, "NGN")).available == 1_00
    return card


def _earn(part: VendorOrder, said: str) -> None:
    """What the part's shop earns of it, and a part of that which is on its way to her."""
    currency = part.order.currency
    _post(TransferKind.CAPTURE, capture(gateway="paystack", currency=currency, parts={part.pk: 1_000}))
    earned = release(
        vendor_order_id=part.pk, vendor_id=part.vendor_id, currency=currency, minor=1_000, commission=99, tax=1
    )
    _post(TransferKind.RELEASE, earned)
    sent = payout_reserve(vendor_id=part.vendor_id, currency=currency, minor=450)
    _post(TransferKind.PAYOUT_RESERVE, sent, said=said)


def _post(kind: str, entries: Lines, *, pending: bool = False, said: str = "") -> None:
    with transaction.atomic():
        transfer_post(
            reference=f"market:{uuid4()}",
            kind=kind,
            entries=entries,
            event_at=timezone.now(),
            actor=SYSTEM,
            pending=pending,
            description=said[:200],
        )
