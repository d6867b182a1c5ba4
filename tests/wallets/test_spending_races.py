"""Stored value under real concurrency: what is there is spent once, and nothing is half done."""

from collections import Counter
from datetime import datetime
from uuid import UUID

import pytest
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.checkout.models import Cart
from fashionistar.checkout.services.checkout_complete import checkout_complete
from fashionistar.inventory.models import Hold, StockItem
from fashionistar.inventory.services.holds_expire import holds_expire
from fashionistar.kernel.errors import DomainError
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.orders.models import Order
from fashionistar.orders.services.order_expire import order_expire
from fashionistar.orders.services.order_pay import order_pay
from fashionistar.payments.gateways import configured_gateways
from fashionistar.payments.models import Payment
from fashionistar.wallets.models import GiftCard, Tender
from fashionistar.wallets.services.gift_card_expire import gift_card_expire
from fashionistar.wallets.services.gift_card_redeem import gift_card_redeem
from fashionistar.wallets.spending import PayFrom
from tests.checkout.shopping import HOME, cart_of, settled
from tests.factories.catalogue import garment
from tests.ledger.test_ledger_concurrency import CLIENTS, at_once
from tests.people import People, acting
from tests.wallets.keeping import assert_right, card_of, filled, held, on, once

pytestmark = pytest.mark.django_db(transaction=True)

PRICE = 10_00


def checked_out(user: User | None, cart: Cart, pay_from: PayFrom, now: datetime | None = None) -> str:
    try:
        return checkout_complete(
            actor=acting(user),
            cart_id=cart.pk,
            email="dami@example.com",
            shipping_address=HOME,
            pay_from=pay_from,
            gateways=configured_gateways(),
            once=once(),
            now=now or timezone.now(),
        ).status
    except DomainError as error:
        return str(error.codes[0])


def guests_carts(people: People) -> list[Cart]:
    gele = garment(people.atelier, prices={"NGN": PRICE}, stock=CLIENTS)
    return [cart_of(None, (gele, 1)) for _ in range(CLIENTS)]


@pytest.mark.parametrize("source", ["wallet", "gift card"])
def test_of_sixteen_at_once_as_many_are_paid_as_it_covers(people: People, source: str) -> None:
    carts = guests_carts(people)
    card, code = card_of(5 * PRICE)
    purse = filled(people.dami, 5 * PRICE)
    if source == "wallet":
        done = at_once(lambda turn: checked_out(people.dami, carts[turn], PayFrom(wallet=True)))
    else:
        done = at_once(lambda turn: checked_out(None, carts[turn], PayFrom(gift_cards=(code,))))
    assert Counter(done) == {"PAID": 5, "INSUFFICIENT_FUNDS": 11}
    assert (held(purse) if source == "wallet" else on(card)) == (0, 0)
    assert [model.objects.count() for model in (Order, Tender, Hold, Payment)] == [5, 5, 5, 0]
    assert StockItem.objects.values_list("on_hand", "reserved").get() == (CLIENTS - 5, 0)
    assert Cart.objects.filter(status="OPEN").count() == 11
    assert_right()


def test_one_gets_the_rest_and_pays_what_is_missing_at_the_gateway(people: People) -> None:
    carts = guests_carts(people)
    purse = filled(people.dami, 2 * PRICE + 1_00)
    done = at_once(lambda turn: checked_out(people.dami, carts[turn], PayFrom(wallet=True)))
    assert Counter(done) == {"PAID": 2, "PENDING_PAYMENT": 1, "INSUFFICIENT_FUNDS": 13}
    assert (held(purse), Payment.objects.get().amount_minor) == ((0, 1_00), 9_00)
    assert_right()


def test_a_card_is_redeemed_spent_or_ended_but_only_one_of_these(people: People) -> None:
    dami, carts = people.dami, guests_carts(people)
    card, code = card_of(PRICE)
    GiftCard.objects.update(expires_at=timezone.now())
    then = GiftCard.objects.get().created_at

    def work(turn: int) -> str:
        if turn % 3 == 0:
            return "ENDED" if gift_card_expire(gift_card_id=card.pk, now=timezone.now()) else "NOT ENDED"
        if turn % 3 == 1:
            return checked_out(None, carts[turn], PayFrom(gift_cards=(code,)), then)
        try:
            gift_card_redeem(actor=acting(dami), code=code, once=once(), now=then)
        except DomainError as error:
            return str(error.codes[0])
        return "REDEEMED"

    done = Counter(at_once(work))
    # A card that was spent or redeemed ends too, empty as it is.
    took = LedgerTransfer.objects.filter(state="POSTED", entries__side="DEBIT", entries__account__code="GIFT_CARD")
    assert (took.count(), on(card)) == (1, (0, 0))
    assert done["REDEEMED"] + done["PAID"] == took.exclude(kind="GIFT_CARD_EXPIRE").count()
    assert_right()


def test_payment_and_expiry_at_once_end_what_is_set_aside_once(people: People) -> None:
    purse = filled(people.dami, 6 * 4_00)
    gele = garment(people.atelier, prices={"NGN": PRICE}, stock=6)
    for _ in range(6):
        _, code = card_of(4_00)
        assert checked_out(None, cart_of(None, (gele, 1)), PayFrom(gift_cards=(code,))) == "PENDING_PAYMENT"
    orders: list[UUID] = list(Order.objects.values_list("pk", flat=True))
    for order in Order.objects.select_related("payment"):
        settled(order)
    holds_expire(now=timezone.now().replace(year=2090))
    now = timezone.now()

    def work(turn: int) -> None:
        order = orders[turn // 2]
        order_expire(order_id=order, now=now) if turn % 2 else order_pay(order_id=order, now=now)

    at_once(work, times=12)
    assert set(Order.objects.values_list("status", flat=True)) == {"PAID"}
    assert set(Tender.objects.values_list("status", flat=True)) == {"POSTED"}
    assert (held(purse), StockItem.objects.values_list("on_hand", "reserved").get()) == ((24_00, 0), (0, 0))
    assert_right()
