"""`@idempotent(key:)`: the client's key for a mutation that must happen once."""

import dataclasses
from collections.abc import Mapping
from decimal import Decimal
from enum import Enum
from typing import Any

import strawberry
from graphql import value_from_ast_untyped
from strawberry import UNSET
from strawberry.directive import DirectiveLocation

from fashionistar.kernel.idempotency import Canonical, Once
from schema.lib.context import WireInfo

_NAME = "idempotent"


@strawberry.directive(
    locations=[DirectiveLocation.FIELD],
    name=_NAME,
    description="Do this mutation once, however often it is sent under this key. Required where money, stock or an "
    "order moves. A retry gets the same result; another input gets IDEMPOTENCY_KEY_MISMATCH; one in flight gets "
    "IDEMPOTENCY_IN_FLIGHT.",
)
def idempotent(key: str) -> None:
    """Declares the directive; mutations read it with `once_over`."""


def once_over(info: WireInfo, *, operation: str, given: object, scope: str = "") -> Once:
    """The claim that this mutation's field carries.

    Args:
        info: The mutation's info.
        operation: The mutation's name on the wire.
        given: Its input, a dataclass.
        scope: Whose key it is when the actor is a guest.

    Raises:
        DomainError: IDEMPOTENCY_KEY_REQUIRED or INVALID.
    """
    actor = info.context.actor
    return Once.over(
        scope=actor.label if actor.is_authenticated or actor.is_service else f"guest:{scope}"[:60],
        operation=operation,
        key=_key_of(info),
        given=canonical(given),
    )


def _key_of(info: WireInfo) -> str | None:
    raw = info._raw_info  # noqa: SLF001  (the only way to a field's directives)
    for directive in raw.field_nodes[0].directives or ():
        if directive.name.value == _NAME:
            variables = dict(info.variable_values)
            given = {a.name.value: value_from_ast_untyped(a.value, variables) for a in directive.arguments or ()}
            return str(given["key"])
    return None


def canonical(value: Any) -> Canonical:
    """The input as plain JSON, what was not given left out, so that equal requests hash alike."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return {
            field.name: canonical(inner)
            for field in dataclasses.fields(value)
            if (inner := getattr(value, field.name)) is not UNSET and inner is not None
        }
    if isinstance(value, Mapping):
        return {str(key): canonical(inner) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [canonical(inner) for inner in value]
    if isinstance(value, Enum):
        return str(value.value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, Decimal):
        return str(value)
    raise TypeError(f"{type(value).__name__} has no canonical form")
