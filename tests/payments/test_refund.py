"""Money goes back once, whatever is lost on the way, and never more than was paid."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from fashionistar.kernel.actor import SYSTEM
from fashionistar.kernel.errors import DomainError
from fashionistar.kernel.models import OutboxEvent
from fashionistar.kernel.money import Money
from fashionistar.payments.gateway_errors import GatewayError, GatewayRejected
from fashionistar.payments.gateway_words import RefundReceipt
from fashionistar.payments.gateways import configured_gateways, gateway_named
from fashionistar.payments.gateways.paystack import Paystack
from fashionistar.payments.gateways.routing import Gateways
from fashionistar.payments.models import Payment, Refund
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.services.refund_request import refund_request
from fashionistar.payments.services.refund_send import refund_send
from fashionistar.payments.tasks import send_refund, sweep_refunds
from tests.checkout.shopping import order_of, settled
from tests.emulator import PaystackEmulator, eventually
from tests.factories.catalogue import garment
from tests.payments.paying import payable
from tests.people import People

WHOLE = 4_500_000


@pytest.fixture
def payment(people: People, paystack: PaystackEmulator) -> Payment:
    """A paid payment of 45,000 naira."""
    payment = payable(people.dami, (garment(people.atelier), 1)).payment
    paystack.pay(payment.reference)
    return payment_verify(reference=payment.reference, gateways=configured_gateways(), now=timezone.now())


@pytest.fixture
def refund(payment: Payment) -> Refund:
    """A refund of all of it, to be sent."""
    return asked(payment, WHOLE, "order:1")


def asked(payment: Payment, minor: int, cause: str | None = None) -> Refund:
    with transaction.atomic():
        return refund_request(
            payment=payment,
            amount=Money(minor, "NGN"),
            reason="Too late.",
            cause=cause or f"return:{uuid4()}",
            actor=SYSTEM,
            now=timezone.now(),
        )


def at_gateway(refund: Refund) -> int:
    return len(gateway_named("paystack").refunds(reference=refund.payment.reference))


def send(refund: Refund, now: datetime | None = None) -> Refund:
    return refund_send(refund_id=refund.pk, gateways=configured_gateways(), now=now or timezone.now())


def later(minutes: int) -> datetime:
    return timezone.now() + timedelta(minutes=minutes)


def done(refund: Refund) -> Refund:
    """Sent, and looked after until it has ended."""
    send(refund)
    ours = [refund.note]
    receipts = gateway_named("paystack").refunds
    eventually(
        lambda: [r.status for r in receipts(reference=refund.payment.reference) if r.note in ours][:1] != ["PENDING"]
    )
    return send(refund, later(5))


def facts(kind: str) -> int:
    return OutboxEvent.objects.filter(type=kind).count()


def stands() -> tuple[str, int]:
    return Payment.objects.values_list("status", "refunded_minor").get()


def test_the_gateways_fee_is_kept(payment: Payment) -> None:
    assert payment.fee_minor == WHOLE * 15 // 1000 + 100_00


def test_a_refund_is_asked_for_once_per_cause(refund: Refund) -> None:
    again = asked(refund.payment, WHOLE, "order:1")
    assert (again, Refund.objects.count(), facts("RefundRequested")) == (refund, 1, 1)
    with pytest.raises(DomainError) as refused:
        asked(refund.payment, WHOLE - 1, "order:1")
    assert (refused.value.codes, stands()) == (("INVALID",), ("SUCCEEDED", WHOLE))


def test_a_refund_is_sent_and_then_seen_to_be_done(refund: Refund) -> None:
    sent = send(refund)
    assert sent.status in {"SENT", "PROCESSED"}
    ended = send(refund, later(2))
    assert (ended.status, stands(), at_gateway(refund)) == ("PROCESSED", ("REFUNDED", WHOLE), 1)
    send_refund(str(refund.pk))
    assert (facts("RefundProcessed"), at_gateway(refund)) == (1, 1)


def test_parts_go_back_until_all_of_it_has(payment: Payment) -> None:
    first, second = asked(payment, 1_000_000), asked(payment, 500_000)
    assert done(first).status == "PROCESSED"
    assert stands() == ("PARTIALLY_REFUNDED", 1_500_000)
    assert done(second).status == "PROCESSED"
    with pytest.raises(DomainError) as refused:
        asked(payment, 3_000_001)
    assert refused.value.codes == ("REFUND_TOO_LARGE",)
    assert "NGN 30000.00" in str(refused.value)
    assert done(asked(payment, 3_000_000)).status == "PROCESSED"
    assert (stands(), facts("RefundProcessed")) == (("REFUNDED", WHOLE), 3)
    receipts = gateway_named("paystack").refunds(reference=payment.reference)
    assert [receipt.amount_minor for receipt in receipts] == [1_000_000, 500_000, 3_000_000]


@pytest.mark.parametrize("minor", [0, -1])
def test_nothing_is_no_refund(payment: Payment, minor: int) -> None:
    with pytest.raises(DomainError):
        asked(payment, minor)
    assert (stands(), Refund.objects.count()) == (("SUCCEEDED", 0), 0)


def test_what_is_not_paid_cannot_go_back(people: People) -> None:
    payment = order_of(people.dami, (garment(people.atelier), 1)).payment
    with pytest.raises(DomainError) as refused:
        asked(payment, 1)
    assert (refused.value.codes, stands()) == (("STATUS_CONFLICT",), ("PENDING", 0))


def test_the_database_holds_the_sum(payment: Payment) -> None:
    with pytest.raises(IntegrityError, match="payment_refunded_within_amount"), transaction.atomic():
        Payment.objects.update(refunded_minor=WHOLE + 1)


def test_a_refund_whose_answer_was_lost_is_found_and_not_sent_again(
    payment: Payment, paystack: PaystackEmulator
) -> None:
    """Also among others of the same amount, by its note."""
    before = asked(payment, 1_000_000)
    done(before)
    refund, after = asked(payment, 1_000_000), asked(payment, 1_000_000)
    paystack.settings(lose_next=1)
    with pytest.raises(GatewayError):
        send(refund)
    refund.refresh_from_db()
    assert (refund.status, refund.attempts) == ("SENDING", 1)
    assert send(refund).attempts == 1, "another worker may still be at it"
    assert send(after).status == "REQUESTED", "one at a time"
    found = send(refund, later(5))
    assert (found.status in {"SENT", "PROCESSED"}, at_gateway(refund)) == (True, 2)
    assert found.gateway_id not in {"", Refund.objects.get(pk=before.pk).gateway_id}
    send(after, later(5))
    assert at_gateway(refund) == 3


def test_a_worker_that_dies_before_it_sends_has_counted_its_try(
    refund: Refund, paystack: PaystackEmulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def dies(**_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(gateway_named("paystack"), "refund", dies)
        with pytest.raises(KeyboardInterrupt):
            send(refund)
    refund.refresh_from_db()
    assert (refund.status, refund.attempts, at_gateway(refund)) == ("SENDING", 1, 0)
    assert send(refund, later(5)).status in {"SENT", "PROCESSED"}
    assert at_gateway(refund) == 1


def test_a_refund_that_the_gateway_has_is_never_sent_again(refund: Refund, paystack: PaystackEmulator) -> None:
    """Not even when its list forgets it."""
    paystack.settings(refunds="pending")
    sent = send(refund)
    Refund.objects.update(gateway_id="999999")
    again = send(refund, later(5))
    assert (sent.status, again.status, at_gateway(refund)) == ("SENT", "SENT", 1)


def test_a_refund_that_failed_gives_its_amount_free_and_may_be_asked_for_again(
    refund: Refund, paystack: PaystackEmulator
) -> None:
    paystack.settings(refunds="failed")
    assert done(refund).status == "FAILED"
    assert (stands(), facts("RefundFailed")) == (("SUCCEEDED", 0), 1)
    paystack.settings(refunds="processed")
    again = asked(refund.payment, WHOLE, "order:1")
    assert again != refund
    assert done(again).status == "PROCESSED"
    assert stands() == ("REFUNDED", WHOLE)


def test_a_gateway_that_refuses_a_refund_is_believed(refund: Refund) -> None:
    Refund.objects.update(amount_minor=WHOLE * 2)
    Payment.objects.update(amount_minor=WHOLE * 2, refunded_minor=WHOLE * 2)
    assert send(refund).status == "FAILED"
    assert (facts("RefundFailed"), Refund.objects.get().due_at, stands()) == (1, None, ("SUCCEEDED", 0))


def test_a_gateway_that_is_down_leaves_the_refund_for_the_sweep(refund: Refund, paystack: PaystackEmulator) -> None:
    paystack.settings(fail_next=1)
    send_refund(str(refund.pk))
    assert Refund.objects.get().status == "SENDING"
    Refund.objects.update(due_at=timezone.now() - timedelta(seconds=1))
    sweep_refunds()
    assert Refund.objects.get().status in {"SENT", "PROCESSED"}
    assert at_gateway(refund) == 1


def at_once(work: object, times: int) -> list[str]:
    """What comes of the same thing done by so many at once."""

    def one(_: int) -> str:
        try:
            work()  # type: ignore[operator]
        except DomainError as error:
            return str(error.codes[0])
        finally:
            connection.close()
        return "OK"

    with ThreadPoolExecutor(times) as pool:
        return sorted(pool.map(one, range(times)))


@pytest.mark.django_db(transaction=True)
def test_of_sixteen_refunds_at_once_exactly_those_happen_that_fit(payment: Payment) -> None:
    outcomes = at_once(lambda: asked(payment, 1_000_000), 16)
    assert outcomes == ["OK"] * 4 + ["REFUND_TOO_LARGE"] * 12
    assert (stands(), Refund.objects.count(), facts("RefundRequested")) == (("SUCCEEDED", 4_000_000), 4, 4)


@pytest.mark.django_db(transaction=True)
def test_two_workers_send_one_refund(refund: Refund) -> None:
    assert at_once(lambda: send(refund), 4) == ["OK"] * 4
    assert (at_gateway(refund), Refund.objects.get().attempts) == (1, 1)


class TestRefundsUnderAnyHistory(TestCase):
    """Whatever is asked for and whatever fails, the sum is that of what has not failed, and within what was paid."""

    @given(st.lists(st.tuples(st.integers(1, WHOLE), st.booleans()), max_size=12))
    @settings(max_examples=10, deadline=None)
    def test_the_sum_is_right(self, steps: list[tuple[int, bool]]) -> None:
        people = People()
        payment = settled(order_of(people.dami, (garment(people.atelier), 1)))
        kept = 0
        for minor, fails in steps:
            fits = kept + minor <= WHOLE
            try:
                refund = asked(payment, minor)
            except DomainError:
                assert not fits
                continue
            assert fits
            if fails:
                refuses(refund)
            kept += 0 if fails else minor
            assert stands() == ("SUCCEEDED", kept)


class Refusing(Paystack):
    """A gateway that refuses every refund."""

    def refund(self, **_: object) -> RefundReceipt:
        raise GatewayRejected("no")


def refuses(refund: Refund) -> None:
    """The gateway says no."""
    gateways = Gateways({"paystack": Refusing("sk_test_suite")}, [])
    refund_send(refund_id=refund.pk, gateways=gateways, now=later(1))
