"""Orders that wallet and gift cards pay, alone or beside the gateway: who gets what, and where it goes back to."""

import pytest

from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.orders.models import Order, VendorOrder
from fashionistar.payments.models import Payment, Refund
from fashionistar.settlement.models import PartRefund
from fashionistar.wallets.models import Tender
from fashionistar.wallets.spending import PayFrom
from tests.checkout.shopping import everything, faults, payload
from tests.people import People
from tests.settlement.selling import (
    AMOUNT,
    COMMISSION,
    FEE,
    HERS,
    TAX,
    Relay,
    answered,
    at_gateway,
    books_are_right,
    disputed,
    facts,
    heard_again,
    in_escrow,
    ours,
    payable,
    refund,
    refunds_due,
    sold,
)
from tests.settlement.test_escrow import delivered
from tests.settlement.test_settlement_verify import STORED, wrong
from tests.wallets.keeping import card_of, filled, held, wallets
from tests.wire.client import Wire

#: A card pays 13,000.00 of 65,000.00: 9,000.00 of Ada's 45,000.00, 4,000.00 of Cleo's 20,000.00; the gateway the rest.
CARD = 13_000_00


def sold_for_card(people: People, relay: Relay) -> tuple[VendorOrder, VendorOrder]:
    _, code = card_of(CARD)
    adas, cleos = sold(people, relay, shops=2, pay_from=PayFrom(gift_cards=(code,)))
    return adas, cleos


def back_in_wallet(people: People) -> str:
    """What Dami can spend of what has come back to her."""
    purse = wallets(people.dami)
    return str(purse[0]["available"]["amount"]) if purse else "0.00"


def test_a_part_that_card_and_gateway_paid_is_held_whole_and_earned_to_the_unit(people: People, relay: Relay) -> None:
    adas, cleos = sold_for_card(people, relay)
    assert (adas.stored_value_minor, cleos.stored_value_minor) == (9_000_00, 4_000_00)
    assert (in_escrow(adas), in_escrow(cleos), at_gateway()) == (AMOUNT, 20_000_00, 52_000_00 - FEE)
    books_are_right()
    delivered(people, adas, relay)
    assert (in_escrow(adas), payable(adas)) == (0, HERS)
    assert (ours(AccountCode.COMMISSION), ours(AccountCode.COMMISSION_TAX)) == (COMMISSION, TAX)
    books_are_right()


def test_a_refund_goes_back_as_it_was_paid_once_the_gateway_has_sent_its_share(people: People, relay: Relay) -> None:
    adas, cleos = sold_for_card(people, relay)
    delivered(people, adas, relay)
    asked = payload(refund(Wire(people.ada), adas, "5000"))["refund"]
    assert (asked["status"], Refund.objects.get().amount_minor, back_in_wallet(people)) == ("PENDING", 4_000_00, "0.00")
    assert refunds_due(adas) == (0, 5_000_00)
    answered(Refund.objects.get())
    relay()
    assert (back_in_wallet(people), at_gateway()) == ("1000.00", 52_000_00 - FEE - 4_000_00)
    assert (payable(adas), refunds_due(adas)) == (HERS - (5_000_00 - 500_00 - 37_50), (0, 0))
    written = LedgerTransfer.objects.count()
    heard_again(relay)
    assert (LedgerTransfer.objects.count(), back_in_wallet(people)) == (written, "1000.00")
    refund(Wire(people.cleo), cleos)
    answered(Refund.objects.get(amount_minor=16_000_00))
    relay()
    assert (back_in_wallet(people), Order.objects.get().status) == ("5000.00", "COMPLETED")
    refund(Wire(people.ada), adas)
    answered(Refund.objects.get(amount_minor=32_000_00))
    relay()
    assert (back_in_wallet(people), at_gateway(), payable(adas)) == ("13000.00", -FEE, 0)
    assert (Order.objects.get().status, Payment.objects.get().status) == ("REFUNDED", "REFUNDED")
    assert (Tender.objects.get().refunded_minor, facts("OrderRefunded")) == (CARD, 1)
    before = everything()
    assert [code for code, _ in faults(refund(Wire(people.ada), adas, "0.01"))] == ["STATUS_CONFLICT"]
    assert everything() == before
    books_are_right()


