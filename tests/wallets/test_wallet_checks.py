"""`manage.py ledger_verify`: what wallets and orders promise is tried, and each way of breaking it is found."""

from collections.abc import Callable

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from config.management.commands.ledger_verify import checks
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.wallets.models import GiftCard, Tender
from tests.checkout.shopping import cart_of, payload
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.ledger.booking import run_sql
from tests.people import People
from tests.projection.alike import undone
from tests.wallets.keeping import CHECKOUT, assert_right, card_of, filled
from tests.wire.client import Wire, checkout_input, gid, key

TENDERS = "what a tender says is what its transfers say"
PENDING = "what wallets and gift cards have set aside is a tender's"
EXPIRED = "nothing is left on a gift card that has expired"
SUMS = "an order's stored value is its tenders' and its parts'"
ENDS = "stored value is set aside for unpaid orders alone, and spent for paid ones"


@pytest.fixture
def bought(people: People, paystack: PaystackEmulator) -> None:
    """One order that a wallet has paid, one that a card pays a part of, and a card that nobody has used."""
    filled(people.dami, 50_00)
    (_, code), _ = card_of(20_00), card_of(7_00)
    gele = garment(people.atelier, prices={"NGN": 50_00})
    for chosen in ({"wallet": True}, {"giftCards": [code]}):
        cart = cart_of(people.dami, (gele, 1))
        made = payload(Wire(people.dami)(CHECKOUT, input=checkout_input(gid(cart), payFrom=chosen), key=key()))
        assert made["userErrors"] == []


def wrong() -> set[str]:
    tried = [(check.promise, check.run(timezone.now())) for check in checks(pending_days=14)]
    return {promise for promise, found in tried if any(finding.wrong for finding in found)}


SPOILT: list[tuple[Callable[[], object], set[str]]] = [
    (lambda: Tender.objects.filter(kind="WALLET").update(amount_minor=49_00), {TENDERS, SUMS}),
    (lambda: Tender.objects.filter(kind="WALLET").update(status="VOIDED"), {TENDERS, ENDS}),
    (lambda: Tender.objects.filter(kind="WALLET").update(status="SET_ASIDE"), {TENDERS, ENDS}),
    (lambda: Tender.objects.filter(kind="GIFT_CARD").update(status="POSTED"), {TENDERS, PENDING, ENDS}),
    (lambda: Tender.objects.filter(kind="GIFT_CARD").delete(), {PENDING, SUMS}),
    (lambda: Order.objects.filter(payment__isnull=False).update(status="EXPIRED"), {ENDS}),
    (lambda: VendorOrder.objects.filter(stored_value_minor=20_00).update(stored_value_minor=19_00), {SUMS}),
    (lambda: GiftCard.objects.filter(tenders=None).update(status="EXPIRED"), {EXPIRED}),
    (lambda: run_sql("UPDATE payments_payment SET amount_minor = amount_minor + 1"), {SUMS}),
]


def test_what_is_spoilt_is_found_and_nothing_else(bought: None) -> None:
    assert_right()
    for spoil, found in SPOILT:
        with undone():
            spoil()
            assert wrong() == found


def test_the_command_says_what_is_wrong(bought: None, capsys: pytest.CaptureFixture[str]) -> None:
    call_command("ledger_verify")
    assert "The books are right." in capsys.readouterr().out
    Tender.objects.filter(kind="GIFT_CARD").update(status="VOIDED")
    with pytest.raises(CommandError, match="The books are off: 3 faults"):
        call_command("ledger_verify")
