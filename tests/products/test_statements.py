"""What reads of the catalogue cost: a constant number of SQL statements, exactly."""

import pytest
from django.db import connection

from fashionistar.products.models import Collection, Media, Product
from fashionistar.products.selectors import visible_products
from tests.factories.catalogue import brand, category, garment
from tests.people import People, acting
from tests.wire.client import Wire

SELECTION = """id slug name description priceFrom(currency: NGN) { amount currency }
  vendor { name slug country } category { name path } brand { name } media { url alt }
  options { name values { value } }
  variants { sku name values { value option { name } } prices { amount currency } stock { available } }"""
NODES = f"query($n: Int) {{ products(first: $n) {{ nodes {{ {SELECTION} }} pageInfo {{ hasNextPage endCursor }} }} }}"
EDGES = f"query($n: Int) {{ products(first: $n) {{ edges {{ cursor node {{ {SELECTION} }} }} }} }}"
COUNTED = f"query($n: Int) {{ products(first: $n) {{ totalCount nodes {{ {SELECTION} }} }} }}"


@pytest.fixture
def shelf(people: People) -> People:
    """Twenty-one garments of two shops, three categories and two brands, each with three variants and two pictures."""
    for n in range(21):
        shop = people.atelier if n % 2 else people.boutique
        variant = garment(
            shop,
            f"Garment {n}",
            sizes=("S", "M", "L"),
            prices={"NGN": 45_000_00 + n, shop.currency: 5_000_00},
            category=category(f"category-{n % 3}"),
            brand=brand(f"brand-{n % 2}"),
        )
        Media.objects.create(product=variant.product, variant=variant, file="a.webp", width=1, height=1)
    Collection.objects.create(slug="spring", name="Spring").products.set(Product.objects.all())
    return people


@pytest.mark.parametrize("query", [NODES, EDGES, COUNTED])
def test_a_list_takes_one_statement_for_3_products_and_for_20(shelf: People, query: str) -> None:
    three, twenty = Wire()(query, n=3), Wire()(query, n=20)
    assert (three.statements, twenty.statements) == (1, 1)
    found = twenty.data["products"]
    nodes = found.get("nodes") or [edge["node"] for edge in found["edges"]]
    assert (len(nodes), {len(node["variants"]) for node in nodes}) == (20, {3})


def test_signing_in_costs_one_statement_more(shelf: People) -> None:
    assert Wire(shelf.dami)(NODES, n=20).statements == 2


def test_one_product_takes_one(shelf: People) -> None:
    slug = Product.objects.values_list("slug", flat=True)[0]
    answer = Wire()(f"query($slug: String) {{ product(slug: $slug) {{ {SELECTION} }} }}", slug=slug)
    assert (answer.data["product"]["slug"], answer.statements) == (slug, 1)


def test_one_field_under_two_aliases_with_other_arguments_costs_no_more(shelf: People) -> None:
    aliases = """{ products { nodes { a: priceFrom(currency: NGN) { amount } b: priceFrom(currency: KES) { amount }
      media { url card: url(thumbnail: CARD) }
      variants { a: price(currency: NGN) { amount } b: price(currency: KES) { amount } } } } }"""
    answer = Wire()(aliases)
    assert (len(answer.data["products"]["nodes"]), answer.statements) == (20, 1)


def test_only_what_is_asked_for_is_read(shelf: People) -> None:
    assert Wire()("{ products { nodes { name } } }").statements == 1
    assert Wire()("{ products { nodes { name vendor { name } } } }").statements == 1
    assert Wire()("{ products { totalCount } }").statements == 1


def test_the_category_tree_takes_one_statement(db: None) -> None:
    for n in range(5):
        root = category(f"root-{n}")
        for m in range(3):
            category(f"leaf-{n}-{m}", category(f"branch-{n}-{m}", root))
    answer = Wire()("{ categories { slug children { slug children { slug } } } }")
    assert (len(answer.data["categories"]), answer.statements) == (5, 1)


@pytest.mark.parametrize(("order", "index"), [(("-published_at", "-id"), "newest"), (("name", "id"), "name")])
def test_a_list_is_read_in_its_order_by_those_who_may_see_drafts_too(
    shelf: People, order: tuple[str, str], index: str
) -> None:
    # PostgreSQL would sort so few rows; it is asked whether it could do without.
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_sort = off; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off")
    for user in (None, shelf.dami, shelf.ada):
        plan = visible_products(acting(user)).order_by(*order)[:21].explain()
        assert (f"Index Scan using product_{index}" in plan, "Sort" in plan) == (True, False)