def test_a_refund_that_the_gateway_refuses_leaves_both_where_they_were(people: People, relay: Relay) -> None:
    adas, _ = sold_for_card(people, relay)
    refund(Wire(people.ada), adas, "100.01")
    answered(Refund.objects.get(), refuses=True)
    relay()
    assert (in_escrow(adas), back_in_wallet(people), Tender.objects.get().refunded_minor) == (AMOUNT, "0.00", 0)
    assert (adas.settlement.stored_left_minor, PartRefund.objects.get().status) == (9_000_00, "FAILED")
    books_are_right()
    refund(Wire(people.ada), adas)
    answered(Refund.objects.exclude(status="FAILED").get())
    relay()
    assert (in_escrow(adas), back_in_wallet(people)) == (0, "9000.00")
    books_are_right()


def test_what_a_wallet_paid_alone_is_earned_and_goes_back_at_once(people: People, relay: Relay) -> None:
    purse = filled(people.dami, 70_000_00)
    adas, cleos = sold(people, relay, shops=2, pay_from=PayFrom(wallet=True))
    assert (in_escrow(adas), in_escrow(cleos), held(purse)) == (AMOUNT, 20_000_00, (5_000_00, 0))
    gone = payload(refund(Wire(people.cleo), cleos))
    assert (gone["refund"]["status"], gone["vendorOrder"]["status"]) == ("PROCESSED", "CANCELLED")
    assert held(purse) == (25_000_00, 0)
    delivered(people, adas, relay)
    assert (payable(adas), Order.objects.get().status) == (HERS, "COMPLETED")
    books_are_right()
    refund(Wire(people.ada), adas)
    relay()
    assert (payable(adas), held(purse), refunds_due(adas)) == (0, (70_000_00, 0), (0, 0))
    assert (Order.objects.get().status, facts("PartRefunded"), facts("OrderRefunded")) == ("REFUNDED", 2, 1)
    assert (Payment.objects.count(), Refund.objects.count()) == (0, 0)
    books_are_right()


def test_a_lost_dispute_takes_what_the_gateway_paid_and_no_stored_value(people: People, relay: Relay) -> None:
    adas, cleos = sold_for_card(people, relay)
    delivered(people, adas, relay)
    disputed(adas.order.payment, "LOST", 52_000_00)
    relay()
    assert (in_escrow(cleos), adas.settlement.left_minor, ours(AccountCode.CHARGEBACK_LOSS)) == (4_000_00, 9_000_00, 0)
    assert payable(adas) == 9_000_00 - 900_00 - 67_50
    for owner, part in ((people.ada, adas), (people.cleo, cleos)):
        assert payload(refund(Wire(owner), part))["refund"]["status"] == "PROCESSED"
    relay()
    assert (back_in_wallet(people), payable(adas), in_escrow(cleos), Refund.objects.count()) == ("13000.00", 0, 0, 0)
    books_are_right()


@pytest.mark.parametrize("spoilt", ["refunded_minor", "stored_minor"])
def test_what_went_back_otherwise_than_parts_say_is_found(people: People, relay: Relay, spoilt: str) -> None:
    _, code = card_of(AMOUNT)
    (adas,) = sold(people, relay, pay_from=PayFrom(gift_cards=(code,)))
    refund(Wire(people.ada), adas, "100")
    books_are_right()
    if spoilt == "refunded_minor":
        Tender.objects.update(refunded_minor=99_99)
    else:
        PartRefund.objects.update(stored_minor=99_99, amount_minor=99_99)
    assert wrong() == [STORED]
