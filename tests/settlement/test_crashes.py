"""A process is really killed between the steps of a capture and of a refund; the next run finishes exactly once."""

import os
import signal
import subprocess
import sys
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.utils import timezone

from fashionistar.kernel.models import OutboxEvent
from fashionistar.ledger.models import LedgerTransfer
from fashionistar.orders.models import VendorOrder
from fashionistar.payments.gateways import configured_gateways, gateway_named
from fashionistar.payments.models import Refund
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_send import refund_send
from fashionistar.settlement.models import PartRefund, Settlement
from tests.emulator import PaystackEmulator, eventually
from tests.factories.catalogue import garment
from tests.payments.paying import payable as to_pay
from tests.people import People
from tests.settlement.selling import (
    AMOUNT,
    Relay,
    at_gateway,
    books_are_right,
    facts,
    in_escrow,
    refund,
    refunds_due,
)
from tests.wire.client import Wire

pytestmark = pytest.mark.django_db(transaction=True)

_SERVICES = "fashionistar.settlement.services"


def killed(what: str, where: str, row: object = "-") -> None:
    """Do it in a process of its own that gets a SIGKILL there."""
    url = urlsplit(os.environ["DATABASE_URL"])._replace(path=f"/{connection.settings_dict['NAME']}").geturl()
    ours = {"DATABASE_URL": url, "PAYSTACK_BASE_URL": settings.PAYSTACK_BASE_URL, "PYTHONPATH": "platform:."}
    done = subprocess.run(
        [sys.executable, "-m", "tests.settlement.dying", what, where, str(row)],
        env=os.environ | ours | {"DJANGO_SETTINGS_MODULE": "config.settings.test"},
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == -signal.SIGKILL, done.stderr


def later() -> None:
    """The dead process's leases are over."""
    OutboxEvent.objects.update(leased_until=None, due_at=timezone.now())


@pytest.fixture
def part(people: People, paystack: PaystackEmulator) -> VendorOrder:
    """Ada's part of an order that Dami has just paid at the gateway; no fact is delivered yet."""
    order = to_pay(people.dami, (garment(people.atelier), 1))
    paystack.pay(order.payment.reference)
    payment_verify(reference=order.payment.reference, gateways=configured_gateways(), now=timezone.now())
    return order.vendor_orders.get()


def test_a_capture_that_dies_before_its_commit_is_done_once(part: VendorOrder, relay: Relay) -> None:
    killed("relay", f"{_SERVICES}.escrow_capture:outbox.record")
    part.order.refresh_from_db()
    assert (part.order.status, Settlement.objects.count(), LedgerTransfer.objects.count()) == ("PENDING_PAYMENT", 0, 0)
    later()
    relay()
    assert (in_escrow(part), facts("EscrowCaptured"), LedgerTransfer.objects.count()) == (AMOUNT, 1, 1)
    books_are_right()


@pytest.mark.parametrize(
    ("what", "where", "at_the_gateway"),
    [
        ("send", "fashionistar.payments.gateways.paystack:Paystack.refund", 0),
        ("send", "fashionistar.payments.services.refund_send:_settle", 1),
        ("relay", f"{_SERVICES}.part_refund_settle:fact_of", 1),
    ],
    ids=["before the gateway hears", "after the gateway took it", "before the books have it"],
)
def test_a_refund_that_dies_on_the_way_is_done_once(
    people: People, part: VendorOrder, relay: Relay, what: str, where: str, at_the_gateway: int
) -> None:
    relay()
    before = at_gateway()
    refund(Wire(people.ada), part)
    relay()
    sent = Refund.objects.get()
    receipts = gateway_named("paystack").refunds
    if what == "relay":
        finished(sent)
    killed(what, where, sent.pk)
    assert len(receipts(reference=part.order.payment.reference)) == at_the_gateway
    assert (PartRefund.objects.get().status, refunds_due(part)) == ("PENDING", (0, AMOUNT))
    later()
    finished(sent)
    relay()
    assert len(receipts(reference=part.order.payment.reference)) == 1
    assert (PartRefund.objects.get().status, facts("PartRefunded"), refunds_due(part)) == ("PROCESSED", 1, (0, 0))
    assert (at_gateway(), in_escrow(part)) == (before - AMOUNT, 0)
    books_are_right()


def finished(sent: Refund) -> None:
    """What workers do until the gateway has given its last word."""

    def done() -> bool:
        Refund.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        now = timezone.now() + timedelta(seconds=1)
        return refund_send(refund_id=sent.pk, gateways=configured_gateways(), now=now).status == "PROCESSED"

    eventually(done)
