"""A webhook is stored before it is answered, and makes us do nothing but ask the gateway."""

from collections.abc import Callable

import orjson
import pytest
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.kernel.models import OutboxEvent
from fashionistar.orders.models import Order
from fashionistar.payments.gateways import configured_gateways, gateway_named
from fashionistar.payments.models import Payment, PaymentAttempt, WebhookEvent, WebhookOutcome
from fashionistar.payments.services.payment_verify import payment_verify
from fashionistar.payments.tasks import sweep_payments, sweep_webhooks
from tests.checkout.shopping import everything
from tests.emulator import DECLINED, PaystackEmulator, eventually
from tests.factories.catalogue import garment
from tests.payments.paying import charge_success, deliver, payable, process, signed, told
from tests.payments.test_refund import asked, send
from tests.people import People

type Relay = Callable[[], int]


@pytest.fixture
def order(people: People, paystack: PaystackEmulator) -> Order:
    """Dami's order of one garment, its payment page open."""
    return payable(people.dami, (garment(people.atelier), 1))


def statuses(order: Order) -> tuple[str, str]:
    order.refresh_from_db()
    return order.status, Payment.objects.get(pk=order.payment_id).status


def test_a_paid_order_becomes_paid_through_its_webhook(order: Order, paystack: PaystackEmulator, relay: Relay) -> None:
    paystack.pay(order.payment.reference)
    assert deliver(charge_success(order.payment.reference)).status_code == 200
    assert (WebhookEvent.objects.get().outcome, statuses(order)) == ("RECEIVED", ("PENDING_PAYMENT", "PENDING"))
    row = process()
    relay()
    assert (row.outcome, row.detail) == (WebhookOutcome.PROCESSED, "payment SUCCEEDED")
    assert statuses(order) == ("PAID", "SUCCEEDED")


def test_a_webhook_that_claims_a_payment_is_not_believed(order: Order, relay: Relay) -> None:
    deliver(charge_success(order.payment.reference))
    process()
    relay()
    assert statuses(order) == ("PENDING_PAYMENT", "PENDING")


def test_a_webhook_that_comes_five_times_has_one_effect(order: Order, paystack: PaystackEmulator, relay: Relay) -> None:
    paystack.pay(order.payment.reference)
    for _ in range(5):
        assert deliver(charge_success(order.payment.reference)).status_code == 200
        process()
        relay()
    row = WebhookEvent.objects.get()
    assert (row.deliveries, row.outcome) == (5, "PROCESSED")
    assert OutboxEvent.objects.filter(type="PaymentSucceeded").count() == 1
    assert OutboxEvent.objects.filter(type="OrderPaid").count() == 1


def test_events_in_another_order_end_in_the_same_state(order: Order, paystack: PaystackEmulator, relay: Relay) -> None:
    paystack.pay(order.payment.reference, DECLINED)
    paystack.pay(order.payment.reference)
    for amount in (2, 1):
        deliver(charge_success(order.payment.reference, amount=amount))
    for row in WebhookEvent.objects.order_by("-created_at"):
        process(row)
    relay()
    assert statuses(order) == ("PAID", "SUCCEEDED")


@pytest.mark.parametrize(
    "signature", ["", "0" * 128, "zz", "é", signed(b"{}")], ids=["none", "zeros", "zz", "é", "other"]
)
def test_a_forged_webhook_is_refused_recorded_and_changes_nothing(order: Order, signature: str) -> None:
    body = charge_success(order.payment.reference)
    before = everything()
    assert deliver(body, signature or "").status_code == 401
    row = WebhookEvent.objects.get()
    assert (row.outcome, bytes(row.body)) == (WebhookOutcome.FORGED, body)
    assert process(row).outcome == WebhookOutcome.FORGED
    assert everything() | {"WebhookEvent": []} == before


def test_a_genuine_webhook_is_heeded_after_a_forged_one_of_the_same_body(
    order: Order, paystack: PaystackEmulator, relay: Relay
) -> None:
    paystack.pay(order.payment.reference)
    body = charge_success(order.payment.reference)
    assert [deliver(body, "0" * 128).status_code, deliver(body).status_code] == [401, 200]
    process(WebhookEvent.objects.get(outcome=WebhookOutcome.RECEIVED))
    relay()
    assert statuses(order) == ("PAID", "SUCCEEDED")


@pytest.mark.parametrize("body", [b"", b"{", b'{"event": "charge.succ', b"[]", b"7", b'{"event": 7}', b"\xff\xfe"])
def test_a_body_that_is_no_event_is_recorded(db: None, paystack: PaystackEmulator, body: bytes) -> None:
    assert deliver(body).status_code == 200
    row = WebhookEvent.objects.get()
    assert (row.outcome, OutboxEvent.objects.count()) == (WebhookOutcome.MALFORMED, 0)
    assert row.detail != ""


