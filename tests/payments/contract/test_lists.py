"""Lists for reconciliation: everything in a range, once, over pages."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from fashionistar.payments.gateway_errors import GatewayAnswerInvalid
from fashionistar.payments.gateway_words import GatewayStatus, RefundStatus, TransferStatus
from tests.emulator import eventually
from tests.payments.contract.rigs import Rig

#: Flutterwave's pages have ten rows.
_MANY = 12
AT = datetime(2026, 11, 20, 9, 15, 2, tzinfo=UTC)
#: From before `AT` to after now.
SPAN = {"since": AT - timedelta(days=1), "until": datetime.now(UTC) + timedelta(days=1)}
#: What a list may tell otherwise about a refund of NGN 2,500.25, and what of our reading is then otherwise.
ODD_REFUNDS: dict[str, list[tuple[dict[str, object], dict[str, object]]]] = {
    "paystack": [
        ({"amount": "250025", "created_at": "2026-11-20T09:15:02.000Z"}, {}),
        ({"created_at": None, "createdAt": "2026-11-20T10:15:02+01:00", "deducted_amount": None}, {}),
        ({"created_at": None, "created": "?", "fully_deducted": 1}, {"created_at": None}),
        ({"status": "needs-attention"}, {"status": RefundStatus.PENDING}),
        ({"status": None, "currency": "ngn"}, {"status": RefundStatus.PENDING}),
        ({"merchant_note": None, "customer_note": None}, {"note": ""}),
    ],
    "flutterwave": [
        ({"amount_refunded": "2500.25", "created_at": "2026-11-20T09:15:02.000Z"}, {}),
        ({"created_at": None, "createdAt": "2026-11-20T10:15:02+01:00", "comment": "by hand"}, {}),
        ({"created_at": None}, {"created_at": None}),
        ({"status": "completed-offline"}, {}),
        ({"status": "on its way"}, {"status": RefundStatus.PENDING}),
        ({"comments": None}, {"note": ""}),
    ],
    "stripe": [
        ({"amount": "250025"}, {}),
        ({"currency": "NGN", "created": None}, {"created_at": None}),
        ({"status": "requires_action"}, {"status": RefundStatus.PENDING}),
        ({"status": None}, {"status": RefundStatus.PENDING}),
        ({"metadata": None}, {"note": ""}),
    ],
}
BROKEN_REFUNDS: dict[str, list[dict[str, object]]] = {
    "paystack": [{"amount": None}, {"amount": "many"}, {"id": None}, {"currency": None}],
    "flutterwave": [{"amount_refunded": None}, {"amount_refunded": "0.001"}, {"id": None}, {"tx_id": None}],
    "stripe": [{"amount": None}, {"amount": -1}, {"id": None}, {"currency": "cowries"}],
}
#: The same of a transfer of NGN 1,000.50.
ODD_TRANSFERS: dict[str, list[tuple[dict[str, object], dict[str, object]]]] = {
    "paystack": [
        ({"amount": "100050", "fee_charged": None}, {"fee_minor": None}),
        ({"fee_charged": "1000", "createdAt": None, "created_at": "2026-11-20T09:15:02.000Z"}, {"created_at": AT}),
        ({"status": "parked"}, {"status": TransferStatus.UNKNOWN}),
        ({"status": None, "createdAt": None}, {"status": TransferStatus.UNKNOWN, "created_at": None}),
        ({"currency": "ngn", "reference": None, "transfer_code": "TRF_1"}, {"transfer_code": "TRF_1"}),
    ],
    "flutterwave": [
        ({"amount": "1000.5", "fee": None}, {"fee_minor": None}),
        ({"fee": "26.875", "created_at": None, "createdAt": "2026-11-20T09:15:02Z"}, {"created_at": AT}),
        ({"status": "PARKED"}, {"status": TransferStatus.UNKNOWN}),
        ({"status": None, "created_at": None}, {"status": TransferStatus.UNKNOWN, "created_at": None}),
        ({"currency": "ngn", "amount": 1000.5}, {}),
    ],
}


def test_payments_of_a_range_are_listed_once_over_pages(rig: Rig) -> None:
    rig.settings(page_size=5)
    mine = {f"fs-{uuid4().hex}": 1_000 + place for place in range(_MANY)}
    since = datetime.now(UTC) - timedelta(seconds=1)
    for reference, amount in mine.items():
        rig.paid(reference, amount_minor=amount)
    until = datetime.now(UTC) + timedelta(seconds=1)

    told = list(rig.gateway.payments(since=since, until=until))
    found = [row for row in told if row.reference in mine]

    assert {row.reference: row.amount_minor for row in found} == mine
    assert len(found) == _MANY
    assert {row.status for row in found} == {GatewayStatus.SUCCESS}
    assert len({row.transaction_id for row in told}) == len(told)
    assert all(row.fee_minor is not None for row in found)


def test_what_was_paid_outside_of_a_range_is_not_listed(rig: Rig, reference: str) -> None:
    rig.paid(reference)
    now = datetime.now(UTC)
    hour = timedelta(hours=1)

    for since, until in ((now - 2 * hour, now - hour), (now + hour, now + 2 * hour)):
        assert reference not in {row.reference for row in rig.gateway.payments(since=since, until=until)}


def test_disputes_of_a_range_are_listed_once_over_pages(rig: Rig) -> None:
    rig.settings(page_size=2)
    since = datetime.now(UTC) - timedelta(seconds=1)
    mine = {}
    for _ in range(3):
        reference = f"fs-{uuid4().hex}"
        rig.paid(reference)
        mine[rig.dispute(reference)] = reference
    until = datetime.now(UTC) + timedelta(seconds=1)

    found = [row for row in rig.gateway.disputes(since=since, until=until) if row.dispute_id in mine]
    before = list(rig.gateway.disputes(since=since - timedelta(days=9), until=since - timedelta(days=8)))

    assert {row.dispute_id: row.reference for row in found} == mine
    assert len(found) == 3
    assert before == []


def test_refunds_of_a_range_are_listed_once_over_pages_with_their_payments(rig: Rig, reference: str) -> None:
    rig.settings(page_size=5)
    rig.paid(reference)
    since = datetime.now(UTC) - timedelta(seconds=1)
    for place in range(_MANY):
        rig.gateway.refund(reference=reference, amount_minor=100 + place, currency="NGN", note=f"part {place}")
    until = datetime.now(UTC) + timedelta(seconds=1)
    paid = rig.gateway.verify(reference=reference)

    told = list(rig.gateway.refund_records(since=since, until=until))
    found = [row for row in told if row.transaction_id == paid.transaction_id]
    hour = timedelta(hours=1)

    assert {row.receipt.note: row.receipt.amount_minor for row in found} == {
        f"part {place}": 100 + place for place in range(_MANY)
    }
    assert len(found) == _MANY
    assert len({row.receipt.refund_id for row in told}) == len(told)
    # Paystack's list names the transaction by its id alone.
    assert {row.reference for row in found} == {"" if rig.name == "paystack" else reference}
    assert {row.receipt.currency for row in found} == {"NGN"}
    assert all(row.created_at is not None and since <= row.created_at < until for row in found)
    for start in (since - 2 * hour, until + hour):
        outside = rig.gateway.refund_records(since=start, until=start + hour)
        assert paid.transaction_id not in {row.transaction_id for row in outside}


def test_odd_refunds_in_lists_are_understood_and_broken_ones_are_not_guessed_at(rig: Rig, reference: str) -> None:
    rig.paid(reference)
    sent = rig.gateway.refund(reference=reference, amount_minor=250_025, currency="NGN", note="odd")
    plain = {"status": RefundStatus.PROCESSED, "amount_minor": 250_025, "currency": "NGN", "note": "odd"}
    eventually(lambda: rig.gateway.refunds(reference=reference)[0].status is RefundStatus.PROCESSED)

    for odd, changes in ODD_REFUNDS[rig.name]:
        rig.settings(refund_overrides=odd)
        told = next(row for row in rig.gateway.refund_records(**SPAN) if row.receipt.refund_id == sent.refund_id)
        wanted = {**plain, **changes}
        made = wanted.pop("created_at", told.created_at)
        assert (told.created_at, {name: getattr(told.receipt, name) for name in wanted}) == (made, wanted), odd
    for broken in BROKEN_REFUNDS[rig.name]:
        rig.settings(refund_overrides=broken)
        with pytest.raises(GatewayAnswerInvalid):
            list(rig.gateway.refund_records(**SPAN))


def test_odd_transfers_in_lists_are_understood(payout_rig: Rig, reference: str) -> None:
    gateway = payout_rig.gateway
    account = {"account_name": "Ada", "account_number": "0690000031", "bank_code": "044", "currency": "NGN"}
    code = gateway.recipient_create(**account).code
    gateway.transfer_send(
        reference=reference, amount_minor=100_050, currency="NGN", recipient_code=code, reason="Payout"
    )
    eventually(lambda: gateway.transfer_verify(reference=reference).status is TransferStatus.SUCCESS)

    for odd, changes in ODD_TRANSFERS[payout_rig.name]:
        payout_rig.settings(transfer_overrides=odd)
        told = next(row for row in gateway.transfers(**SPAN) if row.reference in {reference, "TRF_1"})
        wanted = {"status": TransferStatus.SUCCESS, "amount_minor": 100_050, "currency": "NGN", **changes}
        assert {name: getattr(told, name) for name in wanted} == wanted, odd
