"""API keys: what opens with one, what never does, and when it ends."""

from datetime import timedelta
from typing import Any

import orjson
import pytest
from django.test import override_settings
from django.utils import timezone

from fashionistar.accounts.models import AuditEntry, Session, User
from fashionistar.checkout.models import Cart
from fashionistar.kernel.models import OutboxEvent
from fashionistar.orders.models import VendorOrder
from fashionistar.products.models import ProductStatus
from fashionistar.vendors.models import ApiKey
from schema.lib.ids import global_id
from tests.accounts.codes import ask, messages
from tests.checkout.shopping import cart_of, everything, faults, order_of, payload, refusals
from tests.factories.catalogue import garment
from tests.people import People
from tests.vendors.working import create_key, efua, key_of, noted, with_key
from tests.wire.client import CART_CREATE, Wire, gid, http, key

ORDERS = "{ vendorOrders { totalCount } }"
SHIP = """mutation($id: ID!, $key: String!) { vendorOrderShip(input: { id: $id }) @idempotent(key: $key) {
  vendorOrder { status } userErrors { code } } }"""
NODE = "query($id: ID!) { node(id: $id) { id } }"


def part_of(people: People) -> VendorOrder:
    """A paid part for Ada's shop to ship."""
    part = order_of(people.dami, (garment(people.atelier), 1)).vendor_orders.get()
    VendorOrder.objects.filter(pk=part.pk).update(status="PAID")
    return part


def test_a_key_is_shown_once_and_acts_for_its_shop(people: People) -> None:
    part = part_of(people)
    made = payload(create_key(Wire(people.ada), people.atelier, "ORDERS_FULFIL", "ORDERS_READ"))
    assert (made["userErrors"], made["apiKey"]["scopes"]) == ([], ["ORDERS_READ", "ORDERS_FULFIL"])
    assert made["token"].startswith(f"fs_live_{made['apiKey']['prefix']}_")
    wire = with_key(made["token"])
    assert wire(ORDERS).data == {"vendorOrders": {"totalCount": 1}}
    shipped = wire(SHIP, id=gid(part), key=key())
    assert payload(shipped) == {"vendorOrder": {"status": "SHIPPED"}, "userErrors": []}
    row = ApiKey.objects.get()
    assert OutboxEvent.objects.get(type="VendorOrderShipped").actor == f"api_key:{row.pk}"
    assert noted(people.ada) == ["API_KEY_CREATED"]
    assert "Stock system" in messages("ada@example.com")[-1]


def test_the_secret_is_kept_nowhere(people: People) -> None:
    token = payload(create_key(Wire(people.ada), people.atelier, "ORDERS_READ"))["token"]
    secret = token.split("_", 3)[3]
    kept = orjson.dumps([everything(), list(AuditEntry.objects.values())], default=str).decode()
    assert (len(secret), secret in kept, *(secret in text for text in messages("ada@example.com"))) == (
        43,
        False,
        False,
    )


#: Who makes a key for what, and what comes of it.
MAKING: list[tuple[tuple[str, ...], list[str], dict[str, Any], str]] = [
    (("STAFF", "API_KEYS_MANAGE", "ORDERS_READ"), ["ORDERS_READ"], {}, "OK"),
    (("STAFF", "API_KEYS_MANAGE", "ORDERS_READ"), ["ORDERS_READ", "ORDERS_FULFIL"], {}, "FORBIDDEN"),
    (("MANAGER",), ["ORDERS_READ"], {}, "FORBIDDEN"),
    (("STAFF", "ORDERS_READ"), ["ORDERS_READ"], {}, "FORBIDDEN"),
    (("OWNER",), ["MEMBERS_MANAGE"], {}, "FORBIDDEN"),
    (("OWNER",), ["ORDERS_READ", "API_KEYS_MANAGE"], {}, "FORBIDDEN"),
    (("OWNER",), ["PAYOUTS_MANAGE"], {}, "FORBIDDEN"),
    (("OWNER",), [], {}, "REQUIRED"),
    (("OWNER",), ["ORDERS_READ"], {"name": "  "}, "REQUIRED"),
    (("OWNER",), ["ORDERS_READ"], {"name": "x" * 81}, "INVALID"),
    (("OWNER",), ["ORDERS_READ"], {"expiresAt": "2020-01-01T00:00:00+00:00"}, "INVALID"),
    (("OWNER",), ["ORDERS_READ"], {"expiresAt": (timezone.now() + timedelta(days=367)).isoformat()}, "INVALID"),
    (("OWNER",), ["ORDERS_READ"], {"expiresAt": (timezone.now() + timedelta(days=364)).isoformat()}, "OK"),
]


