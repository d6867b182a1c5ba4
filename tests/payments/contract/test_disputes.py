"""Disputes, the same at every gateway."""

from datetime import UTC, datetime

import pytest

from fashionistar.payments.gateway_errors import DisputeNotFound, GatewayRejected
from fashionistar.payments.gateway_words import DisputeStatus, Evidence
from tests.payments.contract.rigs import Rig

EVIDENCE = Evidence(
    customer_name="Dami Bello",
    customer_email="dami@example.com",
    customer_phone="+2348031234567",
    service_details="One adire dress, size M",
    delivery_address="12 Admiralty Way, Lekki",
    delivered_at=datetime(2026, 11, 20, 9, 30, tzinfo=UTC),
)


@pytest.fixture
def dispute_id(rig: Rig, reference: str) -> str:
    """A dispute of a payment of 1,250,050."""
    rig.paid(reference)
    return rig.dispute(reference)


def test_a_dispute_is_told_in_full(rig: Rig, reference: str, dispute_id: str) -> None:
    told = rig.gateway.dispute(dispute_id=dispute_id)

    assert (told.dispute_id, told.reference, told.status) == (dispute_id, reference, DisputeStatus.AWAITING_EVIDENCE)
    assert (told.amount_minor, told.currency, bool(told.reason)) == (1_250_050, "NGN", True)
    assert told.fee_minor == (15_00 if rig.name == "stripe" else None)
    assert told.due_at is not None
    assert told.created_at is not None
    assert told.created_at < told.due_at


@pytest.mark.parametrize(("won", "status"), [(True, DisputeStatus.WON), (False, DisputeStatus.LOST)])
def test_a_contested_dispute_is_under_review_until_the_bank_decides(
    rig: Rig, dispute_id: str, won: bool, status: DisputeStatus
) -> None:
    contested = rig.gateway.dispute_contest(dispute_id=dispute_id, evidence=EVIDENCE)
    assert (contested.dispute_id, contested.status) == (dispute_id, DisputeStatus.UNDER_REVIEW)

    rig.dispute_end(dispute_id, won=won)

    assert rig.gateway.dispute(dispute_id=dispute_id).status is status


def test_an_accepted_dispute_is_lost(rig: Rig, dispute_id: str) -> None:
    told = rig.gateway.dispute_accept(dispute_id=dispute_id, amount_minor=1_250_050, note="We sent the wrong size")

    assert (told.dispute_id, told.status) == (dispute_id, DisputeStatus.LOST)


def test_a_part_of_a_dispute_is_accepted_where_the_gateway_can(rig: Rig, dispute_id: str) -> None:
    if rig.accepts_parts:
        pytest.skip("this gateway takes a part")

    with pytest.raises(GatewayRejected, match="in full"):
        rig.gateway.dispute_accept(dispute_id=dispute_id, amount_minor=5, note="n")

    assert rig.gateway.dispute(dispute_id=dispute_id).status is DisputeStatus.AWAITING_EVIDENCE


@pytest.mark.parametrize("strange", ["1234567", "", "../1", "a b", "é"])
def test_an_unknown_dispute_is_not_found(rig: Rig, strange: str) -> None:
    with pytest.raises(DisputeNotFound):
        rig.gateway.dispute(dispute_id=strange)
    with pytest.raises(DisputeNotFound):
        rig.gateway.dispute_contest(dispute_id=strange, evidence=EVIDENCE)
    with pytest.raises(DisputeNotFound):
        rig.gateway.dispute_accept(dispute_id=strange, amount_minor=5, note="n")
