"""Facets: what a filtered list is told apart by, in the statement that reads the page."""

from typing import Any

import pytest

from fashionistar.products.models import Product, ProductStatus
from schema.products import queries
from tests.factories.catalogue import brand, category, garment
from tests.people import People
from tests.wire.client import Wire

FACETS = """query($filter: ProductFilter, $first: Int = 20) { products(filter: $filter, first: $first) {
  totalCount totalCountPrecision nodes { slug } facets { field values { value label count } } } }"""


@pytest.fixture
def shelf(people: People) -> People:
    """Four published garments of two shops, and a draft of Ada's."""
    gowns, caps = category("gowns"), category("caps")
    lagos = brand("ada-lagos")
    for number, (shop, kind, label) in enumerate(
        (
            (people.atelier, gowns, lagos),
            (people.atelier, gowns, None),
            (people.boutique, gowns, lagos),
            (people.boutique, caps, None),
            (people.atelier, caps, lagos),
        )
    ):
        garment(shop, f"Garment {number}")
        Product.objects.filter(name=f"Garment {number}").update(
            category=kind, brand=label, made_to_measure=number == 1, description="silk" if number < 3 else "cotton"
        )
    Product.objects.filter(name="Garment 4").update(status=ProductStatus.DRAFT, published_at=None)
    return people


def told(found: Any) -> dict[str, dict[str, int]]:
    """Counts by value by facet."""
    return {facet["field"]: {each["value"]: each["count"] for each in facet["values"]} for facet in found["facets"]}


def test_a_guest_sees_what_the_published_products_are_told_apart_by_in_one_statement(shelf: People) -> None:
    answer = Wire()(FACETS)
    found = answer.data["products"]
    assert (found["totalCount"], found["totalCountPrecision"], answer.statements) == (4, "EXACT", 1)
    assert found["facets"] == [
        {
            "field": "CATEGORY",
            "values": [
                {"value": "gowns", "label": "Gowns", "count": 3},
                {"value": "caps", "label": "Caps", "count": 1},
            ],
        },
        {"field": "BRAND", "values": [{"value": "ada-lagos", "label": "Ada-Lagos", "count": 2}]},
        {
            "field": "VENDOR",
            "values": [
                {"value": "adas-atelier", "label": "Ada's Atelier", "count": 2},
                {"value": "cleos-boutique", "label": "Cleo's Boutique", "count": 2},
            ],
        },
        {
            "field": "MADE_TO_MEASURE",
            "values": [
                {"value": "false", "label": "Ready to wear", "count": 3},
                {"value": "true", "label": "Made to measure", "count": 1},
            ],
        },
    ]


def test_a_member_counts_her_drafts_too(shelf: People) -> None:
    found = Wire(shelf.ada)(FACETS).data["products"]
    assert (found["totalCount"], told(found)["CATEGORY"]) == (5, {"gowns": 3, "caps": 2})


def test_facets_are_of_what_the_filter_leaves_on_all_pages(shelf: People) -> None:
    found = Wire()(FACETS, filter={"search": "silk", "vendor": "adas-atelier"}, first=1).data["products"]
    assert (found["totalCount"], len(found["nodes"])) == (2, 1)
    assert told(found) == {
        "CATEGORY": {"gowns": 2},
        "BRAND": {"ada-lagos": 1},
        "VENDOR": {"adas-atelier": 2},
        "MADE_TO_MEASURE": {"false": 1, "true": 1},
    }


def test_where_nothing_is_left_nothing_is_told_apart(shelf: People) -> None:
    found = Wire()(FACETS, filter={"search": "velvet"}).data["products"]
    assert found == {"totalCount": 0, "totalCountPrecision": "EXACT", "nodes": [], "facets": []}


def test_a_list_that_is_too_long_says_so_and_is_looked_at_as_far(
    shelf: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "COUNTED_AT_MOST", 3)
    found = Wire()(FACETS).data["products"]
    assert (found["totalCount"], found["totalCountPrecision"], len(found["nodes"])) == (3, "AT_LEAST", 4)
    assert told(found)["CATEGORY"] == {"caps": 1, "gowns": 2}, "of the newest three"
    monkeypatch.setattr(queries, "COUNTED_AT_MOST", 4)
    assert Wire()(FACETS).data["products"]["totalCountPrecision"] == "EXACT"


def test_a_selection_of_facets_is_honoured_to_the_letter(shelf: People) -> None:
    query = """{ products { kinds: facets { __typename values { n: count ...V } } } }
      fragment V on FacetValue { __typename label @include(if: false) slug: value }"""
    first = Wire()(query).data["products"]["kinds"][0]
    assert first == {
        "__typename": "Facet",
        "values": [
            {"n": 3, "__typename": "FacetValue", "slug": "gowns"},
            {"n": 1, "__typename": "FacetValue", "slug": "caps"},
        ],
    }


@pytest.mark.parametrize("field", ["category", "brand", "vendor", "madeToMeasure"])
def test_a_value_narrows_the_list_to_as_many_as_it_counts(shelf: People, field: str) -> None:
    counts = told(Wire()(FACETS).data["products"])["MADE_TO_MEASURE" if field == "madeToMeasure" else field.upper()]
    narrowed = {
        value: Wire()(FACETS, filter={field: value == "true" if field == "madeToMeasure" else value}).data["products"]
        for value in counts
    }
    assert {value: found["totalCount"] for value, found in narrowed.items()} == counts


def test_the_20_most_frequent_values_are_shown_and_equally_frequent_ones_by_value(people: People) -> None:
    for number in (*range(22), 21):
        garment(people.atelier, brand=brand(f"brand-{number:02}"))
    shown = [*told(Wire()(FACETS).data["products"])["BRAND"].items()]
    assert shown == [("brand-21", 2), *((f"brand-{number:02}", 1) for number in range(19))]


@pytest.mark.parametrize(("sort", "vendors"), [("NEWEST", 1), ("NAME", 1), ("OLDEST", 2)])
def test_a_list_that_is_too_long_is_looked_at_in_its_own_order(
    people: People, monkeypatch: pytest.MonkeyPatch, sort: str, vendors: int
) -> None:
    monkeypatch.setattr(queries, "COUNTED_AT_MOST", 2)
    for shop, name in ((people.boutique, "Zouave"), (people.atelier, "Buba"), (people.atelier, "Agbada")):
        garment(shop, name)
    query = f"{{ products(sort: {sort}) {{ facets {{ field values {{ value count }} }} }} }}"
    assert len(told(Wire()(query).data["products"])["VENDOR"]) == vendors