@pytest.mark.parametrize(("actor", "scopes", "given", "outcome"), MAKING)
def test_a_key_may_do_no_more_than_who_makes_it(
    people: People, actor: tuple[str, ...], scopes: list[str], given: dict[str, Any], outcome: str
) -> None:
    user = efua(people, *actor)
    before = everything()
    codes = [code for code, _ in faults(create_key(Wire(user), people.atelier, *scopes, **given))]
    assert codes == ([] if outcome == "OK" else [outcome])
    assert (everything() == before) is (outcome != "OK")


def test_a_key_for_anothers_shop_or_without_a_recent_proof_is_not_made(people: People) -> None:
    assert people.atelier
    before = everything()
    assert faults(create_key(Wire(people.cleo), people.atelier, "ORDERS_READ"))[0][0] == "FORBIDDEN"
    wire = Wire(people.ada)
    Session.objects.update(proved_at=timezone.now() - timedelta(minutes=11))
    assert faults(create_key(wire, people.atelier, "ORDERS_READ")) == [("STEP_UP_REQUIRED", None)]
    assert {name: rows for name, rows in everything().items() if name in {"ApiKey", "OutboxEvent"}} == {
        name: rows for name, rows in before.items() if name in {"ApiKey", "OutboxEvent"}
    }


def test_a_key_makes_no_keys_no_members_and_is_nobody(people: People) -> None:
    assert people.bisi
    row, token = key_of(people.atelier, people.ada)
    wire = with_key(token)
    before = everything()
    assert refusals(create_key(wire, people.atelier, "ORDERS_READ")) == ["UNAUTHENTICATED"]
    revoke = ask("apiKeyRevoke", "userErrors { code }", wire, id=gid(row))
    member = ask("vendorMemberRemove", "userErrors { code }", wire, id=gid(people.bisi.memberships.get()))
    assert refusals(revoke) == refusals(member) == ["UNAUTHENTICATED"]
    assert refusals(wire("{ me { id } }")) == ["UNAUTHENTICATED"]
    assert refusals(wire(CART_CREATE, input={"currency": "NGN"})) == ["UNAUTHENTICATED"]
    # That it was used is noted.
    unchanged = [{name: rows for name, rows in each.items() if name != "ApiKey"} for each in (everything(), before)]
    assert unchanged[0] == unchanged[1]
    assert (ApiKey.objects.count(), Cart.objects.count()) == (1, 0)


def test_a_key_sees_its_own_shop_and_only_what_its_scopes_say(people: People) -> None:
    part, draft = part_of(people), garment(people.atelier, status=ProductStatus.DRAFT).product
    guests = cart_of(None, (garment(people.boutique, prices={"NGN": 5}), 1))
    whole = with_key(key_of(people.atelier, people.ada)[1])
    others = with_key(key_of(people.boutique, people.cleo)[1])
    stock = with_key(key_of(people.atelier, people.ada, "STOCK_MANAGE")[1])
    shown = {
        name: [
            wire(NODE, id=row).data["node"] is not None
            for row in (gid(part), gid(draft), gid(guests), gid(part.order), gid(people.ada))
        ]
        for name, wire in {"whole": whole, "others": others, "stock": stock}.items()
    }
    nobodys = [False, False, False]
    assert shown == {
        "whole": [True, True, *nobodys], "others": [False, False, *nobodys], "stock": [False, True, *nobodys],
    }  # fmt: skip
    before = everything()
    for wire in (others, stock):
        assert wire(ORDERS).data == {"vendorOrders": {"totalCount": 0}}
        assert faults_of(wire(SHIP, id=gid(part), key=key())) == ["NOT_FOUND"]
    unchanged = {name: rows for name, rows in everything().items() if name != "ApiKey"}
    assert unchanged == {name: rows for name, rows in before.items() if name != "ApiKey"}


def faults_of(answer: Any) -> list[str]:
    """Codes alone."""
    return [error["code"] for error in payload(answer)["userErrors"]]