@pytest.mark.parametrize(
    ("event", "detail"),
    [
        ({"event": "subscription.create", "data": {}}, "an event that we do not act on"),
        ({"event": "charge.success", "data": {"reference": "nobody-knows"}}, "a reference that is not ours"),
        ({"event": "refund.processed", "data": {"transaction_reference": "OURS"}}, "a refund that is not ours"),
    ],
)
def test_an_event_that_means_nothing_to_us_is_ignored(order: Order, event: dict[str, object], detail: str) -> None:
    body = orjson.dumps(event).replace(b"OURS", order.payment.reference.encode())
    assert deliver(body).status_code == 200
    row = process()
    assert (row.outcome, row.detail, statuses(order)) == ("IGNORED", detail, ("PENDING_PAYMENT", "PENDING"))


def test_a_body_that_is_too_large_is_refused_unread(db: None, paystack: PaystackEmulator, settings: Settings) -> None:
    settings.WEBHOOK_BODY_LIMIT = 10
    assert deliver(b"x" * 11).status_code == 413
    assert WebhookEvent.objects.count() == 0


def test_only_post_is_taken(client: Client) -> None:
    assert client.get("/webhooks/paystack/").status_code == 405


def test_a_gateway_that_is_down_leaves_the_webhook_for_the_sweep(
    order: Order, paystack: PaystackEmulator, relay: Relay
) -> None:
    paystack.pay(order.payment.reference)
    deliver(charge_success(order.payment.reference))
    paystack.settings(fail_next=2)
    assert process().outcome == WebhookOutcome.RECEIVED
    sweep_webhooks()
    assert WebhookEvent.objects.get().outcome == WebhookOutcome.RECEIVED, "it is too young for the sweep"
    WebhookEvent.objects.update(created_at="2026-01-01T00:00Z")
    sweep_webhooks()
    relay()
    assert statuses(order) == ("PAID", "SUCCEEDED")


def test_a_payment_whose_webhook_never_came_is_found_by_the_poller(
    order: Order, paystack: PaystackEmulator, relay: Relay
) -> None:
    paystack.pay(order.payment.reference)
    sweep_payments()
    assert statuses(order)[1] == "PENDING", "it is not due yet"
    PaymentAttempt.objects.update(check_at="2026-01-01T00:00Z")
    paystack.settings(fail_next=2)
    sweep_payments()
    assert statuses(order)[1] == "PENDING"
    sweep_payments()
    relay()
    assert statuses(order) == ("PAID", "SUCCEEDED")
    assert PaymentAttempt.objects.get().check_at is None


def test_a_transfers_webhook_is_reported_and_a_forged_one_is_not(db: None, paystack: PaystackEmulator) -> None:
    body = told("transfer.success", {"reference": "payout-0123456789abcdef", "status": "success", "amount": 1})
    assert deliver(body, "0" * 128).status_code == 401
    assert OutboxEvent.objects.count() == 0
    deliver(body)
    row = process(WebhookEvent.objects.get(outcome=WebhookOutcome.RECEIVED))
    assert (row.outcome, row.detail) == (WebhookOutcome.PROCESSED, "transfer reported")
    process(row)
    fact = OutboxEvent.objects.get(type="TransferReported")
    assert fact.payload == {"reference": "payout-0123456789abcdef", "gateway": "paystack"}


@pytest.mark.parametrize("event", ["refund.processed", "charge.dispute.create", "transfer.reversed"])
def test_a_forged_webhook_of_any_subject_changes_nothing(order: Order, event: str) -> None:
    data = {"id": 1, "reference": order.payment.reference, "transaction_reference": order.payment.reference}
    before = everything()
    assert deliver(told(event, data), signed(b"{}")).status_code == 401
    assert process().outcome == WebhookOutcome.FORGED
    assert everything() | {"WebhookEvent": []} == before


@pytest.mark.parametrize("path", ["/webhooks/paystack", "/webhooks/paystack/"])
def test_both_spellings_of_the_address_are_served(
    db: None, paystack: PaystackEmulator, client: Client, path: str
) -> None:
    assert client.post(path, data=b"{}", content_type="application/json").status_code == 401


def test_a_gateway_that_we_do_not_have_has_no_address(db: None, client: Client) -> None:
    assert client.post("/webhooks/nobody/", data=b"{}", content_type="application/json").status_code == 404
    assert WebhookEvent.objects.count() == 0


def test_a_refunds_webhook_makes_us_look_at_what_was_sent(order: Order, paystack: PaystackEmulator) -> None:
    paystack.pay(order.payment.reference)
    payment = payment_verify(reference=order.payment.reference, gateways=configured_gateways(), now=timezone.now())
    refund = asked(payment, 1_000_000)
    paystack.settings(refunds="pending")
    send(refund)
    paystack.settings(refunds="processed")
    listed = gateway_named("paystack").refunds
    eventually(lambda: [receipt.status for receipt in listed(reference=payment.reference)] == ["PROCESSED"])
    deliver(told("refund.processed", {"transaction_reference": payment.reference, "amount": "1000000"}))
    assert process().detail == "refund PROCESSED"
    assert Payment.objects.get().status == "PARTIALLY_REFUNDED"
