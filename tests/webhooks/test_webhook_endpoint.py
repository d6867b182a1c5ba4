"""Endpoints over the wire: registering, changing, removing them, and who may."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.vendors.models import VendorMember, VendorRole
from fashionistar.webhooks.models import WebhookDelivery, WebhookDisabledReason, WebhookEndpoint
from fashionistar.webhooks.policies import MAX_ENDPOINTS
from tests.checkout.shopping import everything, faults, payload, refusals
from tests.people import People
from tests.webhooks.receiving import (
    CREATE,
    DELETE,
    ENABLE,
    REDELIVER,
    ROTATE,
    TEST,
    UPDATE,
    Receiver,
    log_of,
    registered,
    sent,
    verified,
    wanted,
)
from tests.wire.client import Wire, gid

LIST = """query($vendor: ID) { webhookEndpoints(vendorId: $vendor) { totalCount nodes { id url } } }"""
SELECTION = "{ __typename ... on VendorOrder { number status } }"


def listed(wire: Wire, **variables: Any) -> list[str]:
    return [node["url"] for node in wire(LIST, **variables).data["webhookEndpoints"]["nodes"]]


def test_an_owner_registers_an_endpoint_and_sees_its_secret_once(people: People, receiver: Receiver) -> None:
    given = wanted(
        people.atelier, receiver.url, "VENDOR_ORDER_PAID", "STOCK_CHANGED", selection=SELECTION, description=" Books "
    )
    ada = Wire(people.ada)
    made = payload(ada(CREATE, input=given))
    endpoint = WebhookEndpoint.objects.get()
    assert made["userErrors"] == []
    assert made["webhookEndpoint"] == {
        "id": gid(endpoint),
        "url": receiver.url,
        "events": ["VENDOR_ORDER_PAID", "STOCK_CHANGED"],
        "selection": SELECTION,
        "description": "Books",
        "vendor": {"slug": "adas-atelier"},
        "disabledReason": None,
        "failingSince": None,
    }
    assert made["secret"].startswith("whsec_")
    assert endpoint.owner == people.ada
    with connection.cursor() as cursor:
        cursor.execute("SELECT webhooks_webhookendpoint::text FROM webhooks_webhookendpoint")
        assert made["secret"].removeprefix("whsec_") not in cursor.fetchone()[0]
    fields = ada('{ __type(name: "WebhookEndpoint") { fields { name } } }').data["__type"]["fields"]
    assert [field["name"] for field in fields if "secret" in field["name"].lower()] == []
    assert receiver.received == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"events": []}, ("REQUIRED", ["events"])),
        ({"events": ["ENDPOINT_TEST"]}, ("INVALID", ["events"])),
        ({"url": ""}, ("INVALID", ["url"])),
        ({"url": "ftp://127.0.0.1/"}, ("INVALID", ["url"])),
        ({"url": "http://127.0.0.1:9000/" + "x" * 500}, ("INVALID", ["url"])),
        ({"description": "x" * 201}, ("INVALID", ["description"])),
        ({"selection": "{ nonsense }"}, ("INVALID", ["selection"])),
        ({"vendorId": "nonsense"}, ("NOT_FOUND", ["vendorId"])),
        ({"vendorId": None}, ("FORBIDDEN", ["vendorId"])),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(
    people: People, receiver: Receiver, change: dict[str, Any], fault: tuple[str, list[str]]
) -> None:
    given = wanted(people.atelier, receiver.url)
    before = everything()
    assert faults(Wire(people.ada)(CREATE, input=given | change)) == [fault]
    assert everything() == before


def test_a_shop_has_at_most_so_many(people: People, receiver: Receiver) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    row = WebhookEndpoint.objects.filter(pk=endpoint.pk).values().get()
    del row["id"], row["created_at"]
    WebhookEndpoint.objects.bulk_create(WebhookEndpoint(**row) for _ in range(MAX_ENDPOINTS - 1))
    answer = Wire(people.ada)(CREATE, input=wanted(people.atelier, receiver.url))
    assert faults(answer) == [("INVALID", ["vendorId"])]
    assert WebhookEndpoint.objects.count() == MAX_ENDPOINTS


@pytest.mark.parametrize("who", ["bisi", "cleo", "dami"])
def test_only_owner_and_managers_may_register(people: People, receiver: Receiver, who: str) -> None:
    given, wire = wanted(people.atelier, receiver.url), Wire(getattr(people, who))
    before = everything()
    assert faults(wire(CREATE, input=given)) == [("FORBIDDEN", ["vendorId"])]
    assert everything() == before


def test_a_manager_may(people: People, receiver: Receiver) -> None:
    VendorMember.objects.filter(user=people.bisi).update(role=VendorRole.MANAGER)
    assert registered(people.bisi, people.atelier, receiver.url)[0].owner == people.bisi


def test_the_platforms_own_endpoints_are_its_staffs(people: People, receiver: Receiver) -> None:
    people.dami.is_staff = people.dami.is_superuser = True
    people.dami.save()
    endpoint, _ = registered(people.dami, None, receiver.url)
    assert (endpoint.vendor, listed(Wire(people.dami)), listed(Wire(people.ada))) == (None, [receiver.url], [])
    assert listed(Wire(people.dami), vendor="nonsense") == []


@pytest.mark.parametrize("who", ["bisi", "cleo", "dami"])
def test_nobody_else_sees_or_changes_an_endpoint(people: People, receiver: Receiver, who: str) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    Wire(people.ada)(TEST, input={"id": gid(endpoint)})
    delivery, wire = WebhookDelivery.objects.get(), Wire(getattr(people, who))
    before = everything()
    assert listed(wire) == []
    read = "query($id: ID!) { node(id: $id) { id } }"
    assert [wire(read, id=gid(row)).data["node"] for row in (endpoint, delivery)] == [None, None]
    for query in (UPDATE, DELETE, ENABLE, TEST, ROTATE):
        assert faults(wire(query, input={"id": gid(endpoint)})) == [("NOT_FOUND", ["id"])]
        assert faults(wire(query, input={"id": gid(delivery)})) == [("NOT_FOUND", ["id"])]
    for row in (endpoint, delivery):
        assert faults(wire(REDELIVER, input={"id": gid(row)})) == [("NOT_FOUND", ["id"])]
    assert everything() == before


def test_a_guest_must_sign_in(people: People, receiver: Receiver) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    before = everything()
    for query in (UPDATE, DELETE, ENABLE, TEST, ROTATE, REDELIVER):
        assert refusals(Wire()(query, input={"id": gid(endpoint)})) == ["UNAUTHENTICATED"]
    assert refusals(Wire()(LIST)) == ["UNAUTHENTICATED"]
    assert everything() == before


def test_a_change_changes_what_is_given_and_makes_its_author_the_owner(people: People, receiver: Receiver) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url, selection=SELECTION)
    VendorMember.objects.filter(user=people.bisi).update(role=VendorRole.MANAGER)
    changes = {"url": receiver.url + "/2", "events": ["STOCK_CHANGED"], "description": "New"}
    done = payload(Wire(people.bisi)(UPDATE, input={"id": gid(endpoint), **changes}))
    assert done["userErrors"] == []
    assert done["webhookEndpoint"]["selection"] == SELECTION
    endpoint.refresh_from_db()
    assert (endpoint.url, endpoint.events, endpoint.description) == tuple(changes.values())
    assert endpoint.owner == people.bisi
    payload(Wire(people.ada)(UPDATE, input={"id": gid(endpoint), "selection": ""}))
    endpoint.refresh_from_db()
    assert (endpoint.selection, endpoint.owner, endpoint.url) == ("", people.ada, changes["url"])


def test_a_bad_change_changes_nothing(people: People, receiver: Receiver) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    ada = Wire(people.ada)
    before = everything()
    bad: dict[str, object] = {"events": [], "url": "http://10.0.0.1/", "selection": "{", "description": "x" * 201}
    for name, value in bad.items():
        answer = ada(UPDATE, input={"id": gid(endpoint), "description": "New", name: value})
        assert [field for _, field in faults(answer)] == [[name]]
    assert everything() == before


def test_a_removed_endpoint_is_gone_with_its_log(people: People, receiver: Receiver) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    ada = Wire(people.ada)
    ada(TEST, input={"id": gid(endpoint)})
    sent(endpoint)
    done = payload(ada(DELETE, input={"id": gid(endpoint)}))
    assert done == {"deletedId": gid(endpoint), "userErrors": []}
    assert (WebhookEndpoint.objects.count(), WebhookDelivery.objects.count()) == (0, 0)
    assert faults(ada(DELETE, input={"id": gid(endpoint)})) == [("NOT_FOUND", ["id"])]


def test_a_test_is_sent_like_any_event_and_stands_in_the_log(
    people: People, receiver: Receiver, relay: Callable[[], int]
) -> None:
    receiver.answer = b"x" * 1023 + "é".encode() * 500 + b"\0"
    endpoint, secret = registered(people.ada, people.atelier, receiver.url, selection=SELECTION)
    asked = payload(Wire(people.ada)(TEST, input={"id": gid(endpoint)}))
    assert (asked["webhookDelivery"]["event"], asked["webhookDelivery"]["status"]) == ("ENDPOINT_TEST", "PENDING")
    assert relay() == 1
    assert sent(endpoint) == 1
    (request,) = receiver.received
    told = verified(request, secret)
    (line,) = log_of(people.ada, endpoint)
    assert told == {
        "type": "endpoint.test",
        "timestamp": line["occurredAt"],
        "data": {
            "__typename": "WebhookEndpoint",
            "id": gid(endpoint),
            "description": "",
            "events": ["VENDOR_ORDER_SHIPPED"],
        },
    }
    assert (line["status"], line["messageId"], line["body"]) == (
        "DELIVERED",
        request.headers["webhook-id"],
        request.body.decode(),
    )
    (tried,) = line["attempts"]
    assert (tried["statusCode"], tried["error"]) == (200, None)
    assert tried["answer"] == "x" * 1023 + "\ufffd"
    assert 0 <= tried["durationMs"] < 10_000


def test_a_disabled_endpoint_is_not_tested_and_can_be_enabled(people: People, receiver: Receiver) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    WebhookEndpoint.objects.update(
        disabled_at="2026-01-01T00:00Z", failing_since="2026-01-01T00:00Z", disabled_reason=WebhookDisabledReason.GONE
    )
    ada = Wire(people.ada)
    before = everything()
    assert faults(ada(TEST, input={"id": gid(endpoint)})) == [("STATUS_CONFLICT", ["id"])]
    assert everything() == before
    done = payload(ada(ENABLE, input={"id": gid(endpoint)}))
    assert (done["webhookEndpoint"]["disabledReason"], done["webhookEndpoint"]["failingSince"]) == (None, None)
    before = everything()
    assert faults(ada(ENABLE, input={"id": gid(endpoint)})) == []
    assert everything() == before


def test_requests_can_be_asked_for_only_so_often(people: People, receiver: Receiver, settings: Settings) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    delivery = WebhookDelivery.objects.create(
        endpoint=endpoint, event="ENDPOINT_TEST", subject=endpoint.pk, occurred_at=timezone.now(), status="FAILED"
    )
    settings.THROTTLES = {"webhook-request": "2/minute"}
    ada = Wire(people.ada)
    assert [faults(ada(TEST, input={"id": gid(endpoint)})) for _ in range(2)] == [[], []]
    before = everything()
    assert faults(ada(TEST, input={"id": gid(endpoint)})) == [("RATE_LIMITED", None)]
    assert faults(ada(REDELIVER, input={"id": gid(delivery)})) == [("RATE_LIMITED", None)]
    assert everything() == before
