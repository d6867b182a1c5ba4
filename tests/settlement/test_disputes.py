"""Disputes in the books: nothing moves until the bank has decided, and each bears its share of a loss."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.ledger.account_refs import disputed as disputed_account
from fashionistar.ledger.account_refs import gateway_fees
from fashionistar.ledger.chart import AccountCode
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.ledger.selectors import balance
from fashionistar.orders.models import VendorOrder
from fashionistar.payments.models import Dispute, Payment, Refund
from fashionistar.settlement.models import DisputeBooking, Settlement
from fashionistar.settlement.selectors import due_releases
from fashionistar.settlement.services.dispute_book_lose import dispute_book_lose
from fashionistar.settlement.services.dispute_book_open import dispute_book_open
from fashionistar.settlement.services.dispute_book_win import dispute_book_win
from tests.orders.paid import deliver, ship
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
    has,
    in_escrow,
    ours,
    owed,
    payable,
    refund,
    sold,
)
from tests.settlement.test_escrow import delivered
from tests.settlement.test_vendor_order_refund import paid_out
from tests.wire.client import Wire

CLEOS = 20_000_00
ALL = AMOUNT + CLEOS


def at_stake(payment: Payment) -> int:
    return has(disputed_account(payment.pk, "NGN"))


def test_nothing_is_earned_of_a_disputed_payment_until_it_is_won(people: People, relay: Relay) -> None:
    adas, cleos = sold(people, relay, shops=2)
    payment = adas.order.payment
    ship(Wire(people.cleo), cleos)
    disputed(payment, "AWAITING_EVIDENCE", ALL)
    relay()
    assert (at_stake(payment), at_gateway()) == (ALL, -FEE)
    delivered(people, adas, relay)
    assert due_releases(now=timezone.now() + timedelta(days=15)) == []
    assert (payable(adas), in_escrow(adas), in_escrow(cleos)) == (0, AMOUNT, CLEOS)
    books_are_right()
    disputed(payment, "WON", ALL)
    relay()
    assert (payable(adas), in_escrow(cleos), at_stake(payment), at_gateway()) == (HERS, CLEOS, 0, ALL - FEE)
    assert due_releases(now=timezone.now() + timedelta(days=15)) == [cleos.pk]
    books_are_right()


def test_a_lost_dispute_takes_what_is_held_and_what_was_earned_and_gives_up_commission(
    people: People, relay: Relay
) -> None:
    adas, cleos = sold(people, relay, shops=2)
    delivered(people, adas, relay)
    paid_out(adas, HERS - 1_000_00)
    for status in ("AWAITING_EVIDENCE", "LOST"):
        disputed(adas.order.payment, status, ALL)
        relay()
    assert (in_escrow(cleos), payable(adas), owed(adas)) == (0, 0, HERS - 1_000_00)
    assert (ours(AccountCode.COMMISSION), ours(AccountCode.COMMISSION_TAX)) == (0, 0)
    assert (ours(AccountCode.CHARGEBACK_LOSS), at_stake(adas.order.payment)) == (0, 0)
    assert set(Settlement.objects.values_list("state", flat=True)) == {"REFUNDED"}
    books_are_right()


def test_a_part_of_a_payment_is_lost_by_each_in_proportion(people: People, relay: Relay) -> None:
    adas, cleos = sold(people, relay, shops=2)
    disputed(adas.order.payment, "LOST", 13_000_01)
    relay()
    assert (in_escrow(adas), in_escrow(cleos)) == (AMOUNT - 9_000_01, CLEOS - 4_000_00)
    delivered(people, adas, relay)
    left = AMOUNT - 9_000_01
    assert payable(adas) == left - left // 10 - left // 10 * 750 // 10_000
    books_are_right()


def test_what_has_gone_back_already_is_our_loss(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    refund(Wire(people.ada), adas, "40000")
    answered(Refund.objects.get())
    relay()
    disputed(adas.order.payment, "LOST", AMOUNT)
    relay()
    assert (in_escrow(adas), ours(AccountCode.CHARGEBACK_LOSS)) == (0, 40_000_00)
    books_are_right()


def test_a_dispute_that_is_opened_again_is_another_round_and_what_was_lost_may_come_back(
    people: People, relay: Relay
) -> None:
    (adas,) = sold(people, relay)

    def told(*words: str) -> tuple[str, int]:
        for status in words:
            disputed(adas.order.payment, status, AMOUNT)
            relay()
            books_are_right()
        return DisputeBooking.objects.values_list("state", "rounds").get()

    assert told("AWAITING_EVIDENCE", "WON", "UNDER_REVIEW", "WON", "LOST", "UNDER_REVIEW") == ("LOST", 3)
    assert (in_escrow(adas), at_gateway(), ours(AccountCode.CHARGEBACK_LOSS)) == (0, -FEE, 0)
    assert told("WON") == ("WON", 4)
    assert (in_escrow(adas), at_gateway(), ours(AccountCode.CHARGEBACK_LOSS)) == (0, AMOUNT - FEE, -AMOUNT)
    assert told("LOST") == ("LOST", 5)
    assert (in_escrow(adas), at_gateway(), ours(AccountCode.CHARGEBACK_LOSS)) == (0, -FEE, 0)


def test_what_the_gateway_charges_for_a_dispute_is_booked_as_it_says_it(people: People, relay: Relay) -> None:
    (adas,) = sold(people, relay)
    for status, fee, charged in (
        ("UNDER_REVIEW", 300, 300),
        ("LOST", 500, 500),
        ("WON", None, 500),
        ("LOST", 400, 400),
    ):
        disputed(adas.order.payment, status, AMOUNT, fee=fee)
        relay()
        assert balance(gateway_fees("paystack", "NGN")).posted == FEE + charged
        books_are_right()


@pytest.mark.parametrize("end", [dispute_book_win, dispute_book_lose])
def test_the_use_cases_happen_once_and_the_fee_is_ours(people: People, relay: Relay, end: object) -> None:
    (adas,) = sold(people, relay)
    dispute = disputed(adas.order.payment, "AWAITING_EVIDENCE", AMOUNT)
    now = timezone.now()
    for _ in "ab":
        dispute_book_open(
            payment_id=dispute.payment_id,
            dispute_id=dispute.pk,
            gateway="paystack",
            amount_minor=AMOUNT,
            fee_minor=500_00,
            now=now,
        )
    assert at_gateway() == -FEE - 500_00
    for _ in "ab":
        end(dispute_id=dispute.pk, now=now)  # type: ignore[operator]
    Dispute.objects.update(status="WON")
    relay()
    assert LedgerTransfer.objects.filter(kind__startswith="DISPUTE").count() == 2
    assert VendorOrder.objects.get().status == "PAID"
    books_are_right()


def test_a_refused_refund_of_a_disputed_part_waits_with_the_rest(people: People, relay: Relay) -> None:
    """What comes back into escrow is not earned while the bank has not decided."""
    (adas,) = sold(people, relay)
    refund(Wire(people.ada), adas, "10000")
    ship(Wire(people.ada), adas)
    deliver(Wire(people.ada), adas)
    relay()
    disputed(adas.order.payment, "UNDER_REVIEW", AMOUNT)
    relay()
    answered(Refund.objects.get(), refuses=True)
    relay()
    assert in_escrow(adas) == 10_000_00
    disputed(adas.order.payment, "WON", AMOUNT)
    relay()
    assert (in_escrow(adas), payable(adas)) == (0, HERS)
    assert (ours(AccountCode.COMMISSION), ours(AccountCode.COMMISSION_TAX)) == (COMMISSION, TAX)
    books_are_right()
