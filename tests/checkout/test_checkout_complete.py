"""`checkoutComplete`: a cart of two vendors becomes one order with two parts, its stock held, its payment opened."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from pytest_django.fixtures import Settings

from fashionistar.checkout.models import Cart, CartStatus
from fashionistar.inventory.models import Hold, HoldStatus, StockItem
from fashionistar.kernel.models import IdempotencyRecord, OutboxEvent
from fashionistar.orders.models import Order, OrderLine, VendorOrder
from fashionistar.payments.gateways import forget_gateways
from fashionistar.payments.models import Payment
from fashionistar.products.models import Product, Variant
from schema.lib.ids import global_id
from tests.checkout.shopping import cart_of, everything, faults, payload
from tests.emulator import PaystackEmulator
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import ADDRESS, CHECKOUT, Wire, checkout_input, gid, key


def two_vendors(people: People) -> tuple[Variant, Variant, Cart]:
    """Dami's cart: two of Ada's agbadas, one of Cleo's kangas."""
    agbada = garment(people.atelier, prices={"NGN": 45_000_00})
    kanga = garment(people.boutique, "Kanga", prices={"NGN": 20_000_50}, sizes=("One size",))
    return agbada, kanga, cart_of(people.dami, (agbada, 2), (kanga, 1))


def test_the_order_has_one_part_per_vendor_with_its_own_lines_and_total(
    people: People, paystack: PaystackEmulator
) -> None:
    agbada, kanga, cart = two_vendors(people)
    made = payload(Wire(people.dami)(CHECKOUT, input=checkout_input(gid(cart)), key=key()))
    assert made["userErrors"] == []
    order = Order.objects.get()
    number = f"FS-{order.number:06d}"
    assert made["order"] == {
        "id": gid(order),
        "number": number,
        "status": "PENDING_PAYMENT",
        "total": {"amount": "110000.50", "currency": "NGN"},
        "vendorOrders": [
            {
                "id": gid(order.vendor_orders.get(vendor=people.atelier)),
                "number": f"{number}-1",
                "status": "PENDING_PAYMENT",
                "vendor": {"name": "Ada's Atelier"},
                "total": {"amount": "90000.00"},
                "lines": [{"sku": agbada.sku, "quantity": 2, "total": {"amount": "90000.00"}}],
            },
            {
                "id": gid(order.vendor_orders.get(vendor=people.boutique)),
                "number": f"{number}-2",
                "status": "PENDING_PAYMENT",
                "vendor": {"name": "Cleo's Boutique"},
                "total": {"amount": "20000.50"},
                "lines": [{"sku": kanga.sku, "quantity": 1, "total": {"amount": "20000.50"}}],
            },
        ],
    }


def test_the_payment_asks_for_the_orders_total_and_its_page_is_open(people: People, paystack: PaystackEmulator) -> None:
    *_, cart = two_vendors(people)
    made = payload(Wire(people.dami)(CHECKOUT, input=checkout_input(gid(cart)), key=key()))["payment"]
    payment = Payment.objects.get()
    assert made == {
        "reference": payment.reference,
        "authorizationUrl": payment.authorization_url,
        "status": "PENDING",
        "amount": {"amount": "110000.50", "currency": "NGN"},
    }
    assert made["authorizationUrl"].startswith(paystack.url)
    assert (payment.gateway, payment.amount_minor, payment.email) == ("paystack", 110_000_50, "dami@example.com")
    assert Order.objects.get().payment_id == payment.pk


def test_the_stock_is_held_for_as_long_as_the_settings_say(
    people: People, paystack: PaystackEmulator, settings: Settings
) -> None:
    settings.STOCK_HOLD_LIFETIME = timedelta(minutes=7)
    agbada, kanga, cart = two_vendors(people)
    began = timezone.now()
    Wire(people.dami)(CHECKOUT, input=checkout_input(gid(cart)), key=key())
    hold = Hold.objects.get()
    assert (hold.reference, hold.status) == (Order.objects.get().pk, HoldStatus.ACTIVE)
    assert began + timedelta(minutes=7) <= hold.expires_at <= timezone.now() + timedelta(minutes=7)
    assert dict(hold.lines.values_list("variant_id", "quantity")) == {agbada.pk: 2, kanga.pk: 1}
    stock = set(StockItem.objects.values_list("variant_id", "on_hand", "reserved"))
    assert stock == {(agbada.pk, 10, 2), (kanga.pk, 10, 1)}


