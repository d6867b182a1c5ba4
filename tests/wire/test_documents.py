"""Documents: parsed and validated once, limited, and trusted by their ids."""

import json
from pathlib import Path
from typing import Any

import httpx
import orjson
import pytest
from asgiref.sync import async_to_sync
from channels.testing import WebsocketCommunicator
from pytest_django.fixtures import Settings

from fashionistar.checkout.models import Cart
from schema.endpoint import socket_endpoint
from schema.lib import documents as module
from schema.lib.documents import Documents, RecentDocuments
from schema.lib.manifest import document_id, trusted_documents
from schema.root import schema
from tests.checkout.shopping import refusals
from tests.wire.client import Answer, Wire, http

WIRE = schema._schema
BY_SLUG = "query BySlug($slug: String!) { product(slug: $slug) { id } }"
TWO = "query First { first: __typename } query Second { second: __typename }"
WRITE = "mutation { cartCreate(input: {currency: NGN}) { cart { id } } }"
#: More of everything than an untrusted document may have.
LARGE = f"{{ {' '.join(f'a{n}: __typename' for n in range(2_000))} }}"
TRUSTED = {document_id(text): text for text in (BY_SLUG, TWO, WRITE, LARGE)}
UNKNOWN = f"sha256:{'0' * 64}"


