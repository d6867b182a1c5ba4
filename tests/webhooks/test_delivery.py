"""Facts reach the endpoints that want them: once, signed, as their owner may see them."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from fashionistar.inventory.models import StockItem
from fashionistar.kernel.models import InboxEntry, OutboxEvent, OutboxStatus
from fashionistar.orders.models import VendorOrder
from fashionistar.vendors.models import VendorMember, VendorRole
from fashionistar.webhooks.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from fashionistar.webhooks.services.deliveries_prune import deliveries_prune
from tests.checkout.shopping import faults, order_of, payload
from tests.factories.catalogue import garment
from tests.orders.paid import deliver, paid_parts, ship
from tests.people import People
from tests.settlement.selling import refund, sold
from tests.webhooks.receiving import REDELIVER, ROTATE, Receiver, log_of, receiving, registered, sent, verified
from tests.wire.client import Wire, gid

type Relay = Callable[[], int]

PARTS = ("VENDOR_ORDER_PAID", "VENDOR_ORDER_SHIPPED", "VENDOR_ORDER_DELIVERED")
SHORT = "{ ... on VendorOrder { number status } }"


@pytest.fixture
def shipped(people: People, relay: Relay, receiver: Receiver) -> tuple[WebhookEndpoint, str, VendorOrder]:
    """An endpoint of Ada's that wants to know of parcels, its secret, and a part that she has just shipped."""
    part, _ = paid_parts(people, relay)
    endpoint, secret = registered(people.ada, people.atelier, receiver.url)
    ship(Wire(people.ada), part, "GIG-123")
    relay()
    return endpoint, secret, part


def test_a_shop_is_told_of_each_step_with_the_time_of_the_fact(
    people: People, relay: Relay, receiver: Receiver
) -> None:
    endpoint, secret = registered(people.ada, people.atelier, receiver.url, *PARTS, selection=SHORT)
    part, _ = paid_parts(people, relay)
    sent(endpoint)
    for step in (ship, deliver):
        step(Wire(people.ada), part)
        relay()
        sent(endpoint)
    told = [verified(request, secret) for request in receiver.received]
    facts = OutboxEvent.objects.filter(type__startswith="VendorOrder", payload__vendor_order_id=str(part.pk))
    times = [fact.occurred_at.isoformat() for fact in facts.order_by("position")]
    number = told[0]["data"]["number"]
    assert number.endswith(("-1", "-2"))
    assert told == [
        {"type": f"vendor_order.{step.lower()}", "timestamp": time, "data": {"number": number, "status": step}}
        for step, time in zip(("PAID", "SHIPPED", "DELIVERED"), times, strict=True)
    ]
    assert len({request.headers["webhook-id"] for request in receiver.received}) == 3


def test_a_shop_is_told_that_its_part_was_cancelled(people: People, relay: Relay, receiver: Receiver) -> None:
    (part,) = sold(people, relay)
    endpoint, secret = registered(people.ada, people.atelier, receiver.url, "VENDOR_ORDER_CANCELLED", selection=SHORT)
    refund(Wire(people.ada), part)
    relay()
    assert sent(endpoint) == 1
    told = verified(receiver.received[0], secret)
    assert (told["type"], told["data"]["status"]) == ("vendor_order.cancelled", "CANCELLED")


def test_what_is_sent_unless_selected_tells_the_whole_part(
    people: People, shipped: tuple[WebhookEndpoint, str, VendorOrder], receiver: Receiver
) -> None:
    endpoint, secret, part = shipped
    assert sent(endpoint) == 1
    (request,) = receiver.received
    data = verified(request, secret)["data"]
    assert (data["id"], data["status"], data["trackingNumber"]) == (gid(part), "SHIPPED", "GIG-123")
    assert [(line["quantity"], line["unitPrice"]) for line in data["lines"]] == [
        (1, {"amount": "45000.00", "currency": "NGN"})
    ]
    assert (request.path, request.headers["Content-Type"]) == ("/hooks", "application/json")
    with pytest.raises(WebhookVerificationError):
        Webhook(secret).verify(request.body + b" ", request.headers)


