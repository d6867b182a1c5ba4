"""The manifest of trusted documents: a JSON object of texts, each under the SHA-256 of its UTF-8."""

import json
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.core.exceptions import ImproperlyConfigured
from graphql import DocumentNode, GraphQLError, GraphQLSchema, parse

from schema.lib.documents import TrustedDocument, validated


def document_id(text: str) -> str:
    """The id of a document: the SHA256 hex document identifier of GraphQL over HTTP."""
    # A text that UTF-8 cannot hold gets an id that no client can compute.
    return f"sha256:{sha256(text.encode(errors='surrogatepass')).hexdigest()}"


def read_manifest(path: Path) -> dict[str, str]:
    """The texts of a manifest by their ids, as they stand there.

    Raises:
        ImproperlyConfigured: It cannot be read, or is no JSON object of texts.
    """
    try:
        entries: Any = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ImproperlyConfigured(f"{path}: cannot be read as a manifest of trusted documents ({error}).") from error
    if not isinstance(entries, dict) or not all(isinstance(text, str) for text in entries.values()):
        raise ImproperlyConfigured(f'{path}: must be a JSON object of documents, {{"sha256:…": "query …"}}.')
    return entries


def write_manifest(path: Path, entries: Mapping[str, str]) -> None:
    """Write a manifest, the same for the same documents."""
    path.write_text(json.dumps(entries, indent=2, sort_keys=True, ensure_ascii=False) + "\n", encoding="utf-8")


def trusted_documents(path: Path, schema: GraphQLSchema) -> dict[str, TrustedDocument]:
    """A manifest's documents, parsed and validated.

    Raises:
        ImproperlyConfigured: Something is wrong with the file or with a document in it; the message names both.
    """
    return vouched(path, read_manifest(path), schema)


def vouched(path: Path, entries: Mapping[str, str], schema: GraphQLSchema) -> dict[str, TrustedDocument]:
    """What stands in a manifest, or is about to, parsed and validated.

    Raises:
        ImproperlyConfigured: Documents that cannot be trusted, each with its id.
    """
    found, faults = {}, []
    for given, text in entries.items():
        try:
            found[given] = _vouched(given, text, schema)
        except GraphQLError as error:
            faults.append(f"{given}: {error.message}")
    if faults:
        raise ImproperlyConfigured("\n".join((f"{path}: these documents cannot be trusted.", *faults)))
    return found


def _vouched(given: str, text: str, schema: GraphQLSchema) -> TrustedDocument:
    if given != document_id(text):
        raise GraphQLError(f"is not the SHA-256 of its text, which has {document_id(text)}")
    return TrustedDocument(text, compiled(text, schema))


def compiled(text: str, schema: GraphQLSchema) -> DocumentNode:
    """A document, parsed and validated; nothing limits its size.

    Raises:
        GraphQLError: It cannot be parsed or is not valid.
    """
    node = parse(text)
    for error in validated(node, schema):
        raise error
    return node
