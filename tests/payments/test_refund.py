"""Money goes back once, whatever is lost on the way."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.models import OutboxEvent
from fashionistar.payments.gateway import GatewayError
from fashionistar.payments.gateways import get_gateway
from fashionistar.payments.models import Payment, Refund
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_request import refund_request
from fashionistar.payments.services.refund_send import refund_send
from fashionistar.payments.tasks import send_refund, sweep_refunds
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.payments.paying import payable
from tests.people import People


@pytest.fixture
def refund(people: People, paystack: PaystackEmulator) -> Refund:
    """A refund of a paid order, to be sent."""
    payment = payable(people.dami, (garment(people.atelier), 1)).payment
    paystack.pay(payment.reference)
    payment = payment_verify(reference=payment.reference, gateway=get_gateway(), now=timezone.now())
    with transaction.atomic():
        return refund_request(payment=payment, reason="Too late.", actor=SYSTEM, now=timezone.now())


def at_gateway(refund: Refund) -> int:
    return len(get_gateway().refunds(reference=refund.payment.reference))


def send(refund: Refund, now: datetime | None = None) -> Refund:
    return refund_send(refund_id=refund.pk, gateway=get_gateway(), now=now or timezone.now())


def facts(kind: str) -> int:
    return OutboxEvent.objects.filter(type=kind).count()


def test_a_payment_is_refunded_once(refund: Refund) -> None:
    with transaction.atomic():
        again = refund_request(payment=refund.payment, reason="Again.", actor=SYSTEM, now=timezone.now())
    assert (again, Refund.objects.count(), facts("RefundRequested")) == (refund, 1, 1)


def test_a_refund_is_sent_and_then_seen_to_be_done(refund: Refund, paystack: PaystackEmulator) -> None:
    sent = send(refund)
    assert sent.status in {"SENT", "PROCESSED"}
    done = send(refund, timezone.now() + timedelta(minutes=2))
    assert (done.status, Payment.objects.get().status, at_gateway(refund)) == ("PROCESSED", "REFUNDED", 1)
    send_refund(str(refund.pk))
    assert (facts("RefundProcessed"), at_gateway(refund)) == (1, 1)


def test_a_refund_whose_answer_was_lost_is_found_and_not_sent_again(refund: Refund, paystack: PaystackEmulator) -> None:
    paystack.settings(lose_next=1)
    with pytest.raises(GatewayError):
        send(refund)
    assert (Refund.objects.get().status, Refund.objects.get().attempts) == ("REQUESTED", 1)
    assert send(refund).attempts == 1, "another worker may still be at it"
    done = send(refund, timezone.now() + timedelta(minutes=5))
    assert (done.status in {"SENT", "PROCESSED"}, at_gateway(refund)) == (True, 1)


def test_a_gateway_that_refuses_a_refund_is_believed(refund: Refund, paystack: PaystackEmulator) -> None:
    Refund.objects.update(amount_minor=10**11)
    assert send(refund).status == "FAILED"
    assert (facts("RefundFailed"), Refund.objects.get().due_at, Payment.objects.get().status) == (1, None, "SUCCEEDED")


def test_a_gateway_that_is_down_leaves_the_refund_for_the_sweep(refund: Refund, paystack: PaystackEmulator) -> None:
    paystack.settings(fail_next=1)
    send_refund(str(refund.pk))
    assert Refund.objects.get().status == "REQUESTED"
    Refund.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    sweep_refunds()
    assert Refund.objects.get().status in {"SENT", "PROCESSED"}
    assert at_gateway(refund) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_refund(refund: Refund) -> None:
    def work(_: int) -> None:
        try:
            send(refund)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))
    assert (at_gateway(refund), Refund.objects.get().attempts) == (1, 1)