def test_only_the_shops_endpoints_that_want_it_are_told(people: People, relay: Relay, receiver: Receiver) -> None:
    people.dami.is_staff = people.dami.is_superuser = True
    people.dami.save()
    part, _ = paid_parts(people, relay)
    registered(people.ada, people.atelier, receiver.url, "VENDOR_ORDER_DELIVERED")
    registered(people.cleo, people.boutique, receiver.url)
    off, _ = registered(people.ada, people.atelier, receiver.url)
    WebhookEndpoint.objects.filter(pk=off.pk).update(disabled_at=timezone.now(), disabled_reason="GONE")
    wants, _ = registered(people.ada, people.atelier, receiver.url)
    everybodys, secret = registered(people.dami, None, receiver.url)
    ship(Wire(people.ada), part)
    relay()
    told = WebhookDelivery.objects.order_by("endpoint").values_list("endpoint", flat=True)
    assert list(told) == sorted([wants.pk, everybodys.pk])
    assert sent(everybodys) == 1
    assert verified(receiver.received[0], secret)["data"]["status"] == "SHIPPED"


def test_a_changed_stock_is_told_to_the_shop_that_sells_it(people: People, relay: Relay, receiver: Receiver) -> None:
    agbada = garment(people.atelier, stock=10)
    endpoint, secret = registered(people.ada, people.atelier, receiver.url, "STOCK_CHANGED")
    cleos, _ = registered(people.cleo, people.boutique, receiver.url, "STOCK_CHANGED")
    order_of(people.dami, (agbada, 3))
    relay()
    assert (sent(cleos), sent(endpoint)) == (0, 1)
    told = verified(receiver.received[0], secret)
    assert told["type"] == "stock.changed"
    assert told["data"] == {
        "__typename": "Variant",
        "id": gid(agbada),
        "sku": agbada.sku,
        "stock": {"available": StockItem.objects.get().on_hand - 3},
    }


def test_a_fact_that_is_delivered_twice_is_sent_once(
    shipped: tuple[WebhookEndpoint, str, VendorOrder], relay: Relay, receiver: Receiver
) -> None:
    endpoint, _, _ = shipped
    assert InboxEntry.objects.filter(handler__contains="tell_of_vendor_order").count() == 3
    OutboxEvent.objects.update(status=OutboxStatus.PENDING, delivered_at=None, leased_until=None)
    assert relay() > 0
    assert (WebhookDelivery.objects.count(), sent(endpoint), len(receiver.received)) == (1, 1, 1)


def test_retries_send_the_same_bytes_under_the_same_id(
    people: People, shipped: tuple[WebhookEndpoint, str, VendorOrder], relay: Relay, receiver: Receiver
) -> None:
    endpoint, secret, part = shipped
    receiver.status, receiver.answer = 503, b"try later"
    assert sent(endpoint) == 1
    deliver(Wire(people.ada), part)
    receiver.status = 204
    assert sent(endpoint) == 0, "it is not due yet"
    assert sent(endpoint, at=timezone.now() + timedelta(seconds=5)) == 1
    first, second = receiver.received
    assert verified(first, secret)["data"]["status"] == "SHIPPED"
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    (line,) = log_of(people.ada, endpoint)
    assert (line["status"], line["nextAttemptAt"]) == ("DELIVERED", None)
    assert [(tried["statusCode"], tried["answer"]) for tried in line["attempts"]] == [(503, "try later"), (204, None)]


def test_a_delivery_that_is_over_can_be_sent_again(
    people: People, shipped: tuple[WebhookEndpoint, str, VendorOrder], relay: Relay, receiver: Receiver
) -> None:
    endpoint, _, _ = shipped
    ada = Wire(people.ada)
    delivery = WebhookDelivery.objects.get()
    assert faults(ada(REDELIVER, input={"id": gid(delivery)})) == [("STATUS_CONFLICT", ["id"])]
    sent(endpoint)
    done = payload(ada(REDELIVER, input={"id": gid(delivery)}))
    assert (done["webhookDelivery"]["status"], done["userErrors"]) == ("PENDING", [])
    assert (relay(), sent(endpoint)) == (1, 1)
    first, second = receiver.received
    assert (first.body, first.headers["webhook-id"]) == (second.body, second.headers["webhook-id"])
    assert len(log_of(people.ada, endpoint)[0]["attempts"]) == 2
    WebhookEndpoint.objects.update(disabled_at=timezone.now(), disabled_reason="GONE")
    assert faults(ada(REDELIVER, input={"id": gid(delivery)})) == [("STATUS_CONFLICT", ["id"])]
    assert (relay(), sent(endpoint), len(receiver.received)) == (0, 0, 2)


