"""A selection is checked against the real schema when it is saved, and read as its owner when it is sent."""

import orjson
import pytest
from django.test import override_settings

from fashionistar.webhooks.event_types import WebhookEventType
from fashionistar.webhooks.gateway import get_renderer
from schema.webhooks.selection import DEFAULTS, payload_document
from tests.checkout.shopping import everything, payload
from tests.people import People, acting
from tests.webhooks.receiving import CREATE, Receiver, registered, wanted
from tests.wire.client import Wire, gid

DEEP = "{ ... on Category " + "{ parent " * 20 + "{ id }" + " }" * 20 + " }"
MANY = "{ ... on VendorOrder {" + " ".join(f"a{n}: number" for n in range(40)) + "} }"


@pytest.mark.parametrize(
    ("selection", "said"),
    [
        ("{ ... on VendorOrder { nonsense } }", "Cannot query field 'nonsense' on type 'VendorOrder'."),
        ("{ ... on Nonsense { id } }", "Unknown type 'Nonsense'."),
        ("{ id", "Syntax Error"),
        ("id", "braces"),
        ("@skip(if: true) { id }", "braces"),
        ("{ id } products { totalCount }", "nothing after it"),
        ("{ id } } query Other { products { totalCount }", "nothing after it"),
        ("{ id } } fragment F on Node { id", "nothing after it"),
        ("{ ...F }", "Unknown fragment 'F'."),
        ("{ ... on VendorOrder { number @include(if: $mine) } }", "Variable '$mine' is not defined"),
        (DEEP, "depth"),
        (MANY, "aliases"),
        ("{ id " + "#" * 10_000 + "\n}", "at most 10000 characters"),
    ],
)
def test_a_selection_that_cannot_be_answered_is_refused(
    people: People, receiver: Receiver, selection: str, said: str
) -> None:
    given = wanted(people.atelier, receiver.url, selection=selection)
    before = everything()
    (fault,) = payload(Wire(people.ada)(CREATE, input=given))["userErrors"]
    assert (fault["code"], fault["field"]) == ("INVALID", ["selection"])
    assert said in fault["message"]
    assert everything() == before


@pytest.mark.parametrize("selection", [*DEFAULTS.values(), "{ id } # all of it", "\n{ __typename }\n"])
def test_a_selection_that_can_be_answered_is_kept(people: People, receiver: Receiver, selection: str) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url, selection=selection)
    assert endpoint.selection == selection.strip()


def test_a_selection_runs_where_nothing_but_trusted_documents_does(people: People, receiver: Receiver) -> None:
    endpoint, _ = registered(people.ada, people.atelier, receiver.url)
    ada, test = Wire(people.ada), WebhookEventType.ENDPOINT_TEST
    with override_settings(GRAPHQL_TRUSTED_ONLY=True):
        data = get_renderer()(actor=acting(people.ada), event=test, subject=endpoint.pk, selection="")
        # The same text from outside is not ours, also once it is known.
        refused = ada(str(payload_document(DEFAULTS[test])), id=gid(endpoint))
    assert orjson.loads(data)["id"] == gid(endpoint)
    assert [error["extensions"]["code"] for error in refused["errors"]] == ["DOCUMENT_NOT_TRUSTED"]
