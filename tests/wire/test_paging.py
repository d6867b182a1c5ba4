"""Pages: keyset cursors that walk through everything exactly once, forwards and backwards."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fashionistar.products.models import Product, ProductStatus
from schema.lib.projection.cursors import list_name
from schema.lib.projection.rows import Rows
from schema.products.inputs import ProductSort
from tests.checkout.shopping import refusals
from tests.factories.catalogue import garment
from tests.people import People
from tests.wire.client import Answer, Wire

SORTS = ("NEWEST", "OLDEST", "NAME")
PAGE = """query($sort: ProductSort! = NAME, $first: Int, $after: String, $last: Int, $before: String,
    $filter: ProductFilter) {
  products(sort: $sort, first: $first, after: $after, last: $last, before: $before, filter: $filter) {
    totalCount nodes { name } edges { cursor node { name } }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""
NOON = datetime(2026, 1, 2, 12, tzinfo=UTC)


def page(**variables: Any) -> dict[str, Any]:
    """One page."""
    found: dict[str, Any] = Wire()(PAGE, **variables).data["products"]
    assert [edge["node"] for edge in found["edges"]] == found["nodes"]
    return found


def names(found: dict[str, Any]) -> list[str]:
    """The names on a page."""
    return [node["name"] for node in found["nodes"]]


def forwards(**variables: Any) -> Iterator[dict[str, Any]]:
    """Every page, one after the other."""
    found = page(**variables)
    yield found
    while found["pageInfo"]["hasNextPage"]:
        found = page(after=found["pageInfo"]["endCursor"], **variables)
        yield found


def add(people: People, *names: str) -> None:
    """Garments; all of one name and of two moments, so that the id decides."""
    for name in names:
        product = garment(people.atelier, name).product
        Product.objects.filter(pk=product.pk).update(published_at=NOON + timedelta(hours=len(name) % 2))


@pytest.fixture
def seven(people: People) -> People:
    """Seven garments, three of which have the same name."""
    add(people, "C", "A", "BB", "A", "DD", "A", "BB")
    return people


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
def test_forwards_everything_comes_exactly_once_in_the_order_of_the_whole(seven: People, sort: str, size: int) -> None:
    whole = page(sort=sort)
    pages = list(forwards(sort=sort, first=size))
    assert [cursor for found in pages for cursor in cursors(found)] == cursors(whole)
    assert len(set(cursors(whole))) == 7
    assert [len(found["nodes"]) for found in pages][:-1] == [size] * (len(pages) - 1)
    assert {found["totalCount"] for found in pages} == {7}


def cursors(found: dict[str, Any]) -> list[str]:
    """The cursors on a page; the first and the last are its own."""
    listed = [edge["cursor"] for edge in found["edges"]]
    info = found["pageInfo"]
    assert (info["startCursor"], info["endCursor"]) == ((listed[0], listed[-1]) if listed else (None, None))
    return listed


@pytest.mark.parametrize("sort", SORTS)
def test_backwards_everything_comes_exactly_once_too(seven: People, sort: str) -> None:
    whole, found = names(page(sort=sort)), page(sort=sort, last=2)
    walked = names(found)
    while found["pageInfo"]["hasPreviousPage"]:
        found = page(sort=sort, last=2, before=found["pageInfo"]["startCursor"])
        walked = names(found) + walked
    assert walked == whole


@pytest.mark.parametrize("sort", SORTS)
def test_rows_that_are_added_meanwhile_push_nothing_out_and_repeat_nothing(seven: People, sort: str) -> None:
    before = cursors(page(sort=sort))
    walked: list[str] = []
    for found in forwards(sort=sort, first=2):
        walked += cursors(found)
        if Product.objects.count() < 12:
            add(seven, "0", "zz")
    assert [cursor for cursor in walked if cursor in before] == before
    assert len(set(walked)) == len(walked)


@pytest.mark.parametrize("sort", SORTS)
def test_drafts_without_a_time_have_their_place_too(seven: People, sort: str) -> None:
    for name in ("A", "X"):
        garment(seven.atelier, name, status=ProductStatus.DRAFT)
    Product.objects.filter(status=ProductStatus.DRAFT).update(published_at=None)
    ada = Wire(seven.ada)
    whole = [edge["cursor"] for edge in ada(PAGE, sort=sort).data["products"]["edges"]]
    assert len(set(whole)) == 9
    for n, cursor in enumerate(whole):
        after = ada(PAGE, sort=sort, after=cursor).data["products"]["edges"]
        before = ada(PAGE, sort=sort, before=cursor, last=9).data["products"]["edges"]
        assert [edge["cursor"] for edge in after] == whole[n + 1 :]
        assert [edge["cursor"] for edge in before] == whole[:n]


def test_a_row_that_is_taken_away_meanwhile_pushes_nothing_out(seven: People) -> None:
    first = page(first=3)
    Product.objects.filter(name="A").update(status="ARCHIVED")
    rest = page(first=10, after=first["pageInfo"]["endCursor"])
    assert names(first) + names(rest) == ["A", "A", "A", "BB", "BB", "C", "DD"]


def test_each_page_says_whether_more_is_to_come(seven: People) -> None:
    first, last = page(first=6), page(first=7)
    assert [found["pageInfo"]["hasNextPage"] for found in (first, last)] == [True, False]
    assert [page(last=n)["pageInfo"]["hasPreviousPage"] for n in (6, 7)] == [True, False]


def test_without_a_size_a_page_has_20_rows(people: People) -> None:
    add(people, *"ABCDEFGHIJKLMNOPQRSTU")
    assert (len(page()["nodes"]), page()["totalCount"], page()["pageInfo"]["hasNextPage"]) == (20, 21, True)


def test_a_page_may_be_empty(people: People) -> None:
    add(people, "A")
    assert (names(page(first=0)), page(first=0)["pageInfo"]["hasNextPage"]) == ([], True)
    end = page(first=1)["pageInfo"]["endCursor"]
    assert page(after=end) == {
        "totalCount": 1,
        "nodes": [],
        "edges": [],
        "pageInfo": {"hasNextPage": False, "hasPreviousPage": False, "startCursor": None, "endCursor": None},
    }


def test_a_filter_holds_on_every_page_and_in_the_count(seven: People) -> None:
    pages = list(forwards(first=2, filter={"search": "a"}))
    assert [name for found in pages for name in names(found)] == ["A", "A", "A"]
    assert {found["totalCount"] for found in pages} == {3}


def test_100_rows_are_the_most(seven: People) -> None:
    assert len(page(first=100)["nodes"]) == len(page(last=100)["nodes"]) == 7


def forged(position: str) -> str:
    """A cursor of the list by name, with a position of one's own."""
    name = list_name(Rows(Product, order=ProductSort.NAME.value))
    return b64encode(f"{name}:{position}".encode()).decode()


def refused(answer: Answer) -> str:
    """The message of a list that was refused as INVALID."""
    assert refusals(answer) == ["INVALID"]
    assert answer["data"] is None
    message: str = answer["errors"][0]["message"]
    return message


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"first": 101}, "`first` is from 0 to 100."),
        ({"last": 101}, "`last` is from 0 to 100."),
        ({"first": -1}, "`first` is from 0 to 100."),
        ({"last": -1}, "`last` is from 0 to 100."),
        ({"first": 1, "last": 1}, "Give `first` or `last`, not both."),
    ],
)
def test_a_size_out_of_range_is_refused_and_told(seven: People, given: dict[str, int], message: str) -> None:
    assert refused(Wire()(PAGE, **given)) == message


