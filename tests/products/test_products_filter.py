"""`products(filter:, sort:)`: each filter narrows, each sort orders."""

from datetime import UTC, datetime, timedelta

import pytest

from fashionistar.inventory.models import StockItem
from fashionistar.products.models import Collection, Product, ProductStatus
from tests.factories.catalogue import brand, category, garment
from tests.people import People
from tests.wire.client import Wire

NAMES = """query($filter: ProductFilter, $sort: ProductSort! = NAME) {
  products(filter: $filter, sort: $sort) { totalCount nodes { name } } }"""


def names(**given: object) -> list[str]:
    """The names of what a guest finds, by name; the count agrees."""
    found = Wire()(NAMES, filter=given).data["products"]
    assert found["totalCount"] == len(found["nodes"])
    return [node["name"] for node in found["nodes"]]


@pytest.fixture
def shelf(people: People) -> People:
    """Five garments that differ in all that filters ask about."""
    women = category("women")
    dresses = category("dresses", women)
    gowns, tops = category("gowns", dresses), category("women-tops", women)
    garment(people.atelier, "Ankara Gown", category=gowns, brand=brand(), description="Wax print from Aba")
    garment(people.atelier, "Buba Top", category=tops, made_to_measure=True)
    garment(people.boutique, "Chitenge Dress", category=dresses, stock=0)
    garment(people.boutique, "Dashiki", category=category("men"), sizes=("S", "M"), description="100% cotton")
    garment(people.atelier, "Evening Gown", category=gowns, status=ProductStatus.DRAFT, brand=brand())
    spring = Collection.objects.create(slug="spring", name="Spring")
    spring.products.set(Product.objects.filter(name__in=["Buba Top", "Dashiki", "Evening Gown"]))
    return people


def test_without_a_filter_all_that_is_published_is_listed(shelf: People) -> None:
    assert names() == ["Ankara Gown", "Buba Top", "Chitenge Dress", "Dashiki"]


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("gown", ["Ankara Gown"]),
        ("GOWN ankara", ["Ankara Gown"]),
        ("aba", ["Ankara Gown"]),
        ("gown dashiki", []),
        ("100%", ["Dashiki"]),
        ("%", ["Dashiki"]),
        ("_", []),
        ("'; --", []),
        ("  ", ["Ankara Gown", "Buba Top", "Chitenge Dress", "Dashiki"]),
    ],
)
def test_search_wants_every_word_in_the_name_or_the_description(shelf: People, words: str, found: list[str]) -> None:
    assert names(search=words) == found


@pytest.mark.parametrize(
    ("slug", "found"),
    [
        ("women", ["Ankara Gown", "Buba Top", "Chitenge Dress"]),
        ("dresses", ["Ankara Gown", "Chitenge Dress"]),
        ("gowns", ["Ankara Gown"]),
        ("women-tops", ["Buba Top"]),
        ("men", ["Dashiki"]),
        ("wom", []),
        ("tops", []),
        ("", []),
    ],
)
def test_a_category_includes_its_whole_subtree_and_nothing_else(shelf: People, slug: str, found: list[str]) -> None:
    assert names(category=slug) == found


@pytest.mark.parametrize(
    ("given", "found"),
    [
        ({"vendor": "adas-atelier"}, ["Ankara Gown", "Buba Top"]),
        ({"vendor": "nobody"}, []),
        ({"brand": "ada-lagos"}, ["Ankara Gown"]),
        ({"brand": "nobody"}, []),
        ({"collection": "spring"}, ["Buba Top", "Dashiki"]),
        ({"collection": "nothing"}, []),
        ({"madeToMeasure": True}, ["Buba Top"]),
        ({"madeToMeasure": False}, ["Ankara Gown", "Chitenge Dress", "Dashiki"]),
        ({"inStock": True}, ["Ankara Gown", "Buba Top", "Dashiki"]),
        ({"inStock": False}, ["Chitenge Dress"]),
        ({"vendor": "adas-atelier", "collection": "spring"}, ["Buba Top"]),
        ({"category": "women", "inStock": True, "search": "gown"}, ["Ankara Gown"]),
        ({"vendor": None, "brand": None}, ["Ankara Gown", "Buba Top", "Chitenge Dress", "Dashiki"]),
    ],
)
def test_each_field_narrows_and_all_of_them_together(shelf: People, given: dict[str, object], found: list[str]) -> None:
    assert names(**given) == found


def test_reserved_units_are_not_in_stock_and_one_variant_with_units_is_enough(shelf: People) -> None:
    StockItem.objects.filter(variant__product__name="Ankara Gown").update(reserved=10)
    StockItem.objects.filter(variant__product__name="Dashiki", variant__name="S").update(on_hand=0)
    assert names(inStock=True) == ["Buba Top", "Dashiki"]


@pytest.mark.parametrize(
    ("sort", "found"),
    [("NEWEST", ["B", "A", "C"]), ("OLDEST", ["C", "A", "B"]), ("NAME", ["A", "B", "C"])],
)
def test_each_sort(people: People, sort: str, found: list[str]) -> None:
    noon = datetime(2026, 1, 2, 12, tzinfo=UTC)
    for name, hours in (("A", 1), ("B", 2), ("C", 0)):
        product = garment(people.atelier, name).product
        Product.objects.filter(pk=product.pk).update(published_at=noon + timedelta(hours=hours))
    answer = Wire()(NAMES, sort=sort)
    assert [node["name"] for node in answer.data["products"]["nodes"]] == found


def test_the_newest_come_first_unless_said_otherwise(people: People) -> None:
    for name in ("A", "B"):
        garment(people.atelier, name)
    answer = Wire()("{ products { nodes { name } } }")
    assert [node["name"] for node in answer.data["products"]["nodes"]] == ["B", "A"]
