"""Unions, interfaces, guarded fields of every kind and conditions of every shape are answered alike too."""

from typing import Any

import pytest
from hypothesis import given

from fashionistar.kernel.models import Record
from fashionistar.products.models import Brand, Product, ProductStatus
from schema.lib.ids import global_id
from schema.lib.permissions import SignedIn
from schema.lib.projection.rows import Rows
from tests.projection.alike import alike
from tests.projection.askers import askers_of, examples
from tests.projection.corner import CORNER
from tests.projection.market import Market
from tests.projection.operations import Operation, operations
from tests.projection.plain_pages import cursor_of
from tests.projection.pools import Pools, cursors_of, ids_of


def gid(row: Record, kind: str) -> str:
    """The id of a row that goes by another name here."""
    return global_id(kind, row.pk)


_SCHEMA = CORNER.projected._schema


@pytest.fixture
def corner(market: Market) -> Pools:
    """What arguments are drawn from."""
    cursors = {
        "Query.things": cursors_of(Product, ("-published_at", "slug", "id")),
        "Label.pieces": cursors_of(Product, ("slug", "id")),
        "Piece.nobodies": cursors_of(Product, ("slug", "id")),
        "House.shown": cursors_of(Product, ("-published_at", "-id")),
    }
    return Pools({}, cursors, ids_of(CORNER.projected))


@pytest.mark.parametrize(
    ("who", "next_one"), [("guest", "rejected"), ("dami", "ada"), ("bisi", "cleo"), ("root", "chief")]
)
def test_any_operation_on_the_corner_is_answered_alike(market: Market, corner: Pools, who: str, next_one: str) -> None:
    askers = askers_of(market)

    @examples(30, f"corner {who}")
    @given(operations(_SCHEMA, corner, depth=6))
    def tried(operation: Operation) -> None:
        alike(operation.text, askers[who], operation.variables, between=CORNER)
        alike(operation.text, askers[who], operation.others, between=CORNER)
        alike(operation.text, askers[next_one], operation.variables, between=CORNER)

    tried()


@pytest.mark.parametrize("size", [1, 2])
@pytest.mark.parametrize("dearer", [False, True])
def test_pages_below_a_row_lead_on_in_orders_of_texts_and_of_truths(market: Market, size: int, dearer: bool) -> None:
    label, asker = Brand.objects.get(slug="house-of-lagos"), askers_of(market)["dami"]
    text = """query($id: ID!, $dearer: Boolean!, $size: Int, $after: String) { thing(id: $id) { ... on Label {
      pieces(dearer: $dearer, first: $size, after: $after) { nodes { id } pageInfo { hasNextPage endCursor } } } } }"""
    seen: list[str] = []
    info: dict[str, Any] = {"hasNextPage": True, "endCursor": None}
    while info["hasNextPage"]:
        given = {"id": gid(label, "Label"), "dearer": dearer, "size": size, "after": info["endCursor"]}
        answer = alike(text, asker, given, between=CORNER)
        assert answer["errors"] == []
        page = answer["data"]["thing"]["pieces"]
        seen, info = seen + [node["id"] for node in page["nodes"]], page["pageInfo"]
    order = ("-made_to_measure", "slug") if dearer else ("slug",)
    shown = label.products.filter(status=ProductStatus.PUBLISHED).order_by(*order)
    assert seen == [gid(product, "Piece") for product in shown]
    assert len(seen) > 2


def test_a_text_in_a_cursor_is_never_a_column(market: Market) -> None:
    rows = Rows(Product, order=("slug", "id"))
    product = Product(slug="vendor__slug", pk=market.people.ada.pk)
    text = "query($after: String) { labels { pieces(after: $after) { totalCount nodes { id } } } }"
    asker = askers_of(market)["dami"]
    answer = alike(text, asker, {"after": cursor_of(rows, product)}, between=CORNER)
    assert (answer["errors"], [each["pieces"]["nodes"] for each in answer["data"]["labels"]]) == ([], [[], []])


def test_one_list_holds_what_a_union_may_be(market: Market) -> None:
    asker = askers_of(market)["root"]
    text = "{ corner { __typename ... on Node { id } ... on House { name } ...Cut } } fragment Cut on Piece { name }"
    answer = alike(text, asker, between=CORNER)
    assert answer["errors"] == []
    assert [list(each) for each in answer["data"]["corner"]] == [
        ["__typename", "id"],
        ["__typename", "id", "name"],
        ["__typename", "id", "name"],
    ]
    assert [each["__typename"] for each in answer["data"]["corner"]] == ["Label", "Piece", "House"]


def test_guarded_fields_of_every_kind_are_refused_and_shown(market: Market) -> None:
    product = Product.objects.filter(status=ProductStatus.PUBLISHED, brand__isnull=False).order_by("pk").first()
    assert product
    fields = ("behind { id }", "loud", "house { id }", "sureLength", "secret", "slug")
    refused, shown = {}, {}
    for field in fields:
        text = f"query($id: ID!) {{ thing(id: $id) {{ ... on Piece {{ name {field} }} }} }}"
        for who, answers in (("guest", refused), ("chief", shown)):
            answers[field] = alike(text, askers_of(market)[who], {"id": gid(product, "Piece")}, between=CORNER)
    promised = {field for field, answer in refused.items() if answer["data"]["thing"] is None}
    assert promised == {"loud", "sureLength", "secret", "slug"}
    assert [[error[1:] for error in answer["errors"]] for answer in refused.values()] == [
        [["Only staff may see this.", "UNAUTHENTICATED"]],
        [[SignedIn.message, "UNAUTHENTICATED"]],
        [[SignedIn.message, "UNAUTHENTICATED"]],
        [[SignedIn.message, "UNAUTHENTICATED"]],
        [["Only staff may see this.", "UNAUTHENTICATED"]],
        [["Only staff may see this.", "UNAUTHENTICATED"]],
    ]
    assert [answer["errors"] for answer in shown.values()] == [[]] * 6
    assert shown["slug"]["data"]["thing"] == {"name": product.name, "slug": product.slug}
