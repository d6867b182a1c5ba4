"""Gift cards: bought, given away, looked at, redeemed, stopped and ended; the code is with its recipient alone."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.accounts.models import User
from fashionistar.ledger.account_refs import gateway_clearing, platform, wallet
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.selectors import balance
from fashionistar.notifications.models import Notification
from fashionistar.payments.models import Payment
from fashionistar.wallets.gift_codes import ALPHABET, new_code, read_code, written
from fashionistar.wallets.models import GiftCard, GiftCardPurchase
from fashionistar.wallets.services.gift_card_deliver import gift_card_deliver
from fashionistar.wallets.tasks import expire_gift_cards
from tests.checkout.shopping import cart_of, everything, faults, payload, refusals
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.people import People
from tests.wallets.keeping import BALANCE, CHECKOUT, REDEEM, assert_right, card_of, held, on, sent_code
from tests.wire.client import Wire, checkout_input, gid, key

PURCHASE = """mutation($input: GiftCardPurchaseInput!, $key: String!) {
  giftCardPurchase(input: $input) @idempotent(key: $key) {
    payment { id reference purpose } userErrors { code field } } }"""
ISSUE = """mutation($input: GiftCardIssueInput!, $key: String!) {
  giftCardIssue(input: $input) @idempotent(key: $key) {
    giftCard { id status lastFour reason initial { amount } available { amount } } userErrors { code field } } }"""
DEACTIVATE = """mutation($id: ID!) {
  giftCardDeactivate(input: {id: $id}) { giftCard { status available { amount } } userErrors { code field } } }"""
CARDS = "{ giftCards(first: 5) { nodes { id status } } }"
VERIFY = "mutation($r: String!) { paymentVerify(input: {reference: $r}) { payment { status } userErrors { code } } }"
BOUGHT = {
    "amount": {"amount": "2500.00", "currency": "NGN"},
    "email": "buyer@example.com",
    "recipientEmail": "Friend@Example.com",
    "message": "For your wedding!",
}
GIVEN = {
    "amount": {"amount": "1000.00", "currency": "NGN"},
    "recipientEmail": "dami@example.com",
    "reason": "Late parcel",
}

type Relay = Callable[[], int]


@pytest.fixture
def funke(people: People) -> Wire:
    """Works for the platform, with gift cards."""
    user = User.objects.create_user(
        email="funke@example.com", password="x", is_staff=True, staff_permissions=["GIFT_CARDS_MANAGE"]
    )
    return Wire(user)


@pytest.mark.parametrize("guest", [True, False])
def test_a_card_that_is_paid_goes_to_its_recipient_once(
    people: People, paystack: PaystackEmulator, relay: Relay, guest: bool
) -> None:
    wire = Wire(None if guest else people.dami)
    asked = payload(wire(PURCHASE, input=BOUGHT, key=key()))["payment"]
    assert asked["purpose"] == "GIFT_CARD"
    relay()
    assert GiftCard.objects.count() == 0
    paystack.pay(asked["reference"])
    assert payload(wire(VERIFY, r=asked["reference"]))["payment"] == {"status": "SUCCEEDED"}
    relay()
    gift_card_deliver(payment_id=Payment.objects.get().pk, now=timezone.now())
    card, sent = GiftCard.objects.get(), Notification.objects.get()
    assert (sent.address, sent.kind) == ("friend@example.com", "gift-card")
    code = sent_code()
    assert payload(Wire(people.cleo)(BALANCE, code=code))["available"] == {"amount": "2500.00", "currency": "NGN"}
    purchase = GiftCardPurchase.objects.get()
    assert (purchase.gift_card_id, purchase.recipient_email, purchase.message) == (card.pk, "", "")
    assert balance(gateway_clearing("paystack", "NGN")).posted == 2_500_00 - Payment.objects.get().fee_minor
    assert_right()


def test_the_code_is_kept_nowhere(people: People) -> None:
    card, code = card_of(10_00)
    plain = code.replace("-", "")
    kept = str(everything())
    assert code not in kept
    assert plain not in kept
    assert card.last_four == plain[-4:]


def test_a_code_has_a_check_character_and_forgives_how_it_is_written() -> None:
    codes = {new_code() for _ in range(200)}
    assert len(codes) == 200
    code = codes.pop()
    assert read_code(f" {written(code).lower()} ") == code
    assert read_code(code.replace("0", "o").replace("1", "l")) == code
    others = [code[:at] + other + code[at + 1 :] for at in range(16) for other in ALPHABET if other != code[at]]
    assert [other for other in others if read_code(other)] == []
    assert [given for given in ("", code[:-1], code + code[-1], "É" * 16, "0" * 999) if read_code(given)] == []


@pytest.mark.parametrize("field", ["recipientEmail", "email"])
def test_an_address_that_is_none_is_refused(people: People, field: str) -> None:
    before = everything()
    assert faults(Wire()(PURCHASE, input=BOUGHT | {field: "nobody"}, key=key())) == [("INVALID", [field])]
    assert everything() == before


def test_staff_give_a_card_away_and_never_see_its_code(people: People, funke: Wire) -> None:
    same = key()
    made = payload(funke(ISSUE, input=GIVEN, key=same))
    assert payload(funke(ISSUE, input=GIVEN, key=same)) == made
    code = sent_code().replace("-", "")
    assert made["giftCard"] == {
        "id": gid(GiftCard.objects.get()),
        "status": "ACTIVE",
        "lastFour": code[-4:],
        "reason": "Late parcel",
        "initial": {"amount": "1000.00"},
        "available": {"amount": "1000.00"},
    }
    assert balance(platform(AccountCode.PROMOTIONS, "NGN")).posted == 1_000_00
    assert GiftCard.objects.get().issuer == User.objects.get(email="funke@example.com")
    assert faults(funke(ISSUE, input=GIVEN | {"reason": " "}, key=key())) == [("REQUIRED", ["reason"])]
    assert [node["status"] for node in funke(CARDS).data["giftCards"]["nodes"]] == ["ACTIVE"]
    assert Wire(people.dami)(CARDS).data["giftCards"]["nodes"] == []
    assert_right()


def test_a_stopped_card_is_worth_nothing_and_keeps_its_money(people: People, funke: Wire) -> None:
    card, code = card_of(10_00)
    dami = Wire(people.dami)
    assert faults(dami(DEACTIVATE, id=gid(card))) == [("NOT_FOUND", ["id"])]
    assert payload(funke(DEACTIVATE, id=gid(card)))["giftCard"] == {
        "status": "DEACTIVATED",
        "available": {"amount": "10.00"},
    }
    assert faults(funke(DEACTIVATE, id=gid(card))) == [("STATUS_CONFLICT", ["id"])]
    assert payload(dami(BALANCE, code=code)) is None
    assert faults(dami(REDEEM, code=code, key=key())) == [("INSUFFICIENT_FUNDS", ["code"])]
    assert on(card) == (10_00, 0)


def test_a_card_flows_into_a_wallet_once(people: People) -> None:
    card, code = card_of(10_00)
    dami, same = Wire(people.dami), key()
    made = payload(dami(REDEEM, code=code, key=same))
    assert made == {"wallet": {"available": {"amount": "10.00", "currency": "NGN"}}, "userErrors": []}
    assert payload(dami(REDEEM, code=code, key=same)) == made
    assert faults(dami(REDEEM, code=code, key=key())) == [("INSUFFICIENT_FUNDS", ["code"])]
    assert faults(Wire(people.cleo)(REDEEM, code=code, key=key())) == [("INSUFFICIENT_FUNDS", ["code"])]
    assert (on(card), held(wallet(people.dami.pk, "NGN"))) == ((0, 0), (10_00, 0))
    assert_right()


def test_unknown_and_spent_codes_answer_alike(people: People) -> None:
    _, code = card_of(10_00)
    payload(Wire(people.dami)(REDEEM, code=code, key=key()))
    asked = [Wire()(BALANCE, code=given) for given in (code, written(new_code()), "nonsense")]
    assert [answer.data for answer in asked] == [{"giftCard": None}] * 3


def test_guesses_are_counted(people: People, settings: Settings) -> None:
    settings.THROTTLES = settings.THROTTLES | {"gift-card-address": "2/hour"}
    _, code = card_of(10_00)
    dami = Wire(people.dami)
    assert [dami(BALANCE, code=code).data["giftCard"] is None for _ in "ab"] == [False, False]
    assert refusals(dami(BALANCE, code=code)) == ["RATE_LIMITED"]
    assert faults(dami(REDEEM, code=code, key=key())) == [("RATE_LIMITED", ["code"])]
    cart = cart_of(people.dami, (garment(people.atelier), 1))
    chosen = checkout_input(gid(cart), payFrom={"giftCards": [code]})
    assert faults(dami(CHECKOUT, input=chosen, key=key())) == [("RATE_LIMITED", ["payFrom"])]


def test_what_is_left_on_an_ended_card_is_ours_once(people: People) -> None:
    card, code = card_of(10_00)
    other, _ = card_of(5_00)
    GiftCard.objects.filter(pk=card.pk).update(expires_at=timezone.now())
    for _ in "ab":
        expire_gift_cards()
    assert (on(card), on(other)) == ((0, 0), (5_00, 0))
    assert balance(platform(AccountCode.BREAKAGE, "NGN")).posted == 10_00
    assert list(GiftCard.objects.order_by("pk").values_list("status", flat=True)) == ["EXPIRED", "ACTIVE"]
    assert payload(Wire(people.dami)(BALANCE, code=code)) is None
    assert_right()


def test_a_card_that_has_something_set_aside_ends_when_that_has_ended(
    people: People, paystack: PaystackEmulator
) -> None:
    card, code = card_of(10_00)
    cart = cart_of(people.dami, (garment(people.atelier, prices={"NGN": 30_00}), 1))
    chosen = checkout_input(gid(cart), payFrom={"giftCards": [code]})
    assert payload(Wire(people.dami)(CHECKOUT, input=chosen, key=key()))["payment"]["amount"] == {"amount": "20.00"}
    GiftCard.objects.update(expires_at=timezone.now() - timedelta(days=1))
    expire_gift_cards()
    assert (on(card), GiftCard.objects.get().status) == ((0, 10_00), "ACTIVE")
