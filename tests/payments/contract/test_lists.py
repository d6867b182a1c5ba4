"""Lists for reconciliation: everything in a range, once, over pages."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from fashionistar.payments.gateway_words import GatewayStatus
from tests.payments.contract.rigs import Rig

#: Flutterwave's pages have ten rows.
_MANY = 12


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
