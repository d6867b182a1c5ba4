"""Charges: each way in which a gateway and the books can differ, and what only looks so."""

import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import transaction
from django.utils import timezone

from fashionistar.kernel.actor import SYSTEM
from fashionistar.ledger.postings import capture
from fashionistar.ledger.services.transfer_post import transfer_post
from fashionistar.ledger.transfer_kinds import TransferKind
from fashionistar.payments.models import Payment, PaymentAttempt, PaymentStatus, Refund
from fashionistar.payments.services.payment_create import attempt_create
from fashionistar.reconciliation.models import ReconciliationDifference
from tests.checkout.shopping import order_of, settled
from tests.emulator import eventually
from tests.factories.catalogue import garment
from tests.ledger.booking import without_guards
from tests.reconciliation.market import AMOUNT, FEES, Market, found, money, totals

pytestmark = pytest.mark.django_db
FEE = FEES["paystack"]


@pytest.fixture
def market(paystack_market: Market) -> Market:
    return paystack_market


@pytest.fixture
def reference(market: Market) -> str:
    """Of a payment that both sides have."""
    return market.sold().order.payment.reference


@pytest.mark.parametrize(
    ("told", "kind", "figures"),
    [
        ({"amount": AMOUNT + 1}, "AMOUNT", (AMOUNT + 1, AMOUNT)),
        ({"amount": str(AMOUNT - 1)}, "AMOUNT", (AMOUNT - 1, AMOUNT)),
        ({"fees": FEE + 1}, "FEE", (FEE + 1, FEE)),
        ({"fees": "0"}, "FEE", (0, FEE)),
        ({"currency": "GHS"}, "CURRENCY", (AMOUNT, AMOUNT)),
    ],
)
def test_one_kobo_is_enough(
    market: Market, reference: str, told: dict[str, object], kind: str, figures: tuple[int, int]
) -> None:
    before = money()
    market.rig.settings(overrides=told)

    run = market.reconcile()

    assert found() == [("CHARGE", kind, reference, *figures, "SUCCESS", "SUCCEEDED", "OPEN")]
    assert (run.found, money()) == (1, before)
    market.rig.settings(overrides={})
    assert (market.reconcile(again=True).gone, [row[-1] for row in found()]) == (1, ["GONE"])


@pytest.mark.parametrize("told", [{"fees": None}, {"fees": str(FEE), "amount": str(AMOUNT)}, {"created_at": None}])
def test_what_a_gateway_does_not_say_or_says_as_text_is_no_difference(
    market: Market, reference: str, told: dict[str, object]
) -> None:
    market.rig.settings(overrides=told)
    assert (market.reconcile().found, found()) == (0, [])


def test_a_word_for_a_status_that_nobody_knows_is_looked_at(market: Market, reference: str) -> None:
    market.rig.settings(overrides={"status": "settled"})
    market.reconcile()
    assert found() == [("CHARGE", "STATUS", reference, AMOUNT, AMOUNT, "UNKNOWN", "SUCCEEDED", "OPEN")]


def test_a_gateway_that_takes_its_word_back_is_found(market: Market, reference: str) -> None:
    market.rig.settings(overrides={"status": "failed"})
    market.reconcile()
    assert found() == [("CHARGE", "STATUS", reference, AMOUNT, AMOUNT, "FAILED", "SUCCEEDED", "OPEN")]


def test_figures_that_change_are_another_difference(market: Market, reference: str) -> None:
    for amount in (AMOUNT + 1, AMOUNT + 2, AMOUNT + 1):
        market.rig.settings(overrides={"amount": amount})
        market.reconcile(again=True)

    assert [(row[3], row[-1]) for row in found()] == [(AMOUNT + 1, "GONE"), (AMOUNT + 2, "GONE"), (AMOUNT + 1, "OPEN")]


def test_another_amount_than_was_asked_for_is_in_the_books_as_it_was_paid(market: Market) -> None:
    payment = market.ordered()
    market.pay(payment)
    market.rig.settings(overrides={"amount": AMOUNT - 1})
    market.hear(payment)
    market.reconcile()
    assert (Refund.objects.get().amount_minor, found()) == (AMOUNT - 1, [])


def test_what_was_paid_in_another_currency_is_in_no_book_and_differs(market: Market) -> None:
    payment = market.ordered()
    market.pay(payment)
    market.rig.settings(overrides={"currency": "USD"})
    market.hear(payment)
    market.reconcile()
    assert Refund.objects.count() == 0
    assert found() == [
        ("CHARGE", "CURRENCY", payment.reference, AMOUNT, AMOUNT, "SUCCESS", "MISMATCHED", "OPEN"),
    ]


def test_a_payment_that_the_gateway_knows_nothing_of_is_missing_there(market: Market) -> None:
    order = order_of(market.people.dami, (garment(market.people.atelier), 1))
    settled(order)
    market.relay()

    run = market.reconcile()

    reference = order.payment.reference
    assert found() == [("CHARGE", "MISSING_AT_GATEWAY", reference, None, AMOUNT, "", "SUCCEEDED", "OPEN")]
    assert totals(run)["CHARGE"] == (0, 0, 0, 1, AMOUNT, FEE)
    # It is asked about again when the day is long past every list.
    later = market.reconcile(after=timedelta(days=31), day=timezone.now().date() + timedelta(days=30))
    assert (later.found, later.examined, [row[-1] for row in found()]) == (1, 0, ["OPEN"])


