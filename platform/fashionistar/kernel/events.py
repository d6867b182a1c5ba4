"""What a fact is: a frozen dataclass in the past tense that carries ids only."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import ClassVar, Self
from uuid import UUID

type Json = dict[str, str]

_REGISTRY: dict[str, type["Event"]] = {}


@dataclass(frozen=True, slots=True)
class Event:
    """Base of every fact. Its fields are UUIDs or short strings; the first names what it is about.

    `concerns` names further fields that say whom the fact concerns besides: topics by field.
    """

    topic: ClassVar[str] = ""
    concerns: ClassVar[Mapping[str, str]] = {}

    def __init_subclass__(cls) -> None:
        """Register the fact under its class name, which is its name in the log."""
        _REGISTRY[cls.__name__] = cls

    @property
    def aggregate(self) -> str:
        """What the fact is about, as `order:<uuid>`; its facts are delivered in order."""
        return f"{self.topic}:{getattr(self, fields(self)[0].name)}"

    @property
    def topics(self) -> tuple[str, ...]:
        """Whom the fact concerns, the aggregate first."""
        others = (f"{topic}:{getattr(self, field)}" for field, topic in self.concerns.items())
        return (self.aggregate, *others)

    def payload(self) -> Json:
        """The fields as JSON strings."""
        return {field.name: str(getattr(self, field.name)) for field in fields(self)}

    @classmethod
    def load(cls, payload: Json) -> Self:
        """Rebuild the fact from its payload."""
        return cls(
            **{
                field.name: UUID(payload[field.name]) if field.type is UUID else payload[field.name]
                for field in fields(cls)
            }
        )


def event_class(name: str) -> type[Event]:
    """The class of a fact by its name in the log.

    Raises:
        KeyError: No such fact in this version of the platform.
    """
    return _REGISTRY[name]
