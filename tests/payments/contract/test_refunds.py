"""Money back, the same at every gateway."""

from uuid import uuid4

import pytest

from fashionistar.payments.gateway_errors import GatewayRejected, GatewayUnavailable, TransactionNotFound
from fashionistar.payments.gateway_words import GatewayStatus, RefundReceipt, RefundStatus
from tests.emulator import eventually
from tests.payments.contract.rigs import Rig


def give_back(rig: Rig, reference: str, amount_minor: int, note: str, currency: str = "NGN") -> RefundReceipt:
    receipt: RefundReceipt = rig.gateway.refund(
        reference=reference, amount_minor=amount_minor, currency=currency, note=note
    )
    return receipt


def ended(rig: Rig, reference: str) -> tuple[RefundReceipt, ...]:
    """The refunds, once none is pending."""
    receipts: tuple[RefundReceipt, ...] = eventually(
        lambda: (
            found
            if (found := rig.gateway.refunds(reference=reference))
            and all(row.status is not RefundStatus.PENDING for row in found)
            else ()
        )
    )
    return receipts


def test_refunds_are_given_in_parts_up_to_what_was_paid(rig: Rig, reference: str) -> None:
    rig.paid(reference)

    first = give_back(rig, reference, 250_025, "first")
    with pytest.raises(GatewayRejected):
        give_back(rig, reference, 1_000_026, "too much")
    second = give_back(rig, reference, 1_000_025, "second")
    with pytest.raises(GatewayRejected):
        give_back(rig, reference, 1, "more")

    assert (first.amount_minor, first.currency, first.note) == (250_025, "NGN", "first")
    assert [(row.refund_id, row.status, row.amount_minor, row.currency, row.note) for row in ended(rig, reference)] == [
        (first.refund_id, RefundStatus.PROCESSED, 250_025, "NGN", "first"),
        (second.refund_id, RefundStatus.PROCESSED, 1_000_025, "NGN", "second"),
    ]
    assert rig.gateway.verify(reference=reference).status in {GatewayStatus.SUCCESS, GatewayStatus.REVERSED}


def test_refunds_are_exact_in_every_currency(rig: Rig) -> None:
    for currency, paid in rig.amounts.items():
        reference, step = f"fs-{uuid4().hex}", 10 if currency == "KWD" else 1
        rig.paid(reference, currency=currency, amount_minor=paid)
        give_back(rig, reference, paid - step, "most", currency)
        give_back(rig, reference, step, "the rest", currency)
        assert [row.amount_minor for row in rig.gateway.refunds(reference=reference)] == [paid - step, step]


def test_what_was_not_paid_is_not_given_back(rig: Rig, reference: str) -> None:
    opened = rig.begin(reference)
    rig.pay(opened, approved=False)

    with pytest.raises(GatewayRejected):
        give_back(rig, reference, 5, "nothing")

    assert rig.gateway.refunds(reference=reference) == ()


def test_a_refund_whose_answer_was_lost_is_found_by_its_note(rig: Rig, reference: str) -> None:
    rig.paid(reference)
    give_back(rig, reference, 100, "another")
    rig.settings(lose_writes=1)
    with pytest.raises(GatewayUnavailable, match="HTTP 504"):
        give_back(rig, reference, 100, "lost")

    found = [row for row in rig.gateway.refunds(reference=reference) if row.note == "lost"]

    assert [row.amount_minor for row in found] == [100]


def test_refunds_of_another_payment_are_not_listed(rig: Rig, reference: str) -> None:
    other = f"fs-{uuid4().hex}"
    rig.paid(reference)
    rig.paid(other)

    receipt = give_back(rig, reference, 500, "one")

    assert rig.gateway.refunds(reference=other) == ()
    assert [row.refund_id for row in rig.gateway.refunds(reference=reference)] == [receipt.refund_id]


@pytest.mark.parametrize(("ending", "status"), [("failed", RefundStatus.FAILED), ("pending", RefundStatus.PENDING)])
def test_a_refund_may_fail_or_wait(rig: Rig, reference: str, ending: str, status: RefundStatus) -> None:
    rig.settings(refunds=ending)
    rig.paid(reference)

    sent = give_back(rig, reference, 1_250_050, "all")

    eventually(lambda: [row.status for row in rig.gateway.refunds(reference=reference)] == [status])
    assert [row.refund_id for row in rig.gateway.refunds(reference=reference)] == [sent.refund_id]


def test_a_refund_of_nothing_known_is_not_found(rig: Rig, reference: str) -> None:
    with pytest.raises(TransactionNotFound):
        give_back(rig, reference, 5, "n")


def test_a_refund_in_another_currency_is_rejected(rig: Rig, reference: str) -> None:
    rig.paid(reference)
    with pytest.raises(GatewayRejected):
        give_back(rig, reference, 5, "n", "KES")
    assert rig.gateway.refunds(reference=reference) == ()


def test_a_note_that_comes_twice_is_one_refund_at_stripe(rig: Rig, reference: str) -> None:
    if rig.name != "stripe":
        pytest.skip("the others take no key for idempotency")
    rig.paid(reference)

    twice = [give_back(rig, reference, 100, "once") for _ in range(2)]
    with pytest.raises(GatewayRejected):
        give_back(rig, reference, 101, "once")

    assert twice[0] == twice[1]
    assert rig.gateway.refunds(reference=reference) == (twice[0],)