@pytest.fixture
def documents(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Documents:
    """The process's documents: none seen yet, those of `TRUSTED` trusted."""
    fresh = Documents()
    fresh.trust(trusted_documents(manifest(tmp_path, TRUSTED), WIRE))
    monkeypatch.setattr(module.documents, "recent", fresh.recent)
    monkeypatch.setattr(module.documents, "_trusted", fresh._trusted)
    monkeypatch.setattr(module.documents, "_trusted_texts", fresh._trusted_texts)
    return module.documents


def manifest(folder: Path, entries: object) -> Path:
    """A manifest with these entries."""
    path = folder / "trusted.json"
    path.write_text(json.dumps(entries), encoding="utf-8")
    return path


def post(**body: object) -> Answer:
    """Send a request as it is."""
    response = http(content=orjson.dumps(body), headers={"Accept": "application/graphql-response+json"})
    answer = Answer(orjson.loads(response.content))
    answer.status, answer.headers = response.status_code, response.headers
    return answer


def refused(answer: Answer, code: str) -> str:
    """The message of a request that was refused before anything ran."""
    assert (answer.status, refusals(answer)) == (400, [code])
    assert "data" not in answer
    message: str = answer["errors"][0]["message"]
    return message


def subscribed(**payload: object) -> list[dict[str, Any]]:
    """What comes back over a WebSocket until the operation has ended."""

    async def asking() -> list[dict[str, Any]]:
        socket = WebsocketCommunicator(socket_endpoint, "/graphql/", subprotocols=["graphql-transport-ws"])
        await socket.connect()
        await socket.send_json_to({"type": "connection_init"})
        await socket.receive_json_from(timeout=10)
        await socket.send_json_to({"id": "1", "type": "subscribe", "payload": payload})
        messages = [await socket.receive_json_from(timeout=10)]
        while messages[-1]["type"] == "next":
            messages.append(await socket.receive_json_from(timeout=10))
        await socket.disconnect()
        return messages

    return async_to_sync(asking)()


# --- seen once, kept ------------------------------------------------------------------------------


def test_the_same_text_gives_the_same_document(db: None, documents: Documents) -> None:
    Wire()("{ __typename }")
    first, _ = documents.find("{ __typename }", WIRE)
    again, _ = documents.find("".join(("{ ", "__typename }")), WIRE)
    other, _ = documents.find("{  __typename }", WIRE)
    assert first is again
    assert first is not other


def test_a_document_is_parsed_and_validated_once(
    db: None, documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert Wire()("{ __typename }").data == {"__typename": "Query"}
    monkeypatch.setattr(module, "parse", None)
    monkeypatch.setattr(module, "validated", None)
    assert Wire()("{ __typename }").data == {"__typename": "Query"}


def test_the_cache_keeps_what_was_asked_for_last_and_no_more_than_it_may(
    documents: Documents, settings: Settings
) -> None:
    settings.GRAPHQL_DOCUMENT_CACHE = 1_000
    texts = [f"{{ a{n:03}: __typename }}" for n in range(200)]
    first, _ = documents.find(texts[0], WIRE)
    for text in texts:
        documents.find(text, WIRE)
        documents.find(texts[0], WIRE)
    assert len(documents.recent) == 1_000 // len(texts[0])
    assert documents.find(texts[0], WIRE)[0] is first
    assert documents.recent.get(texts[-1]) is not None
    assert documents.recent.get(texts[1]) is None


def test_a_document_larger_than_the_cache_is_run_and_not_kept(documents: Documents, settings: Settings) -> None:
    settings.GRAPHQL_DOCUMENT_CACHE = 0
    assert documents.find("{ __typename }", WIRE)[1] == []
    assert len(documents.recent) == 0


def test_the_first_of_two_threads_gives_the_document() -> None:
    recent = RecentDocuments()
    first, second = (module.prepared("{ __typename }", WIRE)[0] for _ in "ab")
    assert recent.keep("{ __typename }", first) is first
    assert recent.keep("{ __typename }", second) is first


def test_invalid_documents_push_nothing_out(db: None, documents: Documents, settings: Settings) -> None:
    settings.GRAPHQL_DOCUMENT_CACHE = 100
    first, _ = documents.find("{ __typename }", WIRE)
    for n in range(20):
        assert refusals(Wire()(f"{{ nothing{n} }}")) == ["INVALID"]
        assert refusals(Wire()(f"{{ nothing{n}")) == ["INVALID"]
    assert len(documents.recent) == 1
    assert documents.find("{ __typename }", WIRE)[0] is first


def test_an_invalid_document_is_told_why_each_time(db: None, documents: Documents) -> None:
    answers = [post(query="{ nothing }") for _ in "ab"]
    assert [refused(answer, "INVALID") for answer in answers] == ["Cannot query field 'nothing' on type 'Query'."] * 2


# --- trusted --------------------------------------------------------------------------------------


def test_a_trusted_document_runs_by_its_id(db: None, documents: Documents) -> None:
    answer = post(documentId=document_id(BY_SLUG), variables={"slug": "none"})
    assert (answer.status, answer.data) == (200, {"product": None})
    assert len(documents.recent) == 0


def test_a_trusted_document_is_neither_parsed_nor_validated_nor_limited(
    db: None, documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "prepared", None)
    assert len(post(documentId=document_id(LARGE)).data) == 2_000
    node, _ = documents.find(BY_SLUG, WIRE)
    assert node is documents._trusted[document_id(BY_SLUG)].node


def test_variables_of_a_trusted_document_are_checked(db: None, documents: Documents) -> None:
    assert "$slug" in refused(post(documentId=document_id(BY_SLUG)), "INVALID")


@pytest.mark.parametrize(("operation", "data"), [("First", {"first": "Query"}), ("Second", {"second": "Query"})])
def test_an_operation_of_a_trusted_document_is_named(
    db: None, documents: Documents, operation: str, data: dict[str, str]
) -> None:
    assert post(documentId=document_id(TWO), operationName=operation).data == data


SEVERAL = "The document has several operations; say which one to run by `operationName`."
#: A document may hold a mutation that must not run by itself, whatever comes first.
READ_AND_WRITE = f"query First {{ __typename }} {WRITE.replace('mutation', 'mutation Second')}"


@pytest.mark.parametrize("named", [{}, {"operationName": None}])
def test_one_of_several_operations_must_be_named(db: None, documents: Documents, named: dict[str, None]) -> None:
    for document in ({"query": TWO}, {"documentId": document_id(TWO)}, {"query": READ_AND_WRITE}):
        assert refused(post(**document, **named), "INVALID") == SEVERAL
    assert Cart.objects.count() == 0
    assert post(query=READ_AND_WRITE, operationName="First").data == {"__typename": "Query"}


def test_one_of_several_operations_must_be_named_by_get_too(db: None, documents: Documents) -> None:
    answer = orjson.loads(get(query=TWO).content)
    assert (answer["data"], [error["message"] for error in answer["errors"]]) == (None, [SEVERAL])
    assert orjson.loads(get(query=TWO, operationName="Second").content)["data"] == {"second": "Query"}


def test_an_operation_that_the_document_lacks_is_refused(db: None, documents: Documents) -> None:
    response = http(content=orjson.dumps({"query": TWO, "operationName": "Third"}), headers={"Accept": "*/*"})
    assert (response.status_code, response.text) == (400, 'Unknown operation named "Third".')


def get(**query: str) -> httpx.Response:
    """Send a request by GET."""
    return http("GET", params=query, headers={"Accept": "*/*"})


def test_get_takes_ids_too(db: None, documents: Documents) -> None:
    read = get(documentId=document_id(BY_SLUG), variables='{"slug": "none"}')
    assert (read.status_code, orjson.loads(read.content)) == (200, {"data": {"product": None}})
    write = get(documentId=document_id(WRITE))
    assert (write.status_code, write.content) == (400, b"mutations are not allowed when using GET")
    assert get().headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize("given", [UNKNOWN, "", document_id(BY_SLUG).upper(), BY_SLUG, 7, True, {}, []])
@pytest.mark.parametrize("only", [False, True])
def test_an_unknown_id_is_not_found(
    db: None, documents: Documents, settings: Settings, given: object, only: bool
) -> None:
    settings.GRAPHQL_TRUSTED_ONLY = only
    told = refused(post(documentId=given), "DOCUMENT_NOT_FOUND")
    assert told.startswith(f"No document is known by the id {given!r:.80}:")


def test_no_id_is_none(db: None) -> None:
    assert post(documentId=None, query="{ __typename }").data == {"__typename": "Query"}


def test_an_id_beside_a_text_must_be_the_texts(db: None, documents: Documents) -> None:
    both = {"documentId": document_id(BY_SLUG), "variables": {"slug": "none"}}
    assert post(**both, query=BY_SLUG).data == {"product": None}
    for text in ("{ __typename }", f"{BY_SLUG} ", "", 7):
        assert "two documents" in refused(post(**both, query=text), "INVALID")
    assert refused(post(documentId=UNKNOWN, query=BY_SLUG), "DOCUMENT_NOT_FOUND")


def test_variables_may_be_called_like_the_id(db: None, documents: Documents) -> None:
    query = "query($documentId: String!) { product(slug: $documentId) { id } }"
    variables = {"documentId": UNKNOWN}
    assert post(query=query, variables=variables).data == {"product": None}
    assert get(query=query, variables=json.dumps(variables)).status_code == 200


def test_trusted_only_refuses_every_text(db: None, documents: Documents, settings: Settings) -> None:
    settings.GRAPHQL_TRUSTED_ONLY = True
    for body in (
        {"query": "{ __typename }"},
        {"query": "{ nonsense"},
        {"query": BY_SLUG},
        {"query": BY_SLUG, "documentId": document_id(BY_SLUG)},
    ):
        told = refused(post(**body), "DOCUMENT_NOT_TRUSTED")
        assert told == "Only trusted documents are run here: send `documentId` and no `query`."
    assert post(documentId=document_id(BY_SLUG), variables={"slug": "none"}).data == {"product": None}


# --- over WebSocket -------------------------------------------------------------------------------


def test_a_websocket_takes_ids(db: None, documents: Documents) -> None:
    answer, end = subscribed(documentId=document_id(TWO), operationName="Second")
    assert (answer["payload"], end["type"]) == ({"data": {"second": "Query"}}, "complete")


@pytest.mark.parametrize(
    ("payload", "code"),
    [
        ({"documentId": UNKNOWN}, "DOCUMENT_NOT_FOUND"),
        ({"documentId": document_id(TWO), "query": BY_SLUG}, "INVALID"),
        ({"query": TWO}, "INVALID"),
        ({"documentId": document_id(TWO)}, "INVALID"),
        ({"query": "{ nothing }"}, "INVALID"),
        ({"query": "{ nothing"}, "INVALID"),
        ({"query": 7}, "INVALID"),
        ({"query": f"{LARGE} "}, "INVALID"),
    ],
)
def test_a_websocket_is_told_why_a_document_is_refused(
    db: None, documents: Documents, payload: dict[str, object], code: str
) -> None:
    (refusal,) = subscribed(**payload)
    assert (refusal["type"], refusal["id"]) == ("error", "1")
    assert [error["extensions"]["code"] for error in refusal["payload"]] == [code]
    assert refusal["payload"][0]["extensions"]["requestId"]


def test_trusted_only_refuses_texts_over_a_websocket(db: None, documents: Documents, settings: Settings) -> None:
    settings.GRAPHQL_TRUSTED_ONLY = True
    (refusal,) = subscribed(query="{ __typename }")
    assert refusal["payload"][0]["extensions"]["code"] == "DOCUMENT_NOT_TRUSTED"


def test_an_exception_over_a_websocket_is_masked(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("schema.products.queries.row_id", lambda *_: 1 / 0)
    answer, _ = subscribed(query='{ product(id: "x") { id } }')
    (error,) = answer["payload"]["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "division" not in json.dumps(answer)
