"""`checkoutComplete` with `payFrom`: wallet and gift cards pay what they can, the gateway the rest."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from fashionistar.accounts.models import Session
from fashionistar.inventory.models import StockItem
from fashionistar.inventory.services.holds_expire import holds_expire
from fashionistar.kernel.models import OutboxEvent
from fashionistar.ledger.account_refs import escrow
from fashionistar.ledger.selectors import balance
from fashionistar.orders.models import Order
from fashionistar.payments.models import Payment, Refund
from fashionistar.wallets.models import Tender
from tests.checkout.shopping import cart_of, everything, faults, payload, settled
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.people import People
from tests.wallets.keeping import CHECKOUT, assert_right, card_of, filled, held, on
from tests.wire.client import Wire, checkout_input, gid, key

type Relay = Callable[[], int]


def pay_from(people: People, *codes: str, wallet: bool = True, guest: bool = False, price: int = 100_00) -> Any:
    """Buy one garment of Ada's and one, at half the price, of Cleo's."""
    agbada = garment(people.atelier, "Agbada", prices={"NGN": price}, stock=1)
    kanga = garment(people.boutique, "Kanga", prices={"NGN": price // 2}, stock=1)
    user = None if guest else people.dami
    cart = cart_of(user, (agbada, 1), (kanga, 1))
    chosen = {"wallet": wallet, "giftCards": list(codes)}
    return Wire(user)(CHECKOUT, input=checkout_input(gid(cart), payFrom=chosen), key=key())


def after_the_hold() -> Any:
    return timezone.now() + timedelta(hours=1)


def parts_held() -> list[tuple[int, int]]:
    """What the escrow of each part has, and what is on its way there."""
    found = (balance(escrow(part, "NGN")) for part in Order.objects.get().vendor_orders.values_list("pk", flat=True))
    return [(each.posted, each.pending_in) for each in found]


def test_a_wallet_that_covers_it_pays_at_once(people: People) -> None:
    purse = filled(people.dami, 200_00)
    made = payload(pay_from(people))
    assert (made["userErrors"], made["payment"]) == ([], None)
    assert made["order"]["status"] == "PAID"
    assert [part["status"] for part in made["order"]["vendorOrders"]] == ["PAID", "PAID"]
    assert made["order"]["tenders"] == [
        {"kind": "WALLET", "status": "POSTED", "amount": {"amount": "150.00"}, "giftCardLastFour": None}
    ]
    assert held(purse) == (50_00, 0)
    assert parts_held() == [(100_00, 0), (50_00, 0)]
    assert set(StockItem.objects.values_list("on_hand", "reserved")) == {(0, 0)}
    facts = list(OutboxEvent.objects.values_list("type", flat=True))
    assert (facts.count("OrderPaid"), facts.count("VendorOrderPaid"), Payment.objects.count()) == (1, 2, 0)
    assert_right()


def test_cards_pay_first_then_the_wallet_and_the_gateway_the_rest(
    people: People, paystack: PaystackEmulator, relay: Relay
) -> None:
    purse, (card, code), (other, short) = filled(people.dami, 40_00), card_of(30_01), card_of(20_00)
    made = payload(pay_from(people, code.lower().replace("-", " "), short))
    assert made["userErrors"] == []
    assert (made["payment"]["amount"], made["order"]["storedValue"]) == ({"amount": "59.99"}, {"amount": "90.01"})
    assert [(tender["kind"], tender["amount"]["amount"]) for tender in made["order"]["tenders"]] == [
        ("GIFT_CARD", "30.01"),
        ("GIFT_CARD", "20.00"),
        ("WALLET", "40.00"),
    ]
    # In proportion to the parts, to the kobo.
    assert [part["storedValue"]["amount"] for part in made["order"]["vendorOrders"]] == ["60.01", "30.00"]
    assert (held(purse), on(card), on(other)) == ((0, 40_00), (0, 30_01), (0, 20_00))
    assert parts_held() == [(0, 60_01), (0, 30_00)]
    assert_right()
    settled(Order.objects.get())
    relay()
    assert (held(purse), on(card), on(other), parts_held()) == ((0, 0), (0, 0), (0, 0), [(100_00, 0), (50_00, 0)])
    assert Order.objects.get().status == "PAID"
    assert_right()


def test_an_order_that_expires_leaves_everything_as_it_was(
    people: People, paystack: PaystackEmulator, relay: Relay
) -> None:
    purse, (card, code) = filled(people.dami, 40_00), card_of(30_00)
    pay_from(people, code)
    holds_expire(now=after_the_hold())
    relay()
    assert (held(purse), on(card)) == ((40_00, 0), (30_00, 0))
    assert set(Tender.objects.values_list("status", flat=True)) == {"VOIDED"}
    assert_right()


def test_a_late_payment_takes_stored_value_again(people: People, paystack: PaystackEmulator, relay: Relay) -> None:
    purse = filled(people.dami, 40_00)
    pay_from(people)
    holds_expire(now=after_the_hold())
    relay()
    settled(Order.objects.get())
    relay()
    assert (Order.objects.get().status, held(purse)) == ("PAID", (0, 0))
    assert parts_held() == [(100_00, 0), (50_00, 0)]
    assert Refund.objects.count() == 0
    assert_right()


def test_a_late_payment_goes_back_when_the_wallet_was_spent_meanwhile(
    people: People, paystack: PaystackEmulator, relay: Relay
) -> None:
    purse = filled(people.dami, 40_00)
    pay_from(people)
    late = Order.objects.get()
    holds_expire(now=after_the_hold())
    relay()
    other = cart_of(people.dami, (garment(people.atelier, "Gele", prices={"NGN": 10_00}), 1))
    Wire(people.dami)(CHECKOUT, input=checkout_input(gid(other), payFrom={"wallet": True}), key=key())
    settled(late)
    relay()
    late.refresh_from_db()
    assert (late.status, held(purse), Refund.objects.get().amount_minor) == ("REFUNDING", (30_00, 0), 110_00)
    assert sorted(StockItem.objects.values_list("on_hand", "reserved")) == [(1, 0), (1, 0), (9, 0)]
    assert_right()


def test_a_guest_pays_by_card_and_has_no_wallet(people: People, paystack: PaystackEmulator) -> None:
    card, code = card_of(200_00)
    assert faults(pay_from(people, code, guest=True)) == [("UNAUTHENTICATED", ["payFrom", "wallet"])]
    assert on(card) == (200_00, 0)
    made = payload(pay_from(people, code, wallet=False, guest=True))
    assert (made["order"]["status"], made["payment"], on(card)) == ("PAID", None, (50_00, 0))


@pytest.mark.parametrize("wrong", ["unknown", "misspelt", "spent", "ended", "stopped", "of another currency", "twice"])
def test_what_cannot_be_spent_is_refused_alike(people: People, wrong: str) -> None:
    card, code = card_of(10_00, currency="GHS" if wrong == "of another currency" else "NGN")
    codes, expected = [code], [("INSUFFICIENT_FUNDS", ["payFrom", "giftCards", "0"])]
    if wrong == "unknown":
        card.code_hash = "0" * 64
    elif wrong == "misspelt":
        codes = [code[:-1] + ("0" if code[-1] != "0" else "1")]
    elif wrong == "spent":
        assert payload(pay_from(people, code, wallet=False, price=4_00))["order"]["status"] == "PAID"
        assert payload(pay_from(people, code, wallet=False, price=2_67))["order"]["status"] == "PAID"
    elif wrong == "ended":
        card.expires_at = timezone.now()
    elif wrong == "stopped":
        card.status = "DEACTIVATED"
    elif wrong == "twice":
        codes, expected = [code, code], [("INVALID", ["payFrom", "giftCards"])]
    card.save()
    agbada = garment(people.atelier, "Gele", prices={"NGN": 5_00})
    cart, dami = cart_of(people.dami, (agbada, 1)), Wire(people.dami)
    before = everything()
    answer = dami(CHECKOUT, input=checkout_input(gid(cart), payFrom={"giftCards": codes}), key=key())
    assert faults(answer) == expected
    assert everything() == before


def test_an_empty_wallet_is_refused_for_she_counts_on_it(people: People) -> None:
    assert faults(pay_from(people)) == [("INSUFFICIENT_FUNDS", ["payFrom", "wallet"])]
    assert (Order.objects.count(), Payment.objects.count(), Tender.objects.count()) == (0, 0, 0)


def test_a_lot_wants_a_recent_proof(people: People) -> None:
    purse = filled(people.dami, 1_000_000_00)
    agbada = garment(people.atelier, "Agbada", prices={"NGN": 200_000_01}, stock=1)
    cart, dami = cart_of(people.dami, (agbada, 1)), Wire(people.dami)
    Session.objects.update(proved_at=timezone.now() - timedelta(hours=1))
    given = {"input": checkout_input(gid(cart), payFrom={"wallet": True}), "key": key()}
    assert [code for code, _ in faults(dami(CHECKOUT, **given))] == ["STEP_UP_REQUIRED"]
    assert held(purse) == (1_000_000_00, 0)
    Session.objects.update(proved_at=timezone.now())
    assert payload(dami(CHECKOUT, **given))["order"]["status"] == "PAID"