def test_a_payment_that_never_came_to_the_books_is_missing_there(market: Market) -> None:
    payment = market.ordered()
    market.pay(payment)
    # The relay is down.
    market.relay = lambda: 0
    market.hear(payment)
    market.reconcile()
    assert found() == [("CHARGE", "MISSING_IN_BOOKS", payment.reference, AMOUNT, None, "SUCCESS", "SUCCEEDED", "OPEN")]


def test_a_capture_booked_by_hand_is_missing_at_the_gateway(market: Market) -> None:
    with transaction.atomic():
        part = market.people.atelier.pk
        transfer_post(
            reference="capture:by hand",
            kind=TransferKind.CAPTURE,
            entries=capture(gateway="paystack", currency="NGN", parts={part: 500}, fee=20),
            event_at=timezone.now(),
            actor=SYSTEM,
        )
    for _ in range(2):
        market.reconcile(again=True)
    later = market.reconcile(after=timedelta(days=9), day=timezone.now().date() + timedelta(days=8))
    assert found() == [("CHARGE", "MISSING_AT_GATEWAY", "capture:by hand", None, 500, "", "", "OPEN")]
    assert (later.found, later.gone) == (1, 0)


def test_a_page_that_was_opened_long_ago_and_paid_today_is_asked_for_by_name(
    market: Market, reference: str, tmp_path: Path
) -> None:
    with sqlite3.connect(tmp_path / "paystack.sqlite3") as state:
        state.execute("UPDATE transactions SET created_at = '2026-01-01T00:00:00.000Z'")

    run = market.reconcile()

    assert (run.found, run.examined, totals(run)) == (0, 1, {"CHARGE": (1, AMOUNT, FEE) * 2})


def test_a_payment_made_twice_is_in_the_books_twice_with_both_fees(market: Market) -> None:
    payment = market.ordered()
    second = attempt_create(payment, reference="second-page", gateway_name="paystack", now=timezone.now())
    market.rig.paid(second.reference, amount_minor=AMOUNT, currency="NGN")
    for reference in (payment.reference, second.reference):
        if reference == payment.reference:
            market.pay(payment)
        market.hear(PaymentAttempt(reference=reference))  # type: ignore[arg-type]  # both have a reference
    assert Payment.objects.get().status == PaymentStatus.SUCCEEDED

    run = market.reconcile()

    assert found() == []
    assert totals(run)["CHARGE"] == (2, 2 * AMOUNT, 2 * FEE, 2, 2 * AMOUNT, 2 * FEE)


def test_a_declined_card_before_one_that_was_taken_is_no_difference(open_at: Callable[[str], Market]) -> None:
    market = open_at("flutterwave")
    payment = market.ordered()
    opened = market.rig.begin(payment.reference, amount_minor=AMOUNT)
    market.rig.pay(opened, approved=False)
    market.pay(payment)
    market.hear(payment)
    assert (market.reconcile().examined, found()) == (1, [])


def test_a_second_charge_under_one_reference_is_named_by_the_gateway(
    open_at: Callable[[str], Market], tmp_path: Path
) -> None:
    market = open_at("flutterwave")
    payment = market.ordered()
    market.pay(payment)
    market.hear(payment)
    second = "288299999"
    with sqlite3.connect(tmp_path / "flutterwave.sqlite3") as state:
        state.execute(
            "INSERT INTO documents (kind, name, content) SELECT kind, ?1, json_set(content, '$.id', ?1)"
            " FROM documents WHERE kind = 'transaction'",
            (second,),
        )

    run = market.reconcile()

    assert found() == [("CHARGE", "MISSING_IN_BOOKS", second, AMOUNT, None, "SUCCESS", "", "OPEN")]
    assert ReconciliationDifference.objects.get().payment_reference == payment.reference
    assert totals(run)["CHARGE"] == (2, 2 * AMOUNT, 2 * 630_00, 1, AMOUNT, 630_00)
    # No list shows it any more, and nobody can ask for it alone: it stays open.
    market.reconcile(after=timedelta(days=31), day=timezone.now().date() + timedelta(days=30))
    assert [row[-1] for row in found()] == ["OPEN"]


def test_what_happened_within_the_hour_waits_for_the_next_night(market: Market) -> None:
    payment = market.ordered()
    market.pay(payment)
    assert (market.reconcile(after=timedelta(minutes=5)).found, found()) == (0, [])
    eventually(lambda: market.reconcile(after=timedelta(hours=2)).found == 1)
    assert [row[1] for row in found()] == ["STATUS"]


def test_books_that_were_spoilt_are_seen_from_outside(market: Market, reference: str) -> None:
    without_guards(
        "UPDATE ledger_ledgerentry SET amount_minor = amount_minor - 1 FROM ledger_ledgeraccount account"
        " WHERE account.id = account_id AND account.code = 'GATEWAY_CLEARING'"
    )
    market.reconcile()
    assert found() == [("CHARGE", "AMOUNT", reference, AMOUNT, AMOUNT - 1, "SUCCESS", "SUCCEEDED", "OPEN")]
