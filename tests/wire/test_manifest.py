"""The manifest of trusted documents: made by a command, checked at the start."""

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command

from schema.graphiql.views import TOUR
from schema.lib.manifest import document_id, trusted_documents
from schema.root import schema
from tests.deployment import started

WIRE = schema._schema
GOOD, OTHER = "{ __typename }", "query Other { __typename }"
UNKNOWN = f"sha256:{'0' * 64}"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a manifest may be."""
    return tmp_path / "trusted.json"


def entries(*texts: str) -> str:
    """A manifest of these texts."""
    return json.dumps({document_id(text): text for text in texts})


def source(folder: Path, name: str, text: str) -> str:
    """A file with one document."""
    file = folder / f"{name}.graphql"
    file.write_text(text, encoding="utf-8")
    return str(file)


def run(*words: object) -> str:
    """What the command says."""
    out = StringIO()
    call_command("documents", *map(str, words), stdout=out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "cannot be read"),
        ("{", "cannot be read"),
        ("[]", "must be a JSON object"),
        ('{"sha256:1": 1}', "must be a JSON object"),
        (json.dumps({UNKNOWN: GOOD}), f"{UNKNOWN}: is not the SHA-256 of its text, which has {document_id(GOOD)}"),
        (json.dumps({document_id(GOOD)[7:]: GOOD}), "is not the SHA-256"),
        ('{"sha256:1": "\\ud800"}', "sha256:1: is not the SHA-256"),
        *(
            (json.dumps({document_id(text): text}), f"{document_id(text)}: {why}")
            for text, why in (
                ("{ nothing", "Syntax Error"),
                ("{ nothing }", "Cannot query field 'nothing'"),
                ("", "Syntax Error"),
                ("type Query { a: Int }", "The 'Query' definition is not executable"),
            )
        ),
    ],
)
def test_a_manifest_that_is_wrong_is_refused(path: Path, content: str, told: str) -> None:
    path.write_text(content)
    with pytest.raises(ImproperlyConfigured) as raised:
        trusted_documents(path, WIRE)
    assert str(raised.value).startswith(f"{path}: ")
    assert told in str(raised.value)


def test_a_manifest_that_is_not_there_is_refused(path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="cannot be read"):
        trusted_documents(path, WIRE)


def test_all_that_is_wrong_in_a_manifest_is_told_at_once(path: Path) -> None:
    path.write_text(json.dumps({UNKNOWN: OTHER} | json.loads(entries(GOOD, "{ a }"))))
    with pytest.raises(ImproperlyConfigured) as raised:
        trusted_documents(path, WIRE)
    assert len(str(raised.value).splitlines()) == 3


def test_an_id_is_the_sha_256_of_the_text() -> None:
    # The example of the specification.
    text = "query($id:ID!){user(id:$id){name}}"
    assert document_id(text) == "sha256:71f7dc5758652baac68e4a10c50be732b741c892ade2883a99358f52b555286b"


def test_the_command_makes_a_manifest_that_is_good(path: Path) -> None:
    tour = sorted(TOUR.glob("*.graphql"))
    assert run(path, *tour) == f"{path}: {len(tour)} trusted documents\n"
    found = trusted_documents(path, WIRE)
    assert {document.text for document in found.values()} == {file.read_text(encoding="utf-8") for file in tour}
    assert run(path, *tour, "--check") == f"{path}: {len(tour)} trusted documents\n"


def test_the_command_adds_and_keeps(path: Path, tmp_path: Path) -> None:
    good, other = source(tmp_path, "good", GOOD), source(tmp_path, "other", OTHER)
    run(path, good)
    run(path, other)
    assert json.loads(path.read_text()) == json.loads(entries(GOOD, OTHER))
    before = path.read_bytes()
    run(path, good)
    assert path.read_bytes() == before
    run(path, other, "--fresh")
    assert json.loads(path.read_text()) == json.loads(entries(OTHER))


def test_the_check_tells_what_is_lacking_and_writes_nothing(path: Path, tmp_path: Path) -> None:
    good, other = source(tmp_path, "good", GOOD), source(tmp_path, "other", OTHER)
    with pytest.raises(CommandError, match="cannot be read"):
        run(path, "--check")
    run(path, good)
    before = path.read_bytes()
    with pytest.raises(CommandError, match=f"lacks {document_id(OTHER)}"):
        run(path, good, other, "--check")
    assert path.read_bytes() == before
    path.write_text(json.dumps({UNKNOWN: GOOD}))
    with pytest.raises(CommandError, match="is not the SHA-256"):
        run(path, "--check")


@pytest.mark.parametrize(("text", "why"), [("{ nothing }", "Cannot query field"), ("{", "Syntax Error")])
def test_a_file_that_is_no_document_is_named_and_nothing_is_written(
    path: Path, tmp_path: Path, text: str, why: str
) -> None:
    bad = source(tmp_path, "bad", text)
    with pytest.raises(CommandError, match=why) as raised:
        run(path, source(tmp_path, "good", GOOD), bad)
    assert str(raised.value).startswith(f"{bad}: ")
    with pytest.raises(CommandError, match=r"none\.graphql"):
        run(path, tmp_path / "none.graphql")
    assert not path.exists()


def test_a_deployment_starts_without_a_manifest_and_is_warned() -> None:
    start = started()
    assert start.returncode == 0, start.stderr
    assert "config.W001" in start.stderr
    assert "config.W001" not in started(GRAPHQL_TRUSTED_ONLY="0").stderr


def test_a_deployment_starts_with_a_good_manifest_and_not_with_a_bad_one(path: Path) -> None:
    path.write_text(entries(GOOD, OTHER))
    start = started(GRAPHQL_TRUSTED_DOCUMENTS=str(path))
    assert (start.returncode, "config.W001" in start.stderr) == (0, False), start.stderr
    path.write_text(json.dumps({UNKNOWN: GOOD}))
    refused = started(GRAPHQL_TRUSTED_DOCUMENTS=str(path))
    assert refused.returncode != 0
    assert f"settings: {path}: these documents cannot be trusted.\n{UNKNOWN}: is not" in refused.stderr
