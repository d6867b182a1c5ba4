"""What is made to measure from the checkout on: no stock, its price on the order, and who may see the body."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fashionistar.checkout.locked_cart import cart_of as own_cart
from fashionistar.checkout.specified_lines import specified_line
from fashionistar.inventory.models import Hold, HoldLine, StockItem
from fashionistar.inventory.services.holds_expire import holds_expire
from fashionistar.kernel.money import CurrencyCode
from fashionistar.orders.models import Order, OrderLine, VendorOrder
from fashionistar.products.models import VariantPrice
from fashionistar.tailoring.models import Specification
from fashionistar.tailoring.specifying import body_of, specification_make
from fashionistar.tailoring.styles import Style
from tests.checkout.shopping import cart_of, faults, order_from, order_of, payload, settled
from tests.factories.catalogue import garment
from tests.fitting.sizing import chart_of, follows
from tests.measurements.measuring import said
from tests.people import People, acting
from tests.settlement.selling import refund
from tests.tailoring.sewing import (
    ADDED,
    PRICE,
    SPECIFIED,
    STYLE,
    TERMS,
    add,
    agbada,
    body,
    delivered,
    line_of,
    ordered,
)
from tests.vendors.working import key_of, with_key
from tests.wire.client import CART_CREATE, Wire, gid

LINES = f"lines {{ sku unitPrice {{ amount }} total {{ amount }} {SPECIFIED} alterations {{ status }} }}"
ORDER = f"query($id: ID!) {{ order(id: $id) {{ total {{ amount }} vendorOrders {{ total {{ amount }} {LINES} }} }} }}"
PARTS = f"{{ vendorOrders {{ nodes {{ {LINES} }} }} }}"


def seen(wire: Wire, query: str, **given: Any) -> Any:
    """The one line, as somebody reads it; None without any."""
    (found,) = wire(query, **given).data.values()
    parts = found["vendorOrders"] if "vendorOrders" in (found or {}) else (found or {}).get("nodes", [])
    return parts[0]["lines"][0] if parts else None


def test_the_order_is_what_was_specified_at_its_price(people: People, relay: Callable[[], int]) -> None:
    order = ordered(people, quantity=2)
    line = OrderLine.objects.select_related("specification").get()
    assert (line.unit_price_minor, line.total_minor) == (PRICE + ADDED, 2 * (PRICE + ADDED))
    assert (order.total_minor, VendorOrder.objects.get().total_minor) == (line.total_minor, line.total_minor)
    shown = seen(Wire(people.dami), ORDER, id=gid(order))
    assert shown["madeToMeasure"]["dueOn"] is None
    assert seen(Wire(people.ada), PARTS) is None, "it is not paid"
    settled(order)
    relay()
    order.refresh_from_db()
    due = order.paid_at + timedelta(days=21)
    for reader, query in ((people.dami, ORDER), (people.ada, PARTS), (people.bisi, PARTS)):
        found = seen(Wire(reader), query, **({"id": gid(order)} if query == ORDER else {}))
        assert found["madeToMeasure"]["dueOn"] == due.date().isoformat()
        assert [each["value"]["value"] for each in found["madeToMeasure"]["measurements"]] == ["100.0", "84.0"]
        assert found["madeToMeasure"]["fabric"]["name"] == STYLE["fabric"]
        assert (found["unitPrice"]["amount"], found["alterations"]) == ("70000.00", [])
    with pytest.raises(ProtectedError):
        line.specification.delete()


def test_nobody_else_sees_the_body(people: People, relay: Callable[[], int]) -> None:
    order = ordered(people)
    settled(order)
    relay()
    root = people._person("Root")
    type(root).objects.filter(pk=root.pk).update(is_staff=True, is_superuser=True)
    root.refresh_from_db()
    staff = Wire(root)
    assert seen(staff, ORDER, id=gid(order))["madeToMeasure"] is None, "staff read the order, not the body"
    service = with_key(key_of(people.atelier, people.ada)[1])
    assert seen(service, PARTS)["madeToMeasure"] is None
    node = "query($id: ID!) { node(id: $id) { ... on Specification { note } } }"
    for stranger in (None, people.cleo, root):
        assert Wire(stranger)(node, id=gid(Specification.objects.get())).data == {"node": None}
    assert Wire(people.bisi)(node, id=gid(Specification.objects.get())).data == {"node": {"note": ""}}
    assert seen(Wire(), ORDER, id=gid(order)) is None
    selection = "{ ... on VendorOrder { lines { madeToMeasure { note } } } }"
    endpoint = {"vendorId": gid(people.atelier), "url": "https://8.8.8.8/", "events": ["VENDOR_ORDER_PAID"]}
    create = (
        "mutation($i: WebhookEndpointCreateInput!) { webhookEndpointCreate(input: $i) { userErrors { code field } } }"
    )
    assert faults(Wire(people.ada)(create, i=endpoint | {"selection": selection})) == [("INVALID", ["selection"])]


def test_it_takes_nothing_out_of_stock_and_puts_nothing_back(people: People, relay: Callable[[], int]) -> None:
    variant = agbada(people)
    StockItem.objects.update(on_hand=3)
    line_of(people.dami, variant, body(people.dami), quantity=9)
    order = order_of(people.dami, (variant, 2))
    assert list(HoldLine.objects.values_list("variant", "quantity")) == [(variant.pk, 2)]
    settled(order)
    relay()
    assert StockItem.objects.values_list("on_hand", "reserved").get() == (1, 0)
    made = refund(Wire(people.ada), order.vendor_orders.get())
    assert faults(made) == []
    assert StockItem.objects.values_list("on_hand", "reserved").get() == (3, 0)
    assert VendorOrder.objects.get().status == "CANCELLED"


def test_an_order_of_nothing_else_expires_and_is_paid_late(people: People, relay: Callable[[], int]) -> None:
    order = ordered(people)
    assert (Hold.objects.count(), HoldLine.objects.count()) == (1, 0)
    holds_expire(now=timezone.now() + timedelta(hours=1))
    relay()
    order.refresh_from_db()
    assert order.status == "EXPIRED"
    settled(order)
    relay()
    order.refresh_from_db()
    assert (order.status, StockItem.objects.get().on_hand) == ("PAID", 0)


def test_what_shop_and_buyer_agreed_on_is_what_it_costs(people: People) -> None:
    variant = agbada(people)
    actor, profile = acting(people.dami), body(people.dami)
    agreed = specification_make(
        user_id=people.dami.pk,
        variant=variant,
        currency="NGN",
        body=body_of(actor, profile.pk, TERMS),
        style=Style([], {"name": "Her own", "description": "", "surchargeMinor": 0}, 5),
        agreed_price_minor=61_000_00,
    )
    cart = own_cart(actor, CurrencyCode.NGN)
    specified_line(cart, agreed, quantity=2, actor=actor, now=timezone.now())
    VariantPrice.objects.update(amount_minor=1)
    made = Wire(people.dami)(CART_CREATE, input={"currency": "NGN"}).data["cartCreate"]["cart"]
    assert (made["total"]["amount"], made["problems"]) == ("122000.00", [])
    order = order_from(cart)
    assert (order.total_minor, OrderLine.objects.get().unit_price_minor) == (122_000_00, 61_000_00)


def test_it_teaches_no_size_chart(people: People, relay: Callable[[], int]) -> None:
    line = delivered(people, relay)
    follows(line.variant.product, chart_of(people))
    told = said(people.dami, "fitFeedbackSubmit", orderLineId=gid(line), verdict="TIGHT")
    assert faults(told) == [("NOT_FOUND", ["orderLineId"])]


LINE = st.tuples(
    st.integers(1, 3), st.sampled_from(["Round", "Embroidered"]), st.sampled_from(["Guinea cotton", "Swiss lace"])
)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(LINE, min_size=1, max_size=3), st.integers(0, 2), st.integers(1, 10**9))
def test_cart_and_order_are_the_sum_of_prices_and_surcharges(
    people: People, lines: list[tuple[int, str, str]], ready_made: int, price: int
) -> None:
    assert all((people.ada, people.dami, people.atelier, people.boutique))
    before = transaction.savepoint_create()
    variant = agbada(people, prices={"NGN": price})
    plain = garment(people.boutique, prices={"NGN": 7})
    profile, cart = body(people.dami), cart_of(people.dami, *[(plain, ready_made)] * bool(ready_made))
    wanted = 7 * ready_made
    for quantity, collar, fabric in lines:
        style = {"options": [{"option": "Collar", "choice": collar}], "fabric": fabric}
        made = payload(add(people.dami, variant, profile, cart=cart, quantity=quantity, **style))
        added = 5_000_00 * (collar == "Embroidered") + 20_000_00 * (fabric == "Swiss lace")
        wanted += quantity * (price + added)
    assert made["cart"]["total"]["amount"] == f"{wanted // 100}.{wanted % 100:02}"
    order = order_from(cart)
    parts = VendorOrder.objects.filter(order=order).values_list("total_minor", flat=True)
    bought = OrderLine.objects.filter(vendor_order__order=order)
    assert (order.total_minor, sum(parts), sum(line.total_minor for line in bought)) == (wanted,) * 3
    assert bought.filter(specification__isnull=False).count() == len(lines)
    transaction.savepoint_rollback(before)
    assert Order.objects.count() == 0
