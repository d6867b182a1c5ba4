"""What can be paid out, to whom that is shown, and what a request does to it."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, User
from fashionistar.kernel.models import OutboxEvent
from fashionistar.ledger import postings
from fashionistar.payouts.availability import figures_of
from fashionistar.payouts.models import Payout, PayoutSchedule
from fashionistar.vendors.models import Vendor
from tests.accounts.second_factors import app_of, inside, proved
from tests.checkout.shopping import everything, faults
from tests.payouts.paying_out import (
    CANCEL,
    REQUEST,
    account_of,
    assert_books_are_right,
    balance_of,
    done,
    earn,
    figures,
    owe,
    post,
    requested,
)
from tests.people import People
from tests.settlement.selling import HERS, Relay, disputed, sold
from tests.settlement.test_escrow import delivered
from tests.wire.client import Wire, gid, key


def test_a_shop_sees_what_is_in_escrow_pending_available_owed_and_in_transit(people: People, relay: Relay) -> None:
    assert len(sold(people, relay)) == 1
    earn(people.atelier, 20_000_00)
    earn(people.atelier, 7_000_00, ago=timedelta(hours=47))
    owe(people.atelier, 1_500_00)
    account_of(people.atelier)
    done(requested(people.ada, people.atelier, "3000.50"))
    assert balance_of(people.ada, people.atelier) == {
        "inEscrow": "45000.00",
        "pending": "7000.00",
        "available": "15499.50",
        "owed": "0.00",
        "inTransit": "3000.50",
    }
    assert_books_are_right()


def test_what_is_owed_is_taken_first_and_shown_until_then(people: People) -> None:
    earn(people.atelier, 4_000_00)
    owe(people.atelier, 2_500_00)
    account_of(people.atelier)
    seen = balance_of(people.ada, people.atelier)
    assert seen
    assert (seen["available"], seen["owed"], seen["pending"]) == ("1500.00", "2500.00", "0.00")
    assert done(requested(people.ada, people.atelier))["payout"]["amount"]["amount"] == "1500.00"
    seen = balance_of(people.ada, people.atelier)
    assert seen
    assert (seen["available"], seen["owed"], seen["inTransit"]) == ("0.00", "0.00", "1500.00")
    assert figures(people.atelier) == {"payable": 1_500_00, "reserved": 1_500_00, "transit": 0}


def test_a_shop_that_owes_more_than_it_earned_has_nothing_available(people: People) -> None:
    earn(people.atelier, 2_000_00)
    owe(people.atelier, 2_500_00)
    account_of(people.atelier)
    before = everything()
    assert faults(requested(people.ada, people.atelier)) == [("INSUFFICIENT_FUNDS", ["amount"])]
    assert everything() == before


def test_a_balance_is_read_in_one_statement_and_is_null_for_others(people: People) -> None:
    earn(people.atelier, 1_000_00)
    wire = Wire(people.ada)
    query = """query($slug: String!) { vendor(slug: $slug) { name balance(currency: NGN) { available { amount } }
      payoutSchedule(currency: NGN) { interval holdDays minimum { amount } }
      payoutAccounts { last4 } payouts { totalCount nodes { status amount { amount } } } } }"""
    account_of(people.atelier)
    hers = wire(query, slug="adas-atelier")
    assert hers.data["vendor"]["balance"] == {"available": {"amount": "1000.00"}}
    assert hers.data["vendor"]["payoutAccounts"] == [{"last4": "6789"}]
    assert hers.data["vendor"]["payoutSchedule"] == {
        "interval": "MANUAL",
        "holdDays": 2,
        "minimum": {"amount": "1000.00"},
    }
    assert wire(query, slug="adas-atelier").statements == 2  # who asks, and this
    for other in (people.bisi, people.cleo, people.dami, None):
        theirs = Wire(other)(query, slug="adas-atelier").data["vendor"]
        assert (theirs["balance"], theirs["payoutSchedule"], theirs["payoutAccounts"]) == (None, None, [])
        assert theirs["payouts"]["totalCount"] == 0


def test_staff_of_the_platform_see_it_once_they_have_proved_two_factors(people: People) -> None:
    earn(people.atelier, 1_000_00)
    funke = User.objects.create_user(
        email="funke@example.com", password="x", is_staff=True, staff_permissions=["PAYOUTS_MANAGE"]
    )
    assert balance_of(funke, people.atelier)
    app_of(funke)
    assert (
        inside(proved(funke, mfa=False))(
            '{ vendor(slug: "adas-atelier") { balance(currency: NGN) { owed { amount } } } }'
        ).data["vendor"]["balance"]
        is None
    )


@pytest.mark.parametrize(
    ("age", "hold_days", "available"),
    [
        (timedelta(days=2, seconds=5), None, 50),
        (timedelta(days=2, seconds=-5), None, 0),
        (timedelta(days=7, seconds=5), 7, 50),
        (timedelta(days=7, seconds=-5), 7, 0),
        (timedelta(days=2, seconds=-5), 1, 0),  # the platform's own hold counts where it is longer
    ],
)
def test_earnings_ripen_at_the_end_of_their_hold(
    people: People, *, age: timedelta, hold_days: int | None, available: int
) -> None:
    if hold_days:
        PayoutSchedule.objects.create(
            vendor=people.atelier, currency="NGN", interval="MANUAL", minimum_minor=1, hold_days=hold_days
        )
    earn(people.atelier, 50, ago=age)
    found = figures_of(people.atelier.pk, "NGN", now=timezone.now())
    assert (found.available, found.pending) == (available, 50 - available)


def test_what_is_given_back_comes_off_the_oldest_earnings(people: People) -> None:
    earn(people.atelier, 100)
    earn(people.atelier, 60, ago=timedelta())
    lines = postings.refund_after_release(
        payment_id=uuid4(), vendor_id=people.atelier.pk, currency="NGN", minor=70, available=160
    )
    post("REFUND_AFTER_RELEASE", lines)
    found = figures_of(people.atelier.pk, "NGN", now=timezone.now())
    assert (found.available, found.pending) == (30, 60)
    assert figures_of(people.atelier.pk, "NGN", now=timezone.now() + timedelta(days=2, seconds=1)).available == 90


def test_what_is_set_aside_for_a_refund_is_neither_available_nor_in_transit(people: People) -> None:
    earn(people.atelier, 100)
    lines = postings.refund_after_release(
        payment_id=uuid4(), vendor_id=people.atelier.pk, currency="NGN", minor=30, available=100
    )
    post("REFUND_AFTER_RELEASE", lines, pending=True)
    found = figures_of(people.atelier.pk, "NGN", now=timezone.now())
    assert (found.available, found.pending, found.in_transit) == (70, 0, 0)


def test_what_was_earned_of_a_disputed_payment_waits_for_the_bank(people: People, relay: Relay) -> None:
    earn(people.atelier, 5_000_00)
    account_of(people.atelier)
    adas, _ = sold(people, relay, shops=2)
    delivered(people, adas, relay)

    def of(shop: Vendor) -> tuple[int, int]:
        found = figures_of(shop.pk, "NGN", now=timezone.now() + timedelta(days=3))
        return found.available, found.pending

    assert (of(people.atelier), of(people.boutique)) == ((5_000_00 + HERS, 0), (0, 0))
    disputed(adas.order.payment, "UNDER_REVIEW", 65_000_00)
    relay()
    assert (of(people.atelier), of(people.boutique)) == ((5_000_00, HERS), (0, 0))
    assert faults(requested(people.ada, people.atelier, "5000.01")) == [("INSUFFICIENT_FUNDS", ["amount"])]
    disputed(adas.order.payment, "WON", 65_000_00)
    relay()
    assert of(people.atelier) == (5_000_00 + HERS, 0)


@pytest.mark.parametrize(
    ("amount", "fault"),
    [
        ("5000.01", ("INSUFFICIENT_FUNDS", ["amount"])),
        ("999.99", ("INVALID", ["amount"])),
        ("0", ("INVALID", ["amount"])),
        ("-1", ("INVALID", ["amount"])),
        ("1000.001", ("INVALID", ["amount"])),
        ("99999999999999999999", ("INVALID", ["amount"])),
    ],
)
def test_an_amount_that_cannot_be_paid_changes_nothing(
    people: People, amount: str, fault: tuple[str, list[str]]
) -> None:
    earn(people.atelier, 5_000_00)
    account_of(people.atelier)
    before = everything()
    assert faults(requested(people.ada, people.atelier, amount)) == [fault]
    assert everything() == before


def test_without_an_account_nothing_is_paid(people: People) -> None:
    earn(people.atelier, 5_000_00)
    assert faults(requested(people.ada, people.atelier)) == [("PAYOUT_ACCOUNT_REQUIRED", None)]
    assert Payout.objects.count() == 0


def test_a_retry_is_the_same_payout_and_another_is_refused_while_it_is_under_way(people: People) -> None:
    earn(people.atelier, 5_000_00)
    account_of(people.atelier)
    wire, once = Wire(people.ada), key()
    given = {"vendorId": gid(people.atelier), "currency": "NGN", "amount": "2000"}
    first, again = (done(wire(REQUEST, input=given, key=once))["payout"]["id"] for _ in "ab")
    assert first == again
    assert faults(requested(people.ada, people.atelier, "1000")) == [("PAYOUT_UNDER_WAY", None)]
    assert Payout.objects.count() == 1
    assert figures(people.atelier) == {"payable": 5_000_00, "reserved": 2_000_00, "transit": 0}
    assert AuditEntry.objects.filter(action="PAYOUT_REQUESTED", user=people.ada).count() == 1
    assert OutboxEvent.objects.filter(type="PayoutRequested").count() == 1
    assert_books_are_right()


def test_a_payout_is_cancelled_until_it_is_sent(people: People) -> None:
    earn(people.atelier, 5_000_00)
    account_of(people.atelier)
    wire = Wire(people.ada)
    payout = done(requested(people.ada, people.atelier))["payout"]["id"]
    once = key()
    for _ in "ab":
        assert done(wire(CANCEL, input={"id": payout}, key=once))["payout"]["status"] == "CANCELLED"
    assert figures(people.atelier) == {"payable": 5_000_00, "reserved": 0, "transit": 0}
    other = done(requested(people.ada, people.atelier))["payout"]["id"]
    Payout.objects.filter(status="REQUESTED").update(status="SENDING", attempts=1)
    stranger, before = Wire(people.cleo), everything()
    assert faults(wire(CANCEL, input={"id": other}, key=key())) == [("STATUS_CONFLICT", ["id"])]
    assert faults(stranger(CANCEL, input={"id": other}, key=key())) == [("NOT_FOUND", ["id"])]
    assert everything() == before
    assert_books_are_right()
