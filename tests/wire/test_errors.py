"""How faults look on the wire: system faults masked, each with its request's id; limits; and what HTTP refuses."""

import re
from typing import Any

import httpx
import orjson
import pytest

from fashionistar.accounts.models import User
from fashionistar.checkout.models import Cart
from schema.checkout import mutations as cart_mutations
from schema.products import queries as product_queries
from tests.checkout.shopping import everything, refusals
from tests.people import People
from tests.wire.client import CART_CREATE, Answer, Wire, http

SECRET = "postgresql://fashionistar:hunter2@db/prod"


def send(
    body: object, *, method: str = "POST", content_type: str = "application/json", **headers: str
) -> httpx.Response:
    """A request as raw as it may be."""
    content = body if isinstance(body, bytes) else orjson.dumps(body)
    given = {"Accept": "application/graphql-response+json", "Content-Type": content_type, **headers}
    return http(method, content=content, headers=given)


def fail(*_: object, **__: object) -> None:
    """What breaks inside."""
    raise RuntimeError(SECRET)


def masked(answer: Answer) -> None:
    """The answer says whom to tell what, and nothing of the cause."""
    assert refusals(answer) == ["INTERNAL"]
    (error,) = answer["errors"]
    assert error["message"] == "Something went wrong on our side. Quote the request id when you report it."
    assert not re.search("hunter2|RuntimeError|Traceback", orjson.dumps(answer).decode())


def test_an_unexpected_exception_of_a_read_is_masked_and_logged(
    people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(product_queries, "narrowed", fail)
    answer = Wire()("{ products { totalCount } }")
    masked(answer)
    assert answer["data"] is None
    logged = [record for record in caplog.records if "resolver failed" in record.getMessage()]
    assert len(logged) == 1
    assert answer.headers["X-Request-Id"] in logged[0].getMessage()


def test_an_unexpected_exception_of_a_mutation_is_masked_and_undone(
    people: People, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cart_mutations, "cart_create", fail)
    wire = Wire(people.dami)
    before = everything()
    masked(wire(CART_CREATE, input={"currency": "NGN"}))
    assert everything() == before


def test_an_exception_of_one_nullable_field_leaves_the_others(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.products.queries.row_id", fail)
    answer = Wire()('{ product(id: "x") { id } vendors { totalCount } }')
    masked(answer)
    assert answer["data"] == {"product": None, "vendors": {"totalCount": 0}}


@pytest.mark.parametrize("given", ["12345678", "a" * 64, "0190-abc_DEF.1:2"])
def test_a_plain_request_id_of_the_clients_is_kept(db: None, given: str) -> None:
    wire = Wire()
    wire.headers["X-Request-Id"] = given
    answer = wire("{ nothing }")
    assert answer.headers["X-Request-Id"] == given
    assert refusals(answer) == ["INVALID"]


@pytest.mark.parametrize(
    "given", ["", "short", "a" * 65, "a b c d e f", "<script>alert(1)", '{"a":"12345"}', "ünïcödé-id"]
)
def test_a_hostile_request_id_is_replaced(db: None, given: str) -> None:
    wire = Wire()
    wire.headers["X-Request-Id"] = given
    assert re.fullmatch(r"[0-9a-f]{32}", wire("{ nothing }").headers["X-Request-Id"])


def test_each_request_gets_an_id_of_its_own(db: None) -> None:
    assert len({Wire()("{ __typename }").headers["X-Request-Id"] for _ in range(5)}) == 5


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("{ nothing }", "Cannot query field 'nothing' on type 'Query'."),
        ("{ products { nodes { secret } } }", "Cannot query field 'secret' on type 'Product'."),
        ("{ products ", "Syntax Error"),
        ("{ product(slug: 1) { id } }", "String cannot represent a non string value: 1"),
        ("query($x: String!) { product(slug: $x) { id } }", "$x"),
        ("mutation { tokenCreate { userErrors { code } } }", "is required, but it was not provided."),
    ],
)
def test_a_query_that_cannot_be_run_is_told_why(db: None, query: str, told: str) -> None:
    answer = Wire()(query)
    assert set(refusals(answer)) == {"INVALID"}
    assert told in answer["errors"][0]["message"]
    assert answer.get("data") is None


