"""A payout at the real gateway's emulator: what is sent, once, and what the ledger has afterwards."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.kernel import outbox
from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.models import OutboxEvent
from fashionistar.ledger.account_refs import gateway_clearing, gateway_fees
from fashionistar.ledger.selectors import balance
from fashionistar.notifications.models import Notification
from fashionistar.payments.events import TransferReported
from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import payout_gateway_named
from fashionistar.payouts.models import Payout, PayoutAccount
from fashionistar.payouts.tasks import report_hanging_payouts, sweep_payouts
from tests.checkout.shopping import faults
from tests.emulator import PaystackEmulator
from tests.payouts.paying_out import (
    HOLD,
    RELEASE,
    assert_books_are_right,
    balance_of,
    done,
    earn,
    figures,
    known_account_of,
    requested,
    reserved,
    sent,
)
from tests.people import People
from tests.wire.client import Wire, gid

LATER = timedelta(minutes=4)


@pytest.fixture
def payout(people: People, paystack: PaystackEmulator) -> Payout:
    """5 000 naira that are to be sent; the gateway has plenty."""
    paystack.balance("NGN", 1_000_000_00)
    earn(people.atelier, 8_000_00)
    known_account_of(people.atelier)
    return reserved(people.atelier, 5_000_00)


def at_gateway(payout: Payout) -> list[tuple[str, int]]:
    """Every transfer that the gateway has under the payout's reference."""
    since = timezone.now() - timedelta(days=1)
    listed = payout_gateway_named("paystack").transfers(since=since, until=since + timedelta(days=2))
    return [(row.status, row.amount_minor) for row in listed if row.reference == payout.reference]


def test_a_payout_is_sent_arrives_and_costs_us_the_fee(
    people: People, payout: Payout, paystack: PaystackEmulator
) -> None:
    paystack.settings(transfers="pending")
    taken = sent(payout)
    assert (taken.status, taken.attempts, taken.arrived_at) == ("SENT", 1, None)
    assert figures(people.atelier) == {"payable": 3_000_00, "reserved": 0, "transit": 5_000_00}
    seen = balance_of(people.ada, people.atelier)
    assert seen
    assert (seen["available"], seen["inTransit"]) == ("3000.00", "5000.00")
    paystack.end_transfer(payout.reference, "success")
    arrived = sent(payout, after=LATER)
    assert (arrived.status, arrived.attempts, arrived.fee_minor) == ("SUCCEEDED", 1, 10_00)
    assert figures(people.atelier) == {"payable": 3_000_00, "reserved": 0, "transit": 0}
    assert balance(gateway_clearing("paystack", "NGN")).posted == 8_000_00 - 5_000_00 - 10_00
    assert balance(gateway_fees("paystack", "NGN")).posted == 10_00
    assert at_gateway(payout) == [("SUCCESS", 5_000_00)]
    told = OutboxEvent.objects.filter(aggregate=f"payout:{payout.pk}").order_by("id").values_list("type", flat=True)
    assert list(told) == ["PayoutRequested", "PayoutSent", "PayoutSucceeded"]
    assert_books_are_right()


def test_an_answer_that_was_lost_is_asked_for_and_nothing_is_sent_again(
    payout: Payout, paystack: PaystackEmulator
) -> None:
    paystack.settings(transfers="pending", lose_next=1)
    with pytest.raises(GatewayError):
        sent(payout)
    payout.refresh_from_db()
    assert (payout.status, payout.attempts) == ("SENDING", 1)
    assert sent(payout).status == "SENDING"  # not due: whoever lost the answer may still be waiting for it
    assert sent(payout, after=LATER).status == "SENT"
    assert at_gateway(payout) == [("PENDING", 5_000_00)]
    assert_books_are_right()


def test_a_gateway_that_did_not_hear_is_told_again_under_the_same_reference(
    payout: Payout, paystack: PaystackEmulator
) -> None:
    paystack.settings(fail_next=1)
    with pytest.raises(GatewayError):
        sent(payout)
    assert at_gateway(payout) == []
    again = sent(payout, after=LATER)
    assert (again.status, again.attempts, again.reference) == ("SENT", 2, payout.reference)
    assert [amount for _, amount in at_gateway(payout)] == [5_000_00]
    assert_books_are_right()


