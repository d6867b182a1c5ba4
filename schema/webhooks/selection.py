"""What an endpoint is sent: a selection of the schema, put into a document of our own."""

from collections.abc import Mapping
from typing import Any

from graphql import (
    DocumentNode,
    FieldNode,
    GraphQLError,
    GraphQLSchema,
    OperationDefinitionNode,
    TypeInfo,
    TypeInfoVisitor,
    Visitor,
    visit,
)

from fashionistar.kernel.errors import ErrorCode, refuse
from fashionistar.webhooks.event_types import WebhookEventType
from schema.lib.documents import OwnDocument, prepared

_LONGEST = 10_000
#: What shows somebody's body is read by people, and sent to no machine.
_BODIES = frozenset({"Specification", "Alteration", "MeasurementProfile", "MeasurementValue"})
_PART = """{ __typename ... on VendorOrder { id number status placedAt shippedAt deliveredAt trackingNumber
  total { amount currency } lines { sku productName variantName quantity unitPrice { amount currency } } } }"""

#: What is sent where the endpoint selects nothing.
DEFAULTS: Mapping[WebhookEventType, str] = {
    WebhookEventType.VENDOR_ORDER_PAID: _PART,
    WebhookEventType.VENDOR_ORDER_SHIPPED: _PART,
    WebhookEventType.VENDOR_ORDER_DELIVERED: _PART,
    WebhookEventType.VENDOR_ORDER_CANCELLED: _PART,
    WebhookEventType.STOCK_CHANGED: "{ __typename ... on Variant { id sku stock { available } } }",
    WebhookEventType.ENDPOINT_TEST: "{ __typename ... on WebhookEndpoint { id description events } }",
}


def payload_document(selection: str) -> OwnDocument:
    """The document that reads a selection of one row; the last line is safe from a comment."""
    return OwnDocument(f"query WebhookPayload($id: ID!) {{ node(id: $id) {selection}\n}}")


def accepted_selection(text: str, schema: GraphQLSchema) -> str:
    """The selection to store, which the schema can answer within its limits.

    Raises:
        DomainError: INVALID, with what the schema says.
    """
    found = text.strip()
    if not found:
        return ""
    if len(found) > _LONGEST:
        raise _invalid(f"A selection has at most {_LONGEST} characters.")
    if not found.startswith("{"):
        raise _invalid("Give a selection in braces, such as { __typename ... on VendorOrder { number status } }.")
    try:
        document, errors = prepared(payload_document(found), schema)
    except GraphQLError as error:
        raise _invalid(error.message) from None
    if not _is_one_node(document):
        raise _invalid("Give one selection in braces and nothing after it.")
    if errors:
        raise _invalid(errors[0].message)
    if hidden := _shows_bodies(document, schema):
        raise _invalid(f"{hidden} shows somebody's body: read it as yourself, it is not sent.")
    return found


def _shows_bodies(document: DocumentNode, schema: GraphQLSchema) -> str | None:
    """A field that a selection asks for of a type that is for people's eyes alone."""
    types = TypeInfo(schema)
    looking = _Looking(types)
    visit(document, TypeInfoVisitor(types, looking))
    return looking.found


class _Looking(Visitor):
    """Finds a field of `_BODIES`."""

    def __init__(self, types: TypeInfo) -> None:
        super().__init__()
        self.types = types
        self.found: str | None = None

    def enter_field(self, node: FieldNode, *_: Any) -> None:
        """Remember it."""
        parent = self.types.get_parent_type()
        if parent is not None and parent.name in _BODIES:
            self.found = f"{parent.name}.{node.name.value}"


def _is_one_node(document: DocumentNode) -> bool:
    """Whether it is still our document: one operation, with our one field."""
    match document.definitions:
        case (OperationDefinitionNode(selection_set=chosen),):
            match chosen.selections:
                case (FieldNode(),):
                    return True
    return False


def _invalid(message: str) -> Exception:
    return refuse(ErrorCode.INVALID, message, "selection")
