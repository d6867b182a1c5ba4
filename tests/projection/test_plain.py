"""What the reference says is right: one answer of each kind, written by hand, that both must give."""

from base64 import b64decode
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from fashionistar.accounts.models import Session
from fashionistar.checkout.models import Cart, CartLine
from fashionistar.orders.models import Order, OrderLine, VendorOrder
from fashionistar.payments.models import Payment
from fashionistar.products.models import Collection, Media, Product, ProductStatus, Variant, VariantPrice
from tests.factories.catalogue import brand, category, garment
from tests.people import People, acting, session_of
from tests.projection.alike import PLAIN, Asker, alike, answer
from tests.wire.client import gid

NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


@pytest.fixture
def gown(people: People) -> Variant:
    """A published gown in two sizes; the second is sold in no currency, and nobody counts it."""
    gowns = category("gowns", category("women"))
    made = garment(people.atelier, 'A "gown"', sizes=("L", "S"), category=gowns, prices={"NGN": 4_500_050, "GHS": 7})
    other = made.product.variants.last()
    VariantPrice.objects.filter(variant=other).delete()
    other.stock.delete()
    Product.objects.update(published_at=NOON, slug="gown", size_guide={"M": {"chest": "96"}})
    for name in ("Harmattan", "Aso ebi"):
        Collection.objects.create(slug=name.lower().replace(" ", "-"), name=name).products.add(made.product)
    return made


def asked(people: People, text: str, *, by: str = "dami") -> Any:
    """What both answer."""
    answer = alike(text, Asker(acting(getattr(people, by))))
    assert answer["errors"] == []
    return answer["data"]


def test_columns_enums_times_and_json(people: People, gown: Variant) -> None:
    fields = "__typename id name madeToMeasure status publishedAt sizeGuide vendor { currencies }"
    assert asked(people, f'{{ product(slug: "gown") {{ {fields} }} }}')["product"] == {
        "__typename": "Product",
        "id": gid(gown.product),
        "name": 'A "gown"',
        "madeToMeasure": False,
        "status": "PUBLISHED",
        "publishedAt": "2026-01-02T12:00:00.000000+00:00",
        "sizeGuide": {"M": {"chest": "96"}},
        "vendor": {"currencies": ["NGN", "GHS", "USD"]},
    }


def test_addresses_have_no_mask(people: People) -> None:
    for number, ip in enumerate(("2001:db8::1", "203.0.113.7", None)):
        session_of(people.dami, age=timedelta(minutes=number))
        Session.objects.filter(ip=None).update(ip=ip)
    shown = asked(people, "{ me { sessions { nodes { ip } } } }")["me"]["sessions"]["nodes"]
    assert shown == [{"ip": "2001:db8::1"}, {"ip": "203.0.113.7"}, {"ip": None}]


def test_relations_to_one_and_to_many_in_their_order(people: People, gown: Variant) -> None:
    tree = "category { path parent { slug parent { slug } children { slug } } }"
    lists = "collections { name } variants { name stock { available } }"
    text = f'{{ product(slug: "gown") {{ brand {{ id }} {tree} {lists} }} }}'
    assert asked(people, text)["product"] == {
        "brand": None,
        "category": {
            "path": "women/gowns",
            "parent": {"slug": "women", "parent": None, "children": [{"slug": "gowns"}]},
        },
        "collections": [{"name": "Harmattan"}, {"name": "Aso ebi"}],
        "variants": [{"name": "L", "stock": {"available": 10}}, {"name": "S", "stock": None}],
    }


def test_expressions_with_arguments_and_rows_that_hang_on_a_row(people: People, gown: Variant) -> None:
    Media.objects.update(file="catalogue/a.b.webp")
    text = """{ product(slug: "gown") { media { url card: url(thumbnail: CARD) } priceFrom(currency: GHS) { amount }
      variants { prices { amount currency } price(currency: NGN) { amount } } } }"""
    assert asked(people, text)["product"] == {
        "media": [
            {
                "url": "http://testserver/media/catalogue/a.b.webp",
                "card": "http://testserver/media/catalogue/a.b@320.webp",
            }
        ],
        "priceFrom": {"amount": "0.07"},
        "variants": [
            {
                "prices": [{"amount": "0.07", "currency": "GHS"}, {"amount": "45000.50", "currency": "NGN"}],
                "price": {"amount": "45000.50"},
            },
            {"prices": [], "price": None},
        ],
    }


