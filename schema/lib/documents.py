"""Documents: each text is parsed and validated once, and is then the same object for as long as it is kept.

Recent ones are kept in a bounded cache, by text. Trusted ones come from a manifest at the start, by id, and stay.
"""

from collections import OrderedDict
from collections.abc import Iterator, Mapping
from threading import Lock
from typing import Any, NamedTuple, Self, override

from django.conf import settings
from graphql import DocumentNode, GraphQLError, GraphQLSchema, OperationDefinitionNode, parse, specified_rules
from strawberry.extensions import SchemaExtension
from strawberry.schema.schema import validate_document

from schema.lib.errors import invalid
from schema.lib.limits import over_limits


class TrustedDocument(NamedTuple):
    """A document that the manifest vouches for."""

    text: str
    node: DocumentNode


class DocumentId(str):
    """A document's id on the way to the parser, in the place of the text that a request gives otherwise."""

    __slots__ = ("given", "text")

    given: object
    text: object

    def __new__(cls, given: object, text: object) -> Self:
        """Hold what the request gave as `documentId` and as `query`."""
        # Never empty, so that the library does not miss a text; long enough to be known again in a message.
        made = super().__new__(cls, f"{given!r:.80}")
        made.given, made.text = given, text
        return made


class OwnDocument(str):
    """The text of a document that the platform wrote: it runs where only trusted documents do."""

    __slots__ = ()


def identified(request: dict[str, Any]) -> dict[str, Any]:
    """Put the request's `documentId`, if it has one, where the library looks for a text."""
    given = request.pop("documentId", None)
    if given is not None:
        request["query"] = DocumentId(given, request.get("query"))
    return request


class RecentDocuments:
    """What was asked for lately and is valid, as long as the texts together fit into `GRAPHQL_DOCUMENT_CACHE`."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._nodes: OrderedDict[str, DocumentNode] = OrderedDict()
        self._characters = 0
        self._lock = Lock()

    def get(self, text: str) -> DocumentNode | None:
        """The document of a text, which is now the most recent one."""
        with self._lock:
            node = self._nodes.get(text)
            if node is not None:
                self._nodes.move_to_end(text)
            return node

    def keep(self, text: str, node: DocumentNode) -> DocumentNode:
        """Keep a document, and drop those that were not asked for the longest.

        Returns:
            The document of this text: another one, if another thread was faster.
        """
        with self._lock:
            if text in self._nodes:
                return self._nodes[text]
            self._nodes[text] = node
            self._characters += len(text)
            while self._characters > settings.GRAPHQL_DOCUMENT_CACHE:
                dropped, _ = self._nodes.popitem(last=False)
                self._characters -= len(dropped)
            return node

    def __len__(self) -> int:
        return len(self._nodes)


class Documents:
    """All documents of this process."""

    def __init__(self) -> None:
        """None yet, and none trusted."""
        self.recent = RecentDocuments()
        self._trusted: Mapping[str, TrustedDocument] = {}
        self._trusted_texts: Mapping[str, DocumentNode] = {}

    def trust(self, trusted: Mapping[str, TrustedDocument]) -> None:
        """Vouch for these, and for no others."""
        self._trusted = trusted
        self._trusted_texts = {document.text: document.node for document in trusted.values()}

    def find(self, asked: Any, schema: GraphQLSchema) -> tuple[DocumentNode, list[GraphQLError]]:
        """The document that a request asks for, and what its validation says.

        Raises:
            GraphQLError: There is no such document, or it may not be run, or its text cannot be parsed.
        """
        if isinstance(asked, DocumentId):
            return self._by_id(asked), []
        if settings.GRAPHQL_TRUSTED_ONLY and not isinstance(asked, OwnDocument):
            raise _not_trusted()
        if not isinstance(asked, str):
            raise invalid("`query` must be text.")
        node = self._trusted_texts.get(asked) or self.recent.get(asked)
        if node is not None:
            return node, []
        node, errors = prepared(asked, schema)
        # What is invalid must not push out what is used.
        return (node, errors) if errors else (self.recent.keep(asked, node), [])

    def _by_id(self, asked: DocumentId) -> DocumentNode:
        found = self._trusted.get(asked.given) if isinstance(asked.given, str) else None
        if found is None:
            raise GraphQLError(
                f"No document is known by the id {asked}: it must stand in the manifest of trusted documents.",
                extensions={"code": "DOCUMENT_NOT_FOUND"},
            )
        if asked.text is not None:
            if settings.GRAPHQL_TRUSTED_ONLY:
                raise _not_trusted()
            if asked.text != found.text:
                raise invalid("`query` and `documentId` name two documents; give one of them.")
        return found.node


def prepared(text: str, schema: GraphQLSchema) -> tuple[DocumentNode, list[GraphQLError]]:
    """A text parsed, and what limits and validation say against it.

    Raises:
        GraphQLError: It cannot be parsed.
    """
    node = parse(
        text,
        max_lexical_tokens=settings.GRAPHQL_MAX_TOKENS,
        max_comments=settings.GRAPHQL_MAX_TOKENS,
        max_source_length=settings.GRAPHQL_MAX_CHARACTERS,
    )
    try:
        return node, over_limits(node) or validated(node, schema)
    except RecursionError:
        raise invalid("The document is nested too deeply.") from None


def validated(node: DocumentNode, schema: GraphQLSchema) -> list[GraphQLError]:
    """What the rules of GraphQL and of the library say against a document."""
    return validate_document(schema, node, tuple(specified_rules))


def _not_trusted() -> GraphQLError:
    return GraphQLError(
        "Only trusted documents are run here: send `documentId` and no `query`.",
        extensions={"code": "DOCUMENT_NOT_TRUSTED"},
    )


documents = Documents()


class PreparedDocuments(SchemaExtension):
    """Gives each operation its document, so that the library neither parses nor validates."""

    @override
    def on_parse(self) -> Iterator[None]:
        """Find the document and what is wrong with it."""
        context = self.execution_context
        node, errors = documents.find(context.query, context.schema._schema)  # noqa: SLF001  (rules need the inner one)
        # The library would run the first one.
        if not errors and context._provided_operation_name is None and _operations(node) > 1:  # noqa: SLF001
            raise invalid("The document has several operations; say which one to run by `operationName`.")
        context.graphql_document, context.pre_execution_errors = node, errors
        yield


def _operations(node: DocumentNode) -> int:
    return sum(isinstance(definition, OperationDefinitionNode) for definition in node.definitions)
