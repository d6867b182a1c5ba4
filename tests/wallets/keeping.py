"""Stored value for tests: wallets with money, gift cards whose code is known, and what the books say of both."""

import re
from typing import Any
from uuid import uuid4

import orjson
from django.db import transaction
from django.utils import timezone

from config.management.commands.ledger_verify import checks
from fashionistar.accounts.models import User
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.idempotency import Once
from fashionistar.kernel.money import Money
from fashionistar.kernel.sealing import opened
from fashionistar.ledger.account_refs import AccountRef, gift_card, wallet
from fashionistar.ledger.postings import gift_card_issue, wallet_top_up
from fashionistar.ledger.selectors import balance
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.notifications.models import Notification
from fashionistar.wallets.gift_codes import read_code
from fashionistar.wallets.models import GiftCard
from fashionistar.wallets.services.gift_card_make import gift_card_make
from tests.wire.client import Wire

CHECKOUT = """
mutation($input: CheckoutCompleteInput!, $key: String!) {
  checkoutComplete(input: $input) @idempotent(key: $key) {
    order { id status total { amount } storedValue { amount }
      tenders { kind status amount { amount } giftCardLastFour }
      vendorOrders { status storedValue { amount } } }
    payment { status amount { amount } authorizationUrl }
    userErrors { code field }
  }
}
"""
WALLETS = "{ me { wallets { currency available { amount } pending { amount } } } }"
REDEEM = """mutation($code: String!, $key: String!) {
  giftCardRedeem(input: {code: $code}) @idempotent(key: $key) {
    wallet { available { amount currency } } userErrors { code field } } }"""
BALANCE = "query($code: String!) { giftCard(code: $code) { available { amount currency } expiresAt } }"


def filled(user: User, minor: int, currency: str = "NGN") -> AccountRef:
    """A wallet with money in it, as a top-up leaves it."""
    ref = wallet(user.pk, currency)
    with transaction.atomic():
        transfer_post(
            reference=f"top_up:{uuid4()}",
            kind=TransferKind.WALLET_TOP_UP,
            entries=wallet_top_up(user_id=user.pk, gateway="paystack", currency=currency, minor=minor),
            event_at=timezone.now(),
            actor=SYSTEM,
        )
    return ref


def card_of(minor: int, currency: str = "NGN") -> tuple[GiftCard, str]:
    """A gift card with money on it, and its code as its recipient got it."""
    with transaction.atomic():
        card = gift_card_make(
            amount=Money(minor, currency), recipient_email="dami@example.com", actor=SYSTEM, now=timezone.now()
        )
        transfer_post(
            reference=f"gift_card:{card.pk}",
            kind=TransferKind.GIFT_CARD_ISSUE,
            entries=gift_card_issue(gift_card_id=card.pk, currency=currency, minor=minor),
            event_at=timezone.now(),
            actor=SYSTEM,
        )
    return card, sent_code()


def sent_code() -> str:
    """The code in the message that was queued last."""
    queued = Notification.objects.filter(kind="gift-card").order_by("-pk").first()
    assert queued is not None
    content = opened(queued.content)
    assert content is not None
    found = re.search(r"code is ([0-9A-Z-]{19}):", orjson.loads(content)["text"])
    assert found is not None
    assert read_code(found[1]) is not None
    return found[1]


def held(ref: AccountRef) -> tuple[int, int]:
    """What an account has available, and what is set aside of it."""
    found = balance(ref)
    return found.available, found.pending_out


def on(card: GiftCard) -> tuple[int, int]:
    """What a card has available, and what is set aside of it."""
    return held(gift_card(card.pk, card.currency))


def wallets(user: User) -> list[dict[str, Any]]:
    """Her wallets as she sees them."""
    found: list[dict[str, Any]] = Wire(user)(WALLETS).data["me"]["wallets"]
    return found


def once() -> Once:
    """A claim that nobody else makes."""
    return Once.over(scope="test", operation="test", key=str(uuid4()), given=None)


def assert_right() -> None:
    """Every check of the books passes."""
    tried = [(check.promise, finding) for check in checks(pending_days=14) for finding in check.run(timezone.now())]
    assert [(promise, finding) for promise, finding in tried if finding.wrong] == []
