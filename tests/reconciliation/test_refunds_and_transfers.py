"""Refunds and transfers: by hand, lost on the way, told otherwise, sent back."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from fashionistar.payments.gateway_words import TransferReceipt, TransferStatus
from fashionistar.payments.gateways import gateway_named, payout_gateway_named
from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.models import Refund
from fashionistar.payouts.models import Payout
from fashionistar.reconciliation.models import ReconciliationDifference
from fashionistar.reconciliation.services.reconciliation_run import reconciliation_run
from tests.emulator import eventually
from tests.ledger.booking import without_guards
from tests.payouts.paying_out import earn, known_account_of, reserved, sent
from tests.reconciliation.market import AMOUNT, Market, found, money, totals
from tests.settlement.selling import refund
from tests.wire.client import Wire

pytestmark = pytest.mark.django_db
#: What a payout of 5,000.00 naira costs at Paystack.
PAID, FEE = 5_000_00, 10_00


@pytest.fixture
def market(paystack_market: Market) -> Market:
    return paystack_market


@pytest.fixture
def payout(market: Market) -> Payout:
    """A payout of 5,000 naira that has arrived."""
    payout = to_send(market)

    def done() -> bool:
        Payout.objects.update(due_at=timezone.now())
        return sent(payout, after=timedelta(seconds=1)).status == "SUCCEEDED"

    eventually(done)
    return Payout.objects.get()


def to_send(market: Market) -> Payout:
    """A payout that is to be sent, of earnings of long ago."""
    earn(market.people.atelier, PAID)
    known_account_of(market.people.atelier)
    return reserved(market.people.atelier)


def end(market: Market, payout: Payout, status: str) -> None:
    """What a bank does with a transfer."""
    answer = market.rig.client.post(f"/_control/transfers/{payout.reference}", json={"status": status})
    assert answer.status_code == 200, answer.text


def test_a_refund_whose_end_we_have_not_heard_of_is_found_and_heals(market: Market) -> None:
    part = market.sold()
    refund(Wire(market.people.ada), part)
    market.relay()
    row = Refund.objects.get()
    receipt = gateway_named("paystack").refund(
        reference=part.order.payment.reference, amount_minor=AMOUNT, currency="NGN", note=row.note
    )
    # The answer was lost with its worker, and nobody looks after it.
    Refund.objects.update(status="SENDING", attempts=1, due_at=timezone.now())
    before = money()

    market.reconcile()

    assert found() == [("REFUND", "STATUS", receipt.refund_id, AMOUNT, AMOUNT, "PROCESSED", "SENDING", "OPEN")]
    assert (ReconciliationDifference.objects.get().payment_reference, money()) == (part.order.payment.reference, before)
    market.looked_after(row)
    assert (market.reconcile(again=True).gone, [one[-1] for one in found()]) == (1, ["GONE"])


def test_a_copied_note_does_not_make_a_refund_ours(market: Market) -> None:
    ours = market.given_back(market.sold())
    other = market.sold().order.payment.reference
    copied = gateway_named("paystack").refund(reference=other, amount_minor=7_00, currency="NGN", note=ours.note)
    market.reconcile()
    assert found() == [("REFUND", "MISSING_IN_BOOKS", copied.refund_id, 7_00, None, "PROCESSED", "", "OPEN")]


def test_a_refund_that_differs_by_a_kobo_is_found(market: Market) -> None:
    row = market.given_back(market.sold())
    without_guards("UPDATE ledger_ledgerentry SET amount_minor = amount_minor - 1 WHERE side = 'CREDIT'")
    market.reconcile()
    assert found(subject="REFUND") == [
        ("REFUND", "AMOUNT", row.gateway_id, AMOUNT, AMOUNT - 1, "PROCESSED", "PROCESSED", "OPEN")
    ]


def test_a_refund_that_the_gateway_does_not_know_is_missing_there(market: Market) -> None:
    row = market.given_back(market.sold())
    Refund.objects.update(gateway_id="99999999")
    run = market.reconcile()
    assert found() == [
        ("REFUND", "MISSING_AT_GATEWAY", "99999999", None, AMOUNT, "", "PROCESSED", "OPEN"),
        ("REFUND", "MISSING_IN_BOOKS", row.gateway_id, AMOUNT, None, "PROCESSED", "", "OPEN"),
    ]
    assert totals(run)["REFUND"] == (1, AMOUNT, 0, 1, AMOUNT, 0)


def test_a_refund_by_hand_that_fails_after_all_is_gone(market: Market) -> None:
    reference = market.sold().order.payment.reference
    market.rig.settings(refunds="pending")
    by_hand = gateway_named("paystack").refund(reference=reference, amount_minor=100, currency="NGN", note="hm")
    market.reconcile()
    assert [(row[1], row[2], row[5], row[-1]) for row in found()] == [
        ("MISSING_IN_BOOKS", by_hand.refund_id, "PENDING", "OPEN")
    ]
    market.rig.settings(refunds="failed")
    eventually(lambda: gateway_named("paystack").refunds(reference=reference)[0].status == "FAILED")
    # Far beyond every list: it is asked about by its payment.
    later = market.reconcile(after=timedelta(days=41), day=timezone.now().date() + timedelta(days=40))
    assert (later.gone, [row[-1] for row in found()]) == (1, ["GONE"])


def test_a_payout_that_arrived_is_alike_on_both_sides(market: Market, payout: Payout) -> None:
    before = money()
    run = market.reconcile()
    assert (run.found, found(), money()) == (0, [], before)
    assert totals(run) == {"TRANSFER": (1, PAID, FEE) * 2}


def test_a_transfer_that_was_sent_back_after_it_had_arrived_is_found_and_heals(market: Market, payout: Payout) -> None:
    end(market, payout, "reversed")
    # Our own daily look is not late yet.
    assert market.reconcile(after=timedelta(hours=24)).found == 0

    run = market.reconcile(after=timedelta(days=3), again=True)

    assert found() == [("TRANSFER", "STATUS", payout.reference, PAID, PAID, "REVERSED", "SUCCEEDED", "OPEN")]
    assert totals(run)["TRANSFER"] == (0, 0, 0, 1, PAID, FEE)
    sent(payout, after=timedelta(days=2))
    assert Payout.objects.get().status == "REVERSED"
    assert (market.reconcile(after=timedelta(days=3), again=True).gone, found()[0][-1]) == (1, "GONE")


@pytest.mark.parametrize(
    ("told", "kind", "figures", "status"),
    [
        ({"amount": PAID + 1}, "AMOUNT", (PAID + 1, PAID), "SUCCESS"),
        ({"fee_charged": str(FEE + 1)}, "FEE", (FEE + 1, FEE), "SUCCESS"),
        ({"currency": "GHS"}, "CURRENCY", (PAID, PAID), "SUCCESS"),
        ({"status": "parked"}, "STATUS", (PAID, PAID), "UNKNOWN"),
    ],
)
def test_a_transfer_that_is_told_otherwise_is_found(
    market: Market, payout: Payout, told: dict[str, object], kind: str, figures: tuple[int, int], status: str
) -> None:
    market.rig.settings(transfer_overrides=told)
    before = money()
    market.reconcile(after=timedelta(days=3))
    assert money() == before
    assert found() == [("TRANSFER", kind, payout.reference, *figures, status, "SUCCEEDED", "OPEN")]


class Late(Paystack):
    """A gateway whose lists are from before its transfers arrived."""

    def transfers(self, *, since: datetime, until: datetime) -> Iterator[TransferReceipt]:
        """As they were."""
        for row in super().transfers(since=since, until=until):
            yield replace(row, status=TransferStatus.PENDING, amount_minor=1)


def test_a_list_only_points_for_the_gateway_is_asked_before_anything_is_filed(market: Market, payout: Payout) -> None:
    late = Late(settings.PAYSTACK_SECRET_KEY, base_url=settings.PAYSTACK_BASE_URL)
    run = reconciliation_run(
        gateway=late, payouts=late, day=timezone.now().date(), clock=lambda: timezone.now() + timedelta(days=3)
    )
    assert (run.found, found(), totals(run)) == (0, [], {"TRANSFER": (1, PAID, FEE) * 2})


def test_a_transfer_by_hand_is_missing_in_the_books(market: Market) -> None:
    account = known_account_of(market.people.atelier)
    payout_gateway_named("paystack").transfer_send(
        reference="by-hand-0123456789",
        amount_minor=1_000_00,
        currency="NGN",
        recipient_code=account.recipient_code,
        reason="Rent",
    )
    gateway = payout_gateway_named("paystack")
    eventually(lambda: gateway.transfer_verify(reference="by-hand-0123456789").status == "SUCCESS")
    market.reconcile()
    assert found() == [("TRANSFER", "MISSING_IN_BOOKS", "by-hand-0123456789", 1_000_00, None, "SUCCESS", "", "OPEN")]


def test_a_transfer_that_the_gateway_does_not_know_is_missing_there(market: Market, payout: Payout) -> None:
    without_guards("UPDATE payouts_payout SET reference = 'po-0123456789abcdef'")
    market.reconcile()
    assert [(row[1], row[2]) for row in found()] == [
        ("MISSING_AT_GATEWAY", "po-0123456789abcdef"),
        ("MISSING_IN_BOOKS", payout.reference),
    ]


def test_a_payout_that_waits_or_was_refused_is_no_difference(market: Market) -> None:
    payout = to_send(market)
    assert (market.reconcile().found, payout.status) == (0, "REQUESTED")
    market.rig.client.post("/_control/balance", json={"currency": "NGN", "amount": 0})
    assert sent(payout).status == "FAILED"
    assert (market.reconcile(again=True).found, found()) == (0, [])