def test_a_gateway_too_slow_to_answer_in_time_pays_once(
    payout: Payout, paystack: PaystackEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    paystack.settings(transfers="pending", latency_ms=400)
    with monkeypatch.context() as hasty:
        hasty.setattr(payout_gateway_named("paystack")._http._client, "timeout", 0.15)  # type: ignore[attr-defined]
        with pytest.raises(GatewayError):
            sent(payout)
    paystack.settings(latency_ms=0)
    assert sent(payout, after=LATER).status == "SENT"
    assert at_gateway(payout) == [("PENDING", 5_000_00)]


def test_what_the_gateway_refuses_is_the_shops_again(
    people: People, payout: Payout, paystack: PaystackEmulator
) -> None:
    paystack.balance("NGN", 100)
    refused = sent(payout)
    assert (refused.status, refused.due_at, refused.sent_at) == ("FAILED", None, None)
    assert "balance" in refused.message
    assert figures(people.atelier) == {"payable": 8_000_00, "reserved": 0, "transit": 0}
    assert Notification.objects.filter(kind="payout-not-arrived", address="ada@example.com").count() == 1
    assert done(requested(people.ada, people.atelier))["payout"]["amount"]["amount"] == "8000.00"
    assert_books_are_right()


def test_what_fails_at_the_bank_and_what_comes_back_later_is_the_shops_again(
    people: People, payout: Payout, paystack: PaystackEmulator
) -> None:
    paystack.settings(transfers="pending")
    sent(payout)
    paystack.end_transfer(payout.reference, "failed")
    assert sent(payout, after=LATER).status == "FAILED"
    assert figures(people.atelier) == {"payable": 8_000_00, "reserved": 0, "transit": 0}
    second = reserved(people.atelier)
    sent(second)
    paystack.end_transfer(second.reference, "success")
    assert sent(second, after=LATER).status == "SUCCEEDED"
    paystack.end_transfer(second.reference, "reversed")
    assert sent(second, after=LATER).status == "SUCCEEDED"  # not due: looked at again after a day
    back = sent(second, after=timedelta(days=1, minutes=5))
    assert (back.status, back.due_at) == ("REVERSED", None)
    assert figures(people.atelier) == {"payable": 8_000_00, "reserved": 0, "transit": 0}
    # What comes back had ripened already.
    seen = balance_of(people.ada, people.atelier)
    assert seen
    assert seen["available"] == "8000.00"
    assert_books_are_right()


def test_a_webhook_of_a_transfer_makes_us_ask_at_once(
    people: People, payout: Payout, paystack: PaystackEmulator, relay: Callable[[], int]
) -> None:
    paystack.settings(transfers="pending")
    sent(payout)
    paystack.end_transfer(payout.reference, "success")
    with transaction.atomic():
        outbox.record(TransferReported(reference=payout.reference, gateway="flutterwave"), actor=SYSTEM)
    relay()
    sweep_payouts()
    payout.refresh_from_db()
    assert payout.status == "SENT"
    with transaction.atomic():
        outbox.record(TransferReported(reference=payout.reference, gateway="paystack"), actor=SYSTEM)
    relay()
    sweep_payouts()
    payout.refresh_from_db()
    assert payout.status == "SUCCEEDED"


def test_a_payout_whose_account_was_changed_is_not_sent(
    people: People, payout: Payout, paystack: PaystackEmulator
) -> None:
    PayoutAccount.objects.update(status="REPLACED")
    dropped = sent(payout)
    assert (dropped.status, dropped.attempts) == ("CANCELLED", 0)
    assert figures(people.atelier) == {"payable": 8_000_00, "reserved": 0, "transit": 0}
    assert at_gateway(payout) == []
    assert_books_are_right()


def test_what_staff_hold_is_neither_requested_nor_sent_until_released(
    people: People, payout: Payout, paystack: PaystackEmulator
) -> None:
    funke = User.objects.create_user(
        email="funke@example.com", password="x", is_staff=True, staff_permissions=["PAYOUTS_MANAGE"]
    )
    staff, shop = Wire(funke), gid(people.atelier)
    assert faults(staff(HOLD, input={"vendorId": shop, "reason": " "})) == [("REQUIRED", ["reason"])]
    done(staff(HOLD, input={"vendorId": shop, "reason": "Many complaints"}))
    assert faults(staff(HOLD, input={"vendorId": shop, "reason": "Again"})) == [("STATUS_CONFLICT", ["vendorId"])]
    assert sent(payout).status == "REQUESTED"
    assert sent(payout, after=LATER).status == "REQUESTED"
    assert at_gateway(payout) == []
    assert faults(requested(people.ada, people.atelier)) == [("PAYOUTS_HELD", ["vendorId"])]
    done(staff(RELEASE, input={"vendorId": shop, "reason": "All is well"}))
    assert faults(staff(RELEASE, input={"vendorId": shop, "reason": "Again"})) == [("STATUS_CONFLICT", ["vendorId"])]
    assert sent(payout).status == "SENT"


def test_a_hold_also_stops_what_the_gateway_has_not_heard_of(
    people: People, payout: Payout, paystack: PaystackEmulator
) -> None:
    paystack.settings(fail_next=1)
    with pytest.raises(GatewayError):
        sent(payout)
    people.atelier.payout_holds.create(reason="Fraud", placed_by="system")
    assert sent(payout, after=LATER).status == "SENDING"
    assert at_gateway(payout) == []
    assert figures(people.atelier)["reserved"] == 5_000_00


def test_operators_hear_of_a_payout_that_hangs(
    payout: Payout, paystack: PaystackEmulator, caplog: pytest.LogCaptureFixture
) -> None:
    report_hanging_payouts()
    assert "payout hangs" not in caplog.text
    paystack.settings(transfers="pending")
    sent(payout)
    Payout.objects.update(sent_at=timezone.now() - timedelta(days=1, minutes=1))
    report_hanging_payouts()
    assert "payout hangs" in caplog.text
    assert payout.reference in caplog.text