def test_what_is_kept_is_seen_with_what_holds_it_and_python_computes_the_rest(people: People, gown: Variant) -> None:
    cart = Cart.objects.create(user=people.dami, currency="NGN")
    line = CartLine.objects.create(cart=cart, variant=gown, quantity=2, seen_price_minor=4_500_050)
    Product.objects.update(status=ProductStatus.ARCHIVED)
    text = """{ product(slug: "gown") { id } me { carts { currency total { amount currency } problems { code lineId }
      lines { total { amount } unitPrice { amount } variant { product { name } } } } } }"""
    assert asked(people, text) == {
        "product": None,
        "me": {
            "carts": [
                {
                    "currency": "NGN",
                    "total": {"amount": "90001.00", "currency": "NGN"},
                    "problems": [{"code": "VARIANT_UNAVAILABLE", "lineId": gid(line)}],
                    "lines": [
                        {
                            "total": {"amount": "90001.00"},
                            "unitPrice": {"amount": "45000.50"},
                            "variant": {"product": {"name": 'A "gown"'}},
                        }
                    ],
                }
            ]
        },
    }


def test_money_is_missing_where_there_is_no_price(people: People, gown: Variant) -> None:
    cart = Cart.objects.create(user=None, currency="USD")
    CartLine.objects.create(cart=cart, variant=gown, quantity=2)
    text = (
        f'{{ cart(id: "{gid(cart)}") {{ total {{ amount }} lines {{ total {{ amount }} unitPrice {{ amount }} }} }} }}'
    )
    assert asked(people, text)["cart"] == {"total": {"amount": "0.00"}, "lines": [{"total": None, "unitPrice": None}]}


def ordered(people: People, variant: Variant) -> Order:
    """A guest's paid order of Ada's and of Cleo's things, the second part first."""
    payment = Payment.objects.create(
        reference="FS-1", gateway="paystack", email="d@example.com", currency="NGN", amount_minor=100, paid_at=NOON
    )
    order = Order.objects.create(
        payment=payment, currency="NGN", total_minor=100, placed_at=NOON, number=42, shipping_city="Aba"
    )
    for position, shop in ((2, people.atelier), (1, people.boutique)):
        part = VendorOrder.objects.create(order=order, vendor=shop, position=position, status="PAID", total_minor=50)
        OrderLine.objects.create(vendor_order=part, variant=variant, sku="S", quantity=2, unit_price_minor=25)
    return order


def test_annotations_and_composites_of_columns_elsewhere(people: People, gown: Variant) -> None:
    order = ordered(people, gown)
    part = "number placedAt shippingAddress { city line2 } lines { total { amount currency } }"
    text = f'{{ order(id: "{gid(order)}") {{ number payment {{ authorizationUrl }} vendorOrders {{ {part} }} }} }}'
    shown = {
        "placedAt": "2026-01-02T12:00:00.000000+00:00",
        "shippingAddress": {"city": "Aba", "line2": ""},
        "lines": [{"total": {"amount": "0.50", "currency": "NGN"}}],
    }
    assert asked(people, text)["order"] == {
        "number": "FS-000042",
        "payment": {"authorizationUrl": None},
        "vendorOrders": [{"number": "FS-000042-1", **shown}, {"number": "FS-000042-2", **shown}],
    }


def test_a_page_its_cursors_and_what_each_may_see_of_a_list(people: People, gown: Variant) -> None:
    ordered(people, gown)
    text = (
        "{ vendorOrders(first: 1) { totalCount pageInfo { hasNextPage hasPreviousPage endCursor } edges { cursor } } }"
    )
    page = asked(people, text, by="ada")["vendorOrders"]
    (edge,) = page["edges"]
    part = people.atelier.vendor_orders.get()
    created = part.created_at.astimezone(UTC).isoformat(timespec="microseconds")
    assert b64decode(edge["cursor"]).decode().partition(":")[2] == f'["{created}","{part.pk}"]'
    assert page["totalCount"] == 1
    assert page["pageInfo"] == {"hasNextPage": False, "hasPreviousPage": False, "endCursor": edge["cursor"]}
    assert asked(people, text, by="dami")["vendorOrders"]["edges"] == []


def test_refusals_are_alike(people: People, gown: Variant) -> None:
    asker = Asker(acting(people.dami))
    assert alike("{ me { name orders(first: -1) { totalCount } } vendors { totalCount } }", asker) == {
        "data": {"me": None, "vendors": {"totalCount": 1}},
        "errors": [[["me", "orders"], "`first` is from 0 to 100.", "INVALID"]],
    }


def test_the_reference_reads_each_relation_once_for_all_rows(people: People, gown: Variant) -> None:
    text = """{ products { nodes { vendor { name } brand { name } media { url } priceFrom(currency: NGN) { amount }
      variants { sku prices { amount } price(currency: NGN) { amount } values { value option { name } } } } } }"""
    asker, counts = Asker(acting(people.dami)), list[int]()
    for _ in range(2):
        with CaptureQueriesContext(connection) as captured:
            assert answer(PLAIN, text, {}, asker)["errors"] == []
        counts.append(len([query for query in captured if query["sql"].startswith("SELECT")]))
        for name in "ABC":
            garment(people.atelier, name, sizes=("M", "L"), brand=brand())
    assert counts == [10, 11], "one for each field that leads somewhere; nothing is asked for brands that nobody has"
