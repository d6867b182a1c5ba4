"""One product, category or shop at a time; drafts are the shop's own business."""

import pytest
from django.utils import timezone

from fashionistar.accounts.models import User
from fashionistar.products.models import Product, ProductStatus
from tests.factories.catalogue import brand, category, garment
from tests.people import People
from tests.wire.client import Wire, gid

PRODUCT = """query($slug: String, $id: ID) { product(slug: $slug, id: $id) { id slug name status } }"""
WHOLE = """query($slug: String) { product(slug: $slug) {
  name description madeToMeasure sizeGuide status publishedAt
  vendor { name country currencies } category { path } brand { name } collections { slug }
  options { name values { value } } media { alt width url card: url(thumbnail: CARD) }
  variants { sku name values { value option { name } } stock { available }
    price(currency: NGN) { amount currency } missing: price(currency: ZAR) { amount } prices { amount currency } }
  priceFrom(currency: NGN) { amount } missing: priceFrom(currency: ZAR) { amount } } }"""
CATEGORY = (
    "query($slug: String, $id: ID) { category(slug: $slug, id: $id) { slug path parent { slug } children { slug } } }"
)
VENDOR = "query($slug: String, $id: ID) { vendor(slug: $slug, id: $id) { id name city country currency currencies } }"


def test_a_product_is_found_by_its_slug_and_by_its_id(people: People) -> None:
    product = garment(people.atelier).product
    found = {"id": gid(product), "slug": product.slug, "name": "Agbada", "status": "PUBLISHED"}
    assert Wire()(PRODUCT, slug=product.slug).data["product"] == found
    assert Wire()(PRODUCT, id=gid(product)).data["product"] == found


@pytest.mark.parametrize("given", [{"slug": "nothing"}, {"slug": ""}, {"id": ""}, {"id": "nonsense"}, {}])
def test_what_is_not_there_is_null(db: None, given: dict[str, str]) -> None:
    assert Wire()(PRODUCT, **given).data == {"product": None}


def test_an_id_of_another_type_is_no_products(people: People) -> None:
    variant = garment(people.atelier)
    assert Wire()(PRODUCT, id=gid(variant)).data == {"product": None}


def test_all_that_hangs_on_a_product(people: People) -> None:
    first = garment(
        people.atelier,
        prices={"NGN": 45_000_00, "GHS": 550_05},
        sizes=("M", "L"),
        brand=brand(),
        size_guide={"M": {"chest": "96-100"}},
    )
    first.prices.filter(currency="NGN").update(amount_minor=46_000_00)
    found = Wire()(WHOLE, slug=first.product.slug).data["product"]
    assert (found["vendor"], found["category"], found["brand"]) == (
        {"name": "Ada's Atelier", "country": "NG", "currencies": ["NGN", "GHS", "USD"]},
        {"path": "gowns"},
        {"name": "Ada-Lagos"},
    )
    assert (found["sizeGuide"], found["collections"]) == ({"M": {"chest": "96-100"}}, [])
    assert found["options"] == [{"name": "Size", "values": [{"value": "M"}, {"value": "L"}]}]
    assert found["variants"][0] == {
        "sku": first.sku,
        "name": "M",
        "values": [{"value": "M", "option": {"name": "Size"}}],
        "stock": {"available": 10},
        "price": {"amount": "46000.00", "currency": "NGN"},
        "missing": None,
        "prices": [{"amount": "550.05", "currency": "GHS"}, {"amount": "46000.00", "currency": "NGN"}],
    }
    assert (found["priceFrom"], found["missing"]) == ({"amount": "45000.00"}, None)
    (picture,) = found["media"]
    assert picture["url"] == f"http://testserver/media/catalogue/{first.product.slug}.webp"
    assert picture["card"] != picture["url"]


def test_available_is_what_is_on_hand_less_what_is_reserved(people: People) -> None:
    variant = garment(people.atelier, stock=10)
    type(variant.stock).objects.update(reserved=4)
    found = Wire()(WHOLE, slug=variant.product.slug).data["product"]["variants"]
    assert found[0]["stock"] == {"available": 6}


