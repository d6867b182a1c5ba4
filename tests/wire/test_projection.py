"""Reads as one statement: what is shown to whom, plans that are shared and values that are not."""

import pytest
from django.db.models import JSONField, Value

from fashionistar.products.models import Product, ProductStatus
from schema.lib.projection import executor
from tests.checkout.shopping import cart_of, order_of
from tests.factories.catalogue import category, garment
from tests.people import People
from tests.wire.client import Wire, gid

BY_SLUG = "query($slug: String!) { product(slug: $slug) { slug variants { sku } } }"
ME = "{ me { id email orders { totalCount nodes { email } } memberships { vendor { slug } role } } }"


def test_one_plan_serves_every_product(people: People) -> None:
    slugs = [garment(people.atelier).product.slug for _ in range(3)]
    assert Wire()(BY_SLUG, slug=slugs[0]).data["product"]["slug"] == slugs[0]
    plans = len(executor.PLANS)
    answers = [Wire()(BY_SLUG, slug=slug).data["product"]["slug"] for slug in reversed(slugs)]
    assert (answers, len(executor.PLANS)) == (slugs[::-1], plans)


def test_one_plan_serves_every_user_and_shows_each_her_own(people: People) -> None:
    kanga = garment(people.boutique, prices={"NGN": 1_00}, stock=9)
    order_of(people.dami, (kanga, 1))
    order_of(people.cleo, (kanga, 2))
    order_of(people.cleo, (kanga, 1))
    people.atelier  # noqa: B018  (made with Ada as its owner when it is first named)
    asking = (people.dami, people.cleo, people.ada)
    seen = {user.email: Wire(user)(ME).data["me"] for user in asking}
    plans = len(executor.PLANS)
    assert Wire(people.bisi)(ME).data["me"]["email"] == people.bisi.email
    assert len(executor.PLANS) == plans
    assert {email: me["orders"]["totalCount"] for email, me in seen.items()} == {
        people.dami.email: 1,
        people.cleo.email: 2,
        people.ada.email: 0,
    }
    assert [me["id"] for me in seen.values()] == [gid(user) for user in asking]
    assert [m["role"] for m in seen[people.ada.email]["memberships"]] == ["OWNER"]
    assert seen[people.dami.email]["memberships"] == []


def test_one_plan_serves_a_filter_whatever_its_values(people: People) -> None:
    garment(people.atelier, "Indigo boubou")
    garment(people.atelier, "Kente gown", stock=0)
    query = "query($f: ProductFilter!, $n: Int) { products(filter: $f, first: $n) { nodes { name } } }"
    narrow = {"category": "gowns", "vendor": people.atelier.slug, "inStock": True}
    first = Wire()(query, f=narrow | {"search": "indigo"}, n=5).data["products"]["nodes"]
    plans = len(executor.PLANS)
    second = Wire()(query, f=narrow | {"search": "kente"}, n=5).data["products"]["nodes"]
    third = Wire()(query, f=narrow | {"search": "boubou", "vendor": "nobody"}, n=5).data["products"]["nodes"]
    assert (first, second, third) == ([{"name": "Indigo boubou"}], [], [])
    assert len(executor.PLANS) == plans
    assert Wire()(query, f={"inStock": False}, n=5).data["products"]["nodes"] == [{"name": "Kente gown"}]


def test_what_shapes_the_answer_makes_a_plan_of_its_own(people: People) -> None:
    variant = garment(people.atelier, prices={"NGN": 45_000_00, "KES": 3_900_00})
    document = """query($in: CurrencyCode!, $without: Boolean!) { products { nodes {
      slug @skip(if: $without) priceFrom(currency: $in) { amount currency } } } }"""
    naira = Wire()(document, **{"in": "NGN", "without": False}).data["products"]["nodes"]
    shilling = Wire()(document, **{"in": "KES", "without": True}).data["products"]["nodes"]
    assert naira == [{"slug": variant.product.slug, "priceFrom": {"amount": "45000.00", "currency": "NGN"}}]
    assert shilling == [{"priceFrom": {"amount": "3900.00", "currency": "KES"}}]


def test_plans_are_bounded() -> None:
    plans = executor.Plans(size=2)
    for key in "abc":
        plans.put(key, key)  # type: ignore[arg-type]
    assert (len(plans), plans.get("a"), plans.get("c")) == (2, None, "c")


def test_a_cart_keeps_the_names_of_what_was_withdrawn(people: People) -> None:
    agbada = garment(people.atelier)
    cart = cart_of(people.dami, (agbada, 1))
    Product.objects.update(status=ProductStatus.ARCHIVED)
    read = "query($id: ID!) { cart(id: $id) { lines { variant { sku product { slug variants { sku } } } } } }"
    (line,) = Wire(people.dami)(read, id=gid(cart)).data["cart"]["lines"]
    assert line["variant"]["product"] == {"slug": agbada.product.slug, "variants": [{"sku": agbada.sku}]}


def test_a_selection_that_skips_everything_is_an_empty_object(people: People) -> None:
    garment(people.atelier)
    nothing = """{ products { nodes { vendor { slug @skip(if: true) } } edges @include(if: false) { cursor }
      pageInfo { endCursor @skip(if: true) } } }"""
    assert Wire()(nothing).data == {"products": {"nodes": [{"vendor": {}}], "pageInfo": {}}}
    assert Wire()("{ products { nodes @skip(if: true) { slug } } }").data == {"products": {}}


def test_names_come_in_the_order_they_were_asked_for(people: People) -> None:
    garment(people.atelier)
    answer = Wire()("{ products { nodes { z: slug a: name __typename vendor { name slug } m: slug } } }")
    (node,) = answer.data["products"]["nodes"]
    assert list(node) == ["z", "a", "__typename", "vendor", "m"]
    assert list(node["vendor"]) == ["name", "slug"]


def test_an_interface_is_read_as_what_the_id_names(people: People) -> None:
    root = category("women")
    read = """query($id: ID!) { node(id: $id) { __typename id ... on Category { slug parent { slug } }
      ... on Product { name } ...Shop } } fragment Shop on Vendor { slug }"""
    assert Wire()(read, id=gid(root)).data["node"] == {
        "__typename": "Category",
        "id": gid(root),
        "slug": "women",
        "parent": None,
    }
    assert Wire()(read, id=gid(people.atelier)).data["node"]["slug"] == people.atelier.slug


@pytest.mark.parametrize("text", ['"quoted" \\ back', "tab\tnewline\nbell\a", "àgbàdá 🧵 100% 'silk' -- %s %(x)s {}"])
def test_any_text_arrives_as_it_was_written(people: People, text: str) -> None:
    variant = garment(people.atelier)
    Product.objects.update(name=text, description=text * 2, size_guide={text: {"chest": text}})
    read = "query($slug: String!) { product(slug: $slug) { name description sizeGuide } }"
    assert Wire()(read, slug=variant.product.slug).data["product"] == {
        "name": text,
        "description": text * 2,
        "sizeGuide": {text: {"chest": text}},
    }


def test_a_null_inside_json_is_no_value_where_one_is_promised(people: People) -> None:
    variant = garment(people.atelier)
    Product.objects.update(size_guide=Value(None, JSONField()))
    answer = Wire()("query($slug: String) { product(slug: $slug) { name sizeGuide } }", slug=variant.product.slug)
    assert answer["data"] == {"product": None}
    assert [error["path"] for error in answer["errors"]] == [["product", "sizeGuide"]]