def test_for_a_day_after_a_rotation_both_secrets_sign(
    people: People, shipped: tuple[WebhookEndpoint, str, VendorOrder], receiver: Receiver
) -> None:
    endpoint, old, _ = shipped
    rotated = payload(Wire(people.ada)(ROTATE, input={"id": gid(endpoint)}))
    new = rotated["secret"]
    assert (rotated["userErrors"], new != old, new.startswith("whsec_")) == ([], True, True)
    sent(endpoint)
    (request,) = receiver.received
    assert verified(request, old) == verified(request, new)
    assert len(request.headers["webhook-signature"].split(" ")) == 2
    Wire(people.ada)(REDELIVER, input={"id": gid(WebhookDelivery.objects.get())})
    WebhookEndpoint.objects.update(previous_secret_until=timezone.now())
    sent(endpoint)
    after = receiver.received[1]
    verified(after, new)
    with pytest.raises(WebhookVerificationError):
        verified(after, old)


@pytest.mark.parametrize("change", ["left", "is staff now", "was deactivated"])
def test_an_endpoint_whose_owner_may_no_longer_see_it_is_disabled(
    people: People, shipped: tuple[WebhookEndpoint, str, VendorOrder], receiver: Receiver, change: str
) -> None:
    endpoint, _, _ = shipped
    membership = VendorMember.objects.filter(user=people.ada)
    if change == "left":
        membership.delete()
    elif change == "is staff now":
        membership.update(role=VendorRole.STAFF)
    else:
        people.ada.is_active = False
        people.ada.save()
    assert sent(endpoint) == 0
    endpoint.refresh_from_db()
    assert (endpoint.disabled_reason, receiver.received, WebhookAttempt.objects.count()) == ("OWNER_LEFT", [], 0)
    assert OutboxEvent.objects.get(type="WebhookEndpointDisabled").payload == {"endpoint_id": str(endpoint.pk)}


def test_a_shops_endpoint_sees_no_more_than_its_shop_though_its_owner_works_for_the_platform(
    people: People, relay: Relay, receiver: Receiver
) -> None:
    people.ada.is_staff = people.ada.is_superuser = True
    people.ada.save()
    _, cleos = paid_parts(people, relay)
    endpoint, secret = registered(people.ada, people.atelier, receiver.url)
    WebhookDelivery.objects.create(
        endpoint=endpoint,
        event="VENDOR_ORDER_SHIPPED",
        subject=cleos.pk,
        occurred_at=timezone.now(),
        due_at=timezone.now(),
    )
    assert sent(endpoint) == 1
    assert verified(receiver.received[0], secret)["data"] is None


def test_a_payload_that_cannot_be_read_is_tried_again_and_says_why(
    people: People, shipped: tuple[WebhookEndpoint, str, VendorOrder], receiver: Receiver
) -> None:
    endpoint, _, _ = shipped
    # As if a later release had taken the field away.
    WebhookEndpoint.objects.update(selection="{ ... on VendorOrder { gone } }")
    assert (sent(endpoint), receiver.received) == (1, [])
    (line,) = log_of(people.ada, endpoint)
    assert (line["status"], line["body"]) == ("PENDING", None)
    assert "Cannot query field 'gone'" in line["attempts"][0]["error"]
    WebhookEndpoint.objects.update(selection=SHORT)
    assert sent(endpoint, at=timezone.now() + timedelta(seconds=5)) == 1
    assert len(receiver.received) == 1


def test_a_receiver_that_redirects_is_not_followed(
    people: People, shipped: tuple[WebhookEndpoint, str, VendorOrder], receiver: Receiver
) -> None:
    endpoint, _, _ = shipped
    with receiving() as other:
        receiver.status, receiver.location = 302, other.url
        assert (sent(endpoint), len(receiver.received), other.received) == (1, 1, [])
    (line,) = log_of(people.ada, endpoint)
    assert (line["status"], line["attempts"][0]["statusCode"]) == ("PENDING", 302)


def test_old_deliveries_are_forgotten_when_they_are_over(
    people: People, shipped: tuple[WebhookEndpoint, str, VendorOrder], receiver: Receiver
) -> None:
    endpoint, _, _ = shipped
    later = timezone.now() + timedelta(days=31)
    assert deliveries_prune(now=later) == 0, "it still waits"
    sent(endpoint)
    assert deliveries_prune(now=later - timedelta(days=2)) == 0
    assert (deliveries_prune(now=later), WebhookDelivery.objects.count(), WebhookAttempt.objects.count()) == (1, 0, 0)
