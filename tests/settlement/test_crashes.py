"""Processes are really killed between all steps of a capture and of a refund; the next ones finish, exactly once."""

import pytest
from django.utils import timezone

from fashionistar.ledger.models import LedgerTransfer
from fashionistar.orders.models import VendorOrder
from fashionistar.payments.gateways import configured_gateways, gateway_named
from fashionistar.payments.models import WebhookEvent
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.settlement.models import PartRefund
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.killing import KILLED, LIVED, run_in_turn
from tests.payments.paying import payable as to_pay
from tests.people import People
from tests.settlement.selling import (
    AMOUNT,
    Relay,
    at_gateway,
    books_are_right,
    facts,
    in_escrow,
    refunds_due,
)

pytestmark = pytest.mark.django_db(transaction=True)

_PAYMENTS, _SETTLEMENT = "fashionistar.payments.services", "fashionistar.settlement.services"
_DELIVERED = "fashionistar.relay:_delivered"


@pytest.fixture
def part(people: People, paystack: PaystackEmulator) -> VendorOrder:
    """Ada's part of an order that Dami has just paid at the gateway; nobody has told us."""
    order = to_pay(people.dami, (garment(people.atelier), 1))
    paystack.pay(order.payment.reference)
    return order.vendor_orders.get()


def test_a_capture_that_dies_between_any_two_steps_is_done_once(part: VendorOrder) -> None:
    told = run_in_turn(
        ("receive", f"{_PAYMENTS}.webhook_receive:outbox.record"),
        ("receive", "-"),
        ("process", "fashionistar.payments.gateways.paystack:Paystack.verify"),
        ("process", f"{_PAYMENTS}.payment_verify:payment_settle"),
        ("process", f"{_PAYMENTS}.payment_verify:outbox.record"),
        ("process", f"{_PAYMENTS}.webhook_process:_settle"),
        ("process", "-"),
        ("relay", "fashionistar.orders.services.order_pay:outbox.record"),
        ("relay", f"{_SETTLEMENT}.escrow_capture:book_capture"),
        ("relay", f"{_SETTLEMENT}.escrow_capture:EscrowCaptured"),
        ("relay", _DELIVERED),
        ("relay", "-"),
    )
    assert told == [
        ("PENDING PENDING_PAYMENT 0", "receive", KILLED),
        ("PENDING PENDING_PAYMENT 0", "receive", LIVED),
        *[("RECEIVED PENDING PENDING_PAYMENT 0", "process", KILLED)] * 4,
        ("RECEIVED SUCCEEDED PENDING_PAYMENT 0", "process", LIVED),
        *[("PROCESSED SUCCEEDED PENDING_PAYMENT 0", "relay", KILLED)] * 2,
        *[("PROCESSED SUCCEEDED PAID 0", "relay", KILLED)] * 2,
        ("PROCESSED SUCCEEDED PAID 0", "relay", LIVED),
    ]
    assert (in_escrow(part), facts("EscrowCaptured"), LedgerTransfer.objects.count()) == (AMOUNT, 1, 1)
    assert WebhookEvent.objects.get().outcome == "PROCESSED"
    books_are_right()


def test_a_refund_that_dies_between_any_two_steps_is_done_once(part: VendorOrder, relay: Relay) -> None:
    paid(part, relay)
    before = at_gateway()
    told = run_in_turn(
        ("give back", f"{_SETTLEMENT}.vendor_order_refund:idempotency.settle"),
        ("give back", "-"),
        ("relay", "-"),
        ("send refund", "fashionistar.payments.gateways.paystack:Paystack.refund"),
        ("send refund", f"{_PAYMENTS}.refund_send:_settle"),
        ("send refund", f"{_PAYMENTS}.refund_send:outbox.record"),
        ("send refund", "-"),
        ("relay", f"{_SETTLEMENT}.part_refund_settle:fact_of"),
        ("relay", _DELIVERED),
        ("relay", "-"),
    )
    assert settled_on(told) == [
        *[("SUCCEEDED PAID 1", "give back", ended) for ended in (KILLED, LIVED)],
        ("SUCCEEDED PAID REQUESTED PENDING 2", "relay", LIVED),
        ("SUCCEEDED PAID REQUESTED PENDING 2", "send refund", KILLED),
        *[("SUCCEEDED PAID SENDING PENDING 2", "send refund", ended) for ended in (KILLED, KILLED, LIVED)],
        *[("REFUNDED PAID PROCESSED PENDING 2", "relay", KILLED)] * 2,
        ("REFUNDED PAID PROCESSED PROCESSED 4", "relay", LIVED),
    ]
    receipts = gateway_named("paystack").refunds(reference=part.order.payment.reference)
    assert [receipt.amount_minor for receipt in receipts] == [AMOUNT]
    assert (PartRefund.objects.get().status, facts("PartRefunded"), refunds_due(part)) == ("PROCESSED", 1, (0, 0))
    assert (at_gateway(), in_escrow(part)) == (before - AMOUNT, 0)
    books_are_right()


def test_a_refund_that_the_gateway_refuses_and_that_dies_is_void_once(
    part: VendorOrder, relay: Relay, paystack: PaystackEmulator
) -> None:
    paid(part, relay)
    paystack.settings(refunds="failed")
    told = run_in_turn(
        ("give back", "-"),
        ("send refund", f"{_PAYMENTS}.refund_send:outbox.record"),
        ("send refund", "-"),
        ("relay", f"{_SETTLEMENT}.part_refund_fail:fact_of"),
        ("relay", _DELIVERED),
        ("relay", "-"),
    )
    assert settled_on(told) == [
        ("SUCCEEDED PAID 1", "give back", LIVED),
        ("SUCCEEDED PAID REQUESTED PENDING 2", "send refund", KILLED),
        ("SUCCEEDED PAID SENDING PENDING 2", "send refund", LIVED),
        *[("SUCCEEDED PAID FAILED PENDING 2", "relay", KILLED)] * 2,
        ("SUCCEEDED PAID FAILED PENDING 2", "relay", LIVED),
    ]
    assert (PartRefund.objects.get().status, facts("PartRefundFailed"), refunds_due(part)) == ("FAILED", 1, (0, 0))
    assert in_escrow(part) == AMOUNT
    books_are_right()


def settled_on(told: list[tuple[str, str, str]]) -> list[tuple[str, str, str]]:
    """The same, whether a worker asked once more before the gateway had given its last word or not."""
    return [(before.replace("SENT", "SENDING"), what, ended) for before, what, ended in told]


def paid(part: VendorOrder, relay: Relay) -> None:
    """We are told of it, and it is captured."""
    payment_verify(reference=part.order.payment.reference, gateways=configured_gateways(), now=timezone.now())
    relay()