@pytest.mark.parametrize("argument", ["after", "before"])
@pytest.mark.parametrize(
    "cursor",
    [
        "garbage",
        "Z2FyYmFnZQ==",
        "é",
        forged("[]"),
        forged("{}"),
        forged("null"),
        forged("not json"),
        forged('["A"]'),
        forged('["A","not a uuid"]'),
        forged("[1,2]"),
        b64encode(b'orderedcursor:["A","01900000-0000-7000-8000-000000000000"]').decode(),
        forged('["\\u0000","01900000-0000-7000-8000-000000000000"]'),
        forged('["A","01900000-0000-7000-8000-000000000000","more"]'),
    ],
)
def test_a_cursor_that_is_none_is_refused_and_told(seven: People, argument: str, cursor: str) -> None:
    assert "cursor" in refused(Wire()(PAGE, **{argument: cursor})).lower()


def test_a_cursor_of_another_sort_is_refused(seven: People) -> None:
    by_name, by_time = (page(sort=sort)["pageInfo"]["startCursor"] for sort in ("NAME", "NEWEST"))
    assert "cursor" in refused(Wire()(PAGE, sort="NEWEST", after=by_name)).lower()
    assert "cursor" in refused(Wire()(PAGE, sort="NAME", after=by_time)).lower()
    assert "cursor" in refused(Wire()(PAGE, sort="OLDEST", after=by_time)).lower()


def test_a_cursor_of_another_list_is_refused(seven: People) -> None:
    shops = Wire()("{ vendors { pageInfo { endCursor } } }").data["vendors"]
    answer = Wire()(PAGE, sort="NAME", after=shops["pageInfo"]["endCursor"])
    assert "cursor" in refused(answer).lower()
