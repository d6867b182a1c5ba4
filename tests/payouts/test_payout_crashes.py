"""Processes are really killed between all steps of a payout; the next ones finish, and the gateway has it once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from fashionistar.kernel.models import OutboxEvent
from fashionistar.ledger.account_refs import gateway_clearing, gateway_fees
from fashionistar.ledger.selectors import balance
from fashionistar.payments.gateways import payout_gateway_named
from fashionistar.payouts.models import Payout
from tests.emulator import PaystackEmulator
from tests.killing import KILLED, LIVED, run_in_turn
from tests.payouts.paying_out import assert_books_are_right, earn, figures, known_account_of
from tests.people import People

_RECORDED = "fashionistar.payouts.outcomes:outbox.record"
SENT = "fashionistar.payments.gateways.paystack:Paystack.transfer_send"
ANSWERED = "fashionistar.payouts.services.payout_send:settle"


@pytest.mark.django_db(transaction=True)
def test_a_payout_that_dies_between_any_two_steps_is_sent_arrives_and_comes_back_once(
    people: People, paystack: PaystackEmulator
) -> None:
    paystack.balance("NGN", 1_000_000_00)
    paystack.settings(transfers="pending")
    earn(people.atelier, 5_000_00)
    known_account_of(people.atelier)
    had = balance(gateway_clearing("paystack", "NGN")).posted
    told = run_in_turn(
        ("ask for money", "fashionistar.payouts.services.payout_request:idempotency.settle"),
        ("ask for money", "-"),
        ("send payout", SENT),
        ("send payout", ANSWERED),
        ("send payout", _RECORDED),
        ("send payout", "-"),
        ("bank: success", "-"),
        ("send payout", _RECORDED),
        ("send payout", "-"),
        ("bank: reversed", "-"),
        ("send payout", _RECORDED),
        ("send payout", "-"),
    )
    assert told == [
        *[("2", "ask for money", ended) for ended in (KILLED, LIVED)],
        ("REQUESTED 3", "send payout", KILLED),
        *[("SENDING 3", "send payout", ended) for ended in (KILLED, KILLED, LIVED)],
        ("SENT 4", "bank: success", LIVED),
        *[("SENT 4", "send payout", ended) for ended in (KILLED, LIVED)],
        ("SUCCEEDED 5", "bank: reversed", LIVED),
        *[("SUCCEEDED 5", "send payout", ended) for ended in (KILLED, LIVED)],
    ]
    payout = Payout.objects.get()
    assert (payout.status, transfers_of(payout)) == ("REVERSED", [5_000_00])
    assert figures(people.atelier) == {"payable": 5_000_00, "reserved": 0, "transit": 0}
    assert balance(gateway_clearing("paystack", "NGN")).posted == had - payout.fee_minor
    assert balance(gateway_fees("paystack", "NGN")).posted == payout.fee_minor == 10_00
    kinds = OutboxEvent.objects.filter(aggregate=f"payout:{payout.pk}").order_by("pk").values_list("type", flat=True)
    assert list(kinds) == ["PayoutRequested", "PayoutSent", "PayoutSucceeded", "PayoutReversed"]
    assert_books_are_right()


def transfers_of(payout: Payout) -> list[int]:
    """The amounts of all transfers that the gateway has under the payout's reference."""
    since = timezone.now() - timedelta(days=1)
    listed = payout_gateway_named("paystack").transfers(since=since, until=since + timedelta(days=2))
    return [row.amount_minor for row in listed if row.reference == payout.reference]