@pytest.mark.parametrize("status", [ProductStatus.DRAFT, ProductStatus.ARCHIVED])
def test_what_is_not_published_is_seen_by_the_shops_members_alone(people: People, status: str) -> None:
    product = garment(people.atelier, status=status).product
    for user in (None, people.dami, people.cleo):
        wire = Wire(user)
        assert wire(PRODUCT, slug=product.slug).data == {"product": None}
        assert wire(PRODUCT, id=gid(product)).data == {"product": None}
        assert wire("{ products { totalCount nodes { id } } }").data["products"] == {"totalCount": 0, "nodes": []}
    for user in (people.ada, people.bisi):
        wire = Wire(user)
        assert wire(PRODUCT, slug=product.slug).data["product"]["status"] == status
        assert wire("{ products { totalCount nodes { id } } }").data["products"] == {
            "totalCount": 1,
            "nodes": [{"id": gid(product)}],
        }


def test_platform_staff_see_every_draft(people: People) -> None:
    product = garment(people.atelier, status=ProductStatus.DRAFT).product
    operator = User.objects.create_user(email="ops@example.com", is_staff=True, is_superuser=True)
    assert Wire(operator)(PRODUCT, slug=product.slug).data["product"]["id"] == gid(product)


def test_a_product_shows_up_once_published(people: People) -> None:
    product = garment(people.atelier, status=ProductStatus.DRAFT).product
    Product.objects.update(status=ProductStatus.PUBLISHED, published_at=timezone.now())
    assert Wire()(PRODUCT, slug=product.slug).data["product"]["id"] == gid(product)


def test_a_category_knows_its_parent_and_its_children(db: None) -> None:
    women = category("women")
    dresses = category("dresses", women)
    category("gowns", dresses)
    expected = {
        "slug": "dresses",
        "path": "women/dresses",
        "parent": {"slug": "women"},
        "children": [{"slug": "gowns"}],
    }
    assert Wire()(CATEGORY, slug="dresses").data["category"] == expected
    assert Wire()(CATEGORY, id=gid(dresses)).data["category"] == expected
    assert Wire()(CATEGORY, slug="women").data["category"]["parent"] is None
    assert Wire()(CATEGORY, slug="nothing").data == {"category": None}


def test_categories_are_the_roots_in_the_order_of_the_shop_window(db: None) -> None:
    women, men, kids = category("women"), category("men"), category("kids")
    category("dresses", women)
    type(men).objects.filter(pk=kids.pk).update(position=1)
    answer = Wire()("{ categories { slug children { slug } } }")
    assert answer.data["categories"] == [
        {"slug": "men", "children": []},
        {"slug": "women", "children": [{"slug": "dresses"}]},
        {"slug": "kids", "children": []},
    ]


def test_a_shop_is_found_by_its_slug_and_by_its_id(people: People) -> None:
    found = {
        "id": gid(people.boutique),
        "name": "Cleo's Boutique",
        "city": "Nairobi",
        "country": "KE",
        "currency": "KES",
        "currencies": ["KES", "NGN"],
    }
    assert Wire()(VENDOR, slug="cleos-boutique").data["vendor"] == found
    assert Wire()(VENDOR, id=gid(people.boutique)).data["vendor"] == found
    assert Wire()(VENDOR, slug="nobody").data == {"vendor": None}


def test_shops_are_listed_by_name(people: People) -> None:
    assert {people.boutique.name, people.atelier.name} == {"Cleo's Boutique", "Ada's Atelier"}
    answer = Wire()("{ vendors { totalCount nodes { name } edges { node { slug } } } }")
    assert answer.data["vendors"] == {
        "totalCount": 2,
        "nodes": [{"name": "Ada's Atelier"}, {"name": "Cleo's Boutique"}],
        "edges": [{"node": {"slug": "adas-atelier"}}, {"node": {"slug": "cleos-boutique"}}],
    }