def test_one_of_each_row_is_written_and_each_fact_is_recorded_once(people: People, paystack: PaystackEmulator) -> None:
    *_, cart = two_vendors(people)
    given = key()
    Wire(people.dami)(CHECKOUT, input=checkout_input(gid(cart)), key=given)
    tables = (Order, VendorOrder, OrderLine, Payment, Hold, OutboxEvent, IdempotencyRecord)
    assert [model.objects.count() for model in tables] == [1, 2, 2, 1, 1, 6, 1]
    cart.refresh_from_db()
    order, record = Order.objects.get(), IdempotencyRecord.objects.get()
    assert list(OutboxEvent.objects.order_by("id").values_list("type", flat=True)) == [
        "CartUpdated",
        "OrderPlaced",
        "CartCompleted",
        *["StockChanged"] * 2,
        "PaymentInitialized",
    ]
    fact = OutboxEvent.objects.get(type="OrderPlaced")
    assert (cart.status, cart.order_id) == (CartStatus.COMPLETED, order.pk)
    assert (fact.type, fact.payload, fact.actor) == (
        "OrderPlaced",
        {"order_id": str(order.pk)},
        f"user:{people.dami.pk}",
    )
    assert (record.key, record.operation, record.result) == (given, "checkoutComplete", order.pk)


def test_the_order_keeps_names_prices_and_address_as_they_were(people: People, paystack: PaystackEmulator) -> None:
    agbada, _, cart = two_vendors(people)
    given = ADDRESS | {"name": "  Dami Odu ", "phone": "+254 712 345 678", "country": "ke", "postalCode": "00100"}
    Wire(people.dami)(
        CHECKOUT, input=checkout_input(gid(cart), shippingAddress=given, email=" Dami@Example.COM "), key=key()
    )
    Product.objects.update(name="Renamed")
    agbada.prices.update(amount_minor=1)
    order = Order.objects.get()
    assert (order.email, order.shipping_name, order.shipping_phone) == ("dami@example.com", "Dami Odu", "+254712345678")
    assert (order.shipping_country, order.shipping_postal_code, order.shipping_region) == ("KE", "00100", "")
    row = OrderLine.objects.get(variant=agbada)
    assert (row.product_name, row.variant_name, row.unit_price_minor) == ("Agbada", "M", 45_000_00)


def test_a_guest_may_buy_too(people: People, paystack: PaystackEmulator) -> None:
    cart = cart_of(None, (garment(people.atelier), 1))
    made = payload(Wire()(CHECKOUT, input=checkout_input(gid(cart)), key=key()))
    assert (made["userErrors"], made["order"]["status"]) == ([], "PENDING_PAYMENT")
    order = Order.objects.get()
    assert (order.user_id, OutboxEvent.objects.get(type="OrderPlaced").actor) == (None, "guest")
    assert IdempotencyRecord.objects.get().scope.startswith("guest:")


def test_after_a_checkout_the_user_begins_a_new_cart(people: People, paystack: PaystackEmulator) -> None:
    *_, cart = two_vendors(people)
    Wire(people.dami)(CHECKOUT, input=checkout_input(gid(cart)), key=key())
    assert cart_of(people.dami).pk != cart.pk


@pytest.mark.parametrize("whose", ["another's", "malformed", "unknown", "of another type"])
def test_a_cart_that_is_not_the_actors_is_not_found(people: People, whose: str) -> None:
    hers = cart_of(people.dami, (garment(people.atelier), 1))
    given = {
        "another's": gid(hers),
        "malformed": "nonsense",
        "unknown": global_id("Cart", uuid4()),
        "of another type": gid(people.atelier),
    }
    cleo = Wire(people.cleo)
    before = everything()
    answer = cleo(CHECKOUT, input=checkout_input(given[whose]), key=key())
    assert faults(answer) == [("NOT_FOUND", ["cartId"])]
    assert everything() == before


def test_with_the_gateway_out_of_reach_the_order_stands_and_a_retry_opens_the_page(
    people: People, paystack: PaystackEmulator, settings: Settings
) -> None:
    *_, cart = two_vendors(people)
    dami, given = Wire(people.dami), {"input": checkout_input(gid(cart)), "key": key()}
    settings.PAYSTACK_BASE_URL = "http://127.0.0.1:9"
    forget_gateways()
    answer = dami(CHECKOUT, **given)
    assert faults(answer) == [("GATEWAY_UNAVAILABLE", None)]
    first = payload(answer)
    assert (first["order"]["status"], first["payment"]["authorizationUrl"]) == ("PENDING_PAYMENT", None)
    settings.PAYSTACK_BASE_URL = paystack.url
    forget_gateways()
    again = payload(dami(CHECKOUT, **given))
    assert (again["userErrors"], again["order"]) == ([], first["order"])
    assert again["payment"]["authorizationUrl"].startswith(paystack.url)
    assert (Order.objects.count(), Payment.objects.count(), OutboxEvent.objects.filter(type="OrderPlaced").count()) == (
        1,
        1,
        1,
    )