def nested(levels: int) -> str:
    """A query that goes so many levels below its root field."""
    return f'{{ category(slug: "a") {{ {"parent { " * (levels - 1)} slug {"} " * (levels - 1)} }} }}'


def test_a_query_may_go_14_levels_below_its_root_field_and_not_15(db: None) -> None:
    assert Wire()(nested(14)).data == {"category": None}
    answer = Wire()(nested(15))
    assert refusals(answer) == ["INVALID"]
    assert "depth" in answer["errors"][0]["message"]


def test_a_query_may_have_30_aliases_and_not_31(db: None) -> None:
    fine, many = (f"{{ {' '.join(f'a{n}: __typename' for n in range(count))} }}" for count in (30, 31))
    assert len(Wire()(fine).data) == 30
    answer = Wire()(many)
    assert refusals(answer) == ["INVALID"]
    assert "31 aliases found" in answer["errors"][0]["message"]


def test_a_query_may_have_4000_tokens_and_not_more(db: None) -> None:
    remove = 'mutation {{ cartLinesRemove(input: {{cartId: "", lineIds: [{}]}}) {{ userErrors {{ code }} }} }}'
    fine = Wire()(remove.format('"" ' * 3_970))
    assert fine.data["cartLinesRemove"]["userErrors"] == [{"code": "NOT_FOUND"}]
    answer = Wire()(remove.format('"" ' * 4_000))
    assert refusals(answer) == ["INVALID"]
    assert "token" in answer["errors"][0]["message"].lower()


def test_get_reads_and_refuses_mutations(db: None) -> None:
    headers = {"Accept": "application/graphql-response+json"}
    mutation = "mutation { cartCreate(input: {currency: NGN}) { cart { id } } }"
    read, write = (http("GET", params={"query": query}, headers=headers) for query in ("{ __typename }", mutation))
    assert (read.status_code, orjson.loads(read.content)) == (200, {"data": {"__typename": "Query"}})
    assert (write.status_code, write.content) == (400, b"mutations are not allowed when using GET")
    assert Cart.objects.count() == 0


@pytest.mark.parametrize(
    "body", [b"", b"{", b"\xff\xfe", b"nonsense", b"[]", b"1", b"null", b'"x"', b"{}", b'{"query": 1}']
)
def test_a_body_that_is_no_request_is_refused_with_400(db: None, body: bytes) -> None:
    response = send(body)
    assert response.status_code == 400
    assert b"Traceback" not in response.content
    assert response.headers["X-Request-Id"]


def test_a_body_of_another_type_is_refused(db: None) -> None:
    assert send(b"query={ __typename }", content_type="text/plain").status_code == 400


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(db: None, method: str) -> None:
    assert send({"query": "{ __typename }"}, method=method).status_code == 405


def test_a_body_over_a_megabyte_is_refused(db: None) -> None:
    assert send({"query": f"{{ __typename }} # {'x' * 1024 * 1024}"}).status_code == 413


NUL_QUERIES: dict[str, dict[str, Any]] = {
    "query($s: String) { product(slug: $s) { id } }": {"s": "a\x00b"},
    "query($s: String) { products(filter: {search: $s}) { totalCount } }": {"s": "a\x00b"},
    "mutation($s: String!) { tokenCreate(input: {login: $s, password: $s}) { userErrors { code } } }": {"s": "a\x00b"},
    'mutation($s: String!) { accountRegister(input: {email: "e@example.com", name: $s, password: "agbada-lace-26"})'
    " { userErrors { code } } }": {"s": "a\x00b"},
    '{ vendor(slug: "a\\u0000b") { id } }': {},
}


@pytest.mark.parametrize("query", NUL_QUERIES)
def test_a_character_that_cannot_be_stored_is_the_clients_mistake(db: None, query: str) -> None:
    answer = Wire()(query, **NUL_QUERIES[query])
    assert refusals(answer) == ["INVALID"]
    assert User.objects.count() == 0


def test_the_answer_is_of_the_type_that_was_asked_for(db: None) -> None:
    for accept in ("application/graphql-response+json", "application/json"):
        response = send({"query": "{ __typename }"}, Accept=accept)
        assert response.headers["Content-Type"].split(";")[0] == accept
