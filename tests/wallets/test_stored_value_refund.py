"""`stored_value_refund`: what wallet and gift cards paid goes back to where its buyer can spend it."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.errors import DomainError
from fashionistar.ledger.account_refs import shopper_refunds_due, wallet
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.orders.models import Order
from fashionistar.settlement.models import PartRefund
from fashionistar.wallets.models import GiftCard, Tender
from fashionistar.wallets.services.stored_value_refund import stored_value_refund
from tests.checkout.shopping import cart_of, payload
from tests.factories.catalogue import garment
from tests.people import People
from tests.settlement.selling import refund
from tests.wallets.keeping import CHECKOUT, assert_right, card_of, filled, held, on, wallets
from tests.wire.client import Wire, checkout_input, gid, key

type Relay = Callable[[], int]


def bought(people: People, relay: Relay, *codes: str, guest: bool = False, wallet: bool = False) -> Order:
    """An order of 60.00 that stored value has paid."""
    user = None if guest else people.dami
    cart = cart_of(user, (garment(people.atelier, prices={"NGN": 60_00}), 1))
    chosen = checkout_input(gid(cart), payFrom={"wallet": wallet, "giftCards": list(codes)})
    made = payload(Wire(user)(CHECKOUT, input=chosen, key=key()))
    assert made["order"]["status"] == "PAID"
    relay()
    return Order.objects.get()


def refunded(people: People, order: Order, amount: str, using: str | None = None) -> None:
    """Ada gives back so much before she sends it."""
    assert payload(refund(Wire(people.ada), order.vendor_orders.get(), amount, using))["userErrors"] == []


def test_a_users_money_goes_into_her_wallet_also_what_a_card_paid(people: People, relay: Relay) -> None:
    purse, (card, code) = filled(people.dami, 40_00), card_of(20_00)
    order = bought(people, relay, code, wallet=True)
    refunded(people, order, "25")
    refunded(people, order, "35")
    assert (held(purse), on(card)) == ((60_00, 0), (0, 0))
    assert held(shopper_refunds_due(order.pk, "NGN")) == (0, 0)
    assert set(Tender.objects.values_list("kind", "refunded_minor")) == {("GIFT_CARD", 20_00), ("WALLET", 40_00)}
    assert wallets(people.dami)[0]["available"] == {"amount": "60.00"}
    assert_right()


def test_a_guests_goes_back_onto_her_cards_and_ended_ones_live_again(people: People, relay: Relay) -> None:
    (card, code), (other, second) = card_of(20_00), card_of(40_00)
    order = bought(people, relay, code, second, guest=True)
    GiftCard.objects.filter(pk=card.pk).update(status="EXPIRED", expires_at=timezone.now() - timedelta(days=1))
    refunded(people, order, "30")
    card.refresh_from_db()
    assert (on(card), on(other), card.status) == ((20_00, 0), (10_00, 0), "ACTIVE")
    assert card.expires_at > timezone.now() + timedelta(days=89)
    assert_right()


def test_the_same_refund_again_changes_nothing(people: People, relay: Relay) -> None:
    purse = filled(people.dami, 60_00)
    order = bought(people, relay, wallet=True)
    again = key()
    for _ in "ab":
        refunded(people, order, "25", again)
    relay()
    assert (held(purse), Tender.objects.get().refunded_minor) == ((25_00, 0), 25_00)
    assert (PartRefund.objects.get().status, Order.objects.get().status) == ("PROCESSED", "PAID")
    assert_right()


@pytest.mark.parametrize("minor", [0, 60_01])
def test_more_than_was_paid_is_refused(people: People, relay: Relay, minor: int) -> None:
    filled(people.dami, 100_00)
    order = bought(people, relay, wallet=True)
    before = LedgerTransfer.objects.count()
    with pytest.raises(DomainError, match="REFUND_TOO_LARGE"), transaction.atomic():
        stored_value_refund(
            purchase=order.pk,
            due_id=order.pk,
            amount_minor=minor,
            reference="refund:1:stored",
            description="",
            actor=SYSTEM,
            now=timezone.now(),
        )
    assert LedgerTransfer.objects.count() == before
    assert held(wallet(people.dami.pk, "NGN")) == (40_00, 0)