@pytest.mark.parametrize("state", ["revoked", "expired", "another secret", "cut", "unknown"])
def test_a_key_that_is_over_or_wrong_opens_nothing_at_once(people: People, state: str) -> None:
    row, token = key_of(people.atelier, people.ada)
    assert with_key(token)(ORDERS).data["vendorOrders"]["totalCount"] == 0
    if state == "revoked":
        revoked = payload(ask("apiKeyRevoke", "apiKey { end } userErrors { code }", Wire(people.ada), id=gid(row)))
        assert revoked == {"apiKey": {"end": "REVOKED"}, "userErrors": []}
        again = ask("apiKeyRevoke", "apiKey { end } userErrors { code }", Wire(people.ada), id=gid(row))
        assert payload(again) == revoked
        assert noted(people.ada) == ["API_KEY_REVOKED"]
        assert OutboxEvent.objects.filter(type="ApiKeyRevoked").count() == 1
    elif state == "expired":
        ApiKey.objects.update(expires_at=timezone.now())
    else:
        changed = {"another secret": token[:-1] + ("A" if token[-1] != "A" else "B"), "cut": token[:-1]}
        token = changed.get(state) or key_of(people.boutique, people.cleo)[1].replace(token[8:24], "0" * 16)
        ApiKey.objects.exclude(pk=row.pk).delete()
    assert refusals(with_key(token)(ORDERS)) == ["UNAUTHENTICATED"]


def test_when_it_was_last_used_is_written_once_a_minute(people: People) -> None:
    row, token = key_of(people.atelier, people.ada)
    wire = with_key(token)
    statements = [wire(ORDERS).statements for _ in range(2)]
    row.refresh_from_db()
    first = row.last_used_at
    assert first is not None
    assert statements[0] > statements[1] == Wire(people.ada)(ORDERS).statements
    wire(ORDERS)
    row.refresh_from_db()
    assert row.last_used_at == first
    ApiKey.objects.update(last_used_at=first - timedelta(minutes=1))
    wire(ORDERS)
    row.refresh_from_db()
    assert row.last_used_at is not None
    assert row.last_used_at >= first


def test_a_key_that_asks_too_often_is_told_to_wait(people: People) -> None:
    _, token = key_of(people.atelier, people.ada)
    _, other = key_of(people.atelier, people.ada)
    content = orjson.dumps({"query": ORDERS})
    with override_settings(THROTTLES={"api-key": "2/minute"}):
        statuses = [
            http(content=content, headers={"Authorization": f"Bearer {shown}"}).status_code
            for shown in (token, token, token, other)
        ]
    assert statuses == [200, 200, 429, 200]


def test_there_are_not_more_than_somebody_can_look_after(people: People) -> None:
    for _ in range(20):
        key_of(people.atelier, people.ada)
    wire = Wire(people.ada)
    assert faults(create_key(wire, people.atelier, "ORDERS_READ")) == [("INVALID", ["vendorId"])]
    ApiKey.objects.filter(pk=ApiKey.objects.first().pk).update(expires_at=timezone.now())  # type: ignore[union-attr]
    assert faults(create_key(wire, people.atelier, "ORDERS_READ")) == []


def test_webhooks_are_looked_at_and_tried_with_a_key_and_made_by_people(people: People) -> None:
    wire = with_key(key_of(people.atelier, people.ada)[1])
    given = {"vendorId": gid(people.atelier), "url": "https://8.8.8.8/", "events": ["STOCK_CHANGED"]}
    create = ask("webhookEndpointCreate", "userErrors { code }", wire, **given)
    assert refusals(create) == ["UNAUTHENTICATED"]
    assert wire("{ webhookEndpoints { totalCount } }").data == {"webhookEndpoints": {"totalCount": 0}}
    nowhere = ask("webhookEndpointTest", "userErrors { code }", wire, id=global_id("WebhookEndpoint", people.ada.pk))
    assert faults_of(nowhere) == ["NOT_FOUND"]


def test_a_deleted_account_takes_its_keys_along(people: People, relay: Any) -> None:
    assert people.atelier
    chief = efua(people, "OWNER")
    row, token = key_of(people.atelier, chief)
    assert faults(ask("accountDelete", "userErrors { code field }", Wire(chief))) == []
    relay()
    row.refresh_from_db()
    assert (row.end, User.objects.get(pk=chief.pk).is_active) == ("CREATOR_LEFT", False)
    assert refusals(with_key(token)(ORDERS)) == ["UNAUTHENTICATED"]
