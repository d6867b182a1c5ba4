"""Limits of a document, at no cost that its tokens do not explain."""

import pytest

from tests.checkout.shopping import refusals
from tests.wire.client import Wire


def refused(query: str) -> str:
    """What a request is told that was refused before anything ran."""
    answer = Wire()(query)
    assert (answer.status, set(refusals(answer))) == (400, {"INVALID"})
    assert "data" not in answer
    message: str = answer["errors"][0]["message"]
    return message


def test_a_document_may_have_50000_characters_and_not_more(db: None) -> None:
    assert Wire()("{ __typename } #".ljust(50_000, "x")).data == {"__typename": "Query"}
    assert "50000" in refused("{ __typename } #".ljust(50_001, "x"))


def test_a_document_that_is_too_long_is_not_read(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("graphql.language.parser.Parser.parse_document", None)
    assert "50000" in refused("{" * 50_001)


def test_comments_are_limited(db: None) -> None:
    assert "comments" in refused("{ __typename }" + "\n#" * 4_001)


def spreading(levels: int, innermost: str) -> str:
    """Fragments that each spread the next one twice: 2 ** levels times the innermost, in few tokens."""
    chain = " ".join(f"fragment F{n} on Query {{ ...F{n + 1} ...F{n + 1} }}" for n in range(levels))
    return f"{{ ...F0 }} {chain} fragment F{levels} on Query {{ {innermost} }}"


def test_fragments_in_fragments_cost_no_more_than_their_tokens(db: None) -> None:
    assert Wire()(spreading(40, "__typename")).data == {"__typename": "Query"}


def test_aliases_count_as_often_as_their_fragment_is_spread(db: None) -> None:
    told = refused(spreading(60, "a: __typename"))
    assert told == f"{2**60} aliases found. Allowed: 30"


def test_depth_goes_through_fragments(db: None) -> None:
    parents = f"{'parent { ' * 14} slug {'} ' * 14}"
    told = refused(f'{{ category(slug: "a") {{ ... {{ ...Deep }} }} }} fragment Deep on Category {{ {parents} }}')
    assert told == "'anonymous' exceeds maximum operation depth of 14"


@pytest.mark.parametrize(
    "query",
    [
        "{ ...A } fragment A on Query { ...B } fragment B on Query { ...A }",
        "{ ...A }",
        " ".join(("{ ...F0 }", *(f"fragment F{n} on Query {{ ...F{n + 1} }}" for n in range(390)))),
        f"{{ product(slug: {'[' * 1_900}{']' * 1_900}) {{ id }} }}",
    ],
    ids=["a circle", "no such fragment", "a long chain", "deep lists"],
)
def test_fragments_without_end_are_refused(db: None, query: str) -> None:
    assert refused(query)
