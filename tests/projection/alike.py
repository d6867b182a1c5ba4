"""Asks both schemas the same and compares what they answer, to the byte."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from asgiref.sync import async_to_sync
from django.db import transaction

from fashionistar.kernel.actor import Actor
from schema.lib.context import WireContext
from schema.lib.documents import documents
from schema.root import schema
from tests.projection.plain import plain_schema

PLAIN = plain_schema()


@dataclass(frozen=True)
class Asker:
    """Who asks; `rejected` is one whose token could not be trusted."""

    actor: Actor
    rejected: bool = False


def answer(to: Any, text: str, variables: Mapping[str, Any], asker: Asker) -> dict[str, Any]:
    """What a schema answers: data as the wire has it, and where it failed with what."""
    context = WireContext(actor=asker.actor, rejected=asker.rejected)
    # A statement that fails must not take the test's transaction with it.
    with transaction.atomic():
        result = async_to_sync(to.execute)(text, dict(variables), context_value=context)
        transaction.set_rollback(True)
    errors = [[list(error.path or ()), error.message, error.extensions["code"]] for error in result.errors or ()]
    return {"data": orjson.loads(orjson.dumps(result.data, default=str)), "errors": sorted(errors, key=repr)}


def alike(text: str, asker: Asker, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """The answer, once both have given the same: values, the order of keys, errors."""
    variables = variables or {}
    _, faults = documents.find(text, schema._schema)
    assert all(error.extensions for error in faults), f"not valid: {text}\n{faults}"
    expected, found = (answer(each, text, variables, asker) for each in (PLAIN, schema))
    if orjson.dumps(expected) != orjson.dumps(found):
        raise AssertionError(
            f"\n{text}\n{variables} as {asker}\n"
            f"expected {orjson.dumps(expected).decode()}\n   found {orjson.dumps(found).decode()}"
        )
    return found
