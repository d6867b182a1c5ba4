"""SQL that is compiled once and kept: a request's own values have slots, and what never changes is text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import Enum
from typing import Any, cast, override
from uuid import UUID

from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Expression
from django.db.models.sql.compiler import SQLCompiler
from psycopg.sql import Literal

from fashionistar.kernel.actor import Actor

#: The actor's own key, in the scopes of what she may see.
ACTOR_SLOT = "actor"


@dataclass(frozen=True, slots=True)
class SlotRef:
    """Stands in a compiled statement's parameters for the request's value of this name."""

    name: int | str


class Slot(Expression):
    """A value that each request brings; those of the request itself are numbered from 0."""

    def __init__(self, name: int | str) -> None:
        super().__init__()
        self.name = name

    @override
    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper, **_: Any) -> tuple[str, tuple[Any, ...]]:
        return "%s", (SlotRef(self.name),)


def symbolic(actor: Actor) -> Actor:
    """An actor who may see the same, whoever she is: her key is a slot."""
    slot = cast("UUID", Slot(ACTOR_SLOT))
    if actor.user_id is not None:
        return replace(actor, user_id=slot)
    return actor if actor.vendor_id is None else replace(actor, vendor_id=slot)


def kind(actor: Actor) -> object:
    """What a kept statement depends on in its actor, besides her key."""
    return (actor.is_authenticated, actor.is_service, actor.scopes, actor.staff)


@dataclass(frozen=True, slots=True)
class Slotted:
    """SQL, and the names of its slots: one for each `%s`, in their order."""

    sql: str
    slots: tuple[int | str, ...]

    def params(self, values: Sequence[Any], actor_key: Any) -> list[Any]:
        """A request's values and its actor's key, where they belong."""
        return [actor_key if name == ACTOR_SLOT else values[cast("int", name)] for name in self.slots]


def slotted(sql: str, params: Sequence[Any]) -> Slotted:
    """Write what never changes into a statement, so that a generic plan may still use a partial index."""
    left, slots = iter(params), list[int | str]()

    def written(found: re.Match[str]) -> str:
        if found[0] == "%%":
            return "%%"
        param = next(left)
        if isinstance(param, SlotRef):
            slots.append(param.name)
            return "%s"
        value = param.value if isinstance(param, Enum) else param
        return Literal(value).as_string().replace("%", "%%")

    said = re.sub("%[%s]", written, sql)
    return Slotted(said, tuple(slots))
