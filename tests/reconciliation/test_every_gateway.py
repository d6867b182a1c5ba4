"""What is true at each gateway, over HTTP: right books, lost news, money of others, refunds by hand."""

import pytest

from fashionistar.payments.gateway_errors import GatewayError
from fashionistar.payments.gateways import gateway_named
from fashionistar.payments.models import Payment, PaymentAttempt
from fashionistar.reconciliation.models import ReconciliationRun
from tests.reconciliation.market import AMOUNT, FEES, Market, found, money, totals

pytestmark = pytest.mark.django_db


def test_a_clean_day_files_nothing_and_both_sides_count_alike(market: Market) -> None:
    market.sold()
    market.given_back(market.sold())
    market.ordered()
    before = money()

    run = market.reconcile()

    assert (run.status, run.examined, run.found, run.filed, run.gone) == ("COMPLETED", 3, 0, 0, 0)
    charges = (2, 2 * AMOUNT, 2 * FEES[market.name])
    refunds = (1, AMOUNT, 0)
    assert totals(run) == {"CHARGE": charges * 2, "REFUND": refunds * 2}
    assert (found(), money()) == ([], before)


def test_a_lost_webhook_is_found_and_gone_once_the_gateway_was_asked(market: Market) -> None:
    payment = market.ordered()
    market.pay(payment)
    before = money()

    market.reconcile()
    market.reconcile(again=True)
    assert found() == [("CHARGE", "STATUS", payment.reference, AMOUNT, AMOUNT, "SUCCESS", "PENDING", "OPEN")]
    assert money() == before
    market.hear(payment)
    run = market.reconcile(again=True)

    assert [row[-1] for row in found()] == ["GONE"]
    assert (run.attempts, run.filed, run.found, run.gone) == (3, 1, 0, 1)
    assert totals(run)["CHARGE"] == (1, AMOUNT, FEES[market.name]) * 2


def test_a_payment_that_is_still_asked_about_is_not_late(market: Market) -> None:
    payment = market.ordered()
    market.pay(payment)
    # The next question is due when the run is over.
    PaymentAttempt.objects.update(check_at="2100-01-01T00:00Z")

    assert (market.reconcile().found, found()) == (0, [])
    assert Payment.objects.get().status == "PENDING"


def test_a_charge_that_only_the_gateway_has_is_filed_once(market: Market) -> None:
    reference = market.foreign()

    runs = [market.reconcile(again=True) for _ in range(2)]

    # Stripe's payments carry the reference that we wrote on them.
    assert found() == [("CHARGE", "MISSING_IN_BOOKS", reference, 700_00, None, "SUCCESS", "", "OPEN")]
    assert [(run.filed, run.found) for run in runs] == [(1, 1), (1, 1)]
    assert ReconciliationRun.objects.count() == 1


def test_a_refund_made_by_hand_is_filed_with_its_payment(market: Market) -> None:
    part = market.sold()
    reference = part.order.payment.reference
    by_hand = gateway_named(market.name).refund(
        reference=reference, amount_minor=5_000_00, currency="NGN", note="Sorry!"
    )
    before = money()

    run = market.reconcile()

    status = "PENDING" if by_hand.status == "PENDING" and market.name != "paystack" else "PROCESSED"
    assert found() == [("REFUND", "MISSING_IN_BOOKS", by_hand.refund_id, 5_000_00, None, status, "", "OPEN")]
    assert set(run.first_seen.values_list("payment_reference", flat=True)) == {reference}
    assert totals(run)["REFUND"] == (1, 5_000_00, 0, 0, 0, 0)
    assert money() == before


def test_a_gateway_that_does_not_answer_files_nothing_and_is_asked_again(market: Market) -> None:
    market.sold()
    market.foreign()
    market.rig.settings(fail_next=2)

    with pytest.raises(GatewayError):
        market.reconcile()
    stopped = ReconciliationRun.objects.get()
    assert (stopped.status, stopped.steps_done, found()) == ("FAILED", 0, [])
    assert stopped.message

    run = market.reconcile()
    assert (run.pk, run.status, run.attempts, run.message, run.filed) == (stopped.pk, "COMPLETED", 2, "", 1)
