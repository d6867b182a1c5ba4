"""Facts about alterations; they say nothing of a body."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class AlterationEvent(Event):
    """Base of the facts about one alteration."""

    topic: ClassVar[str] = "alteration"
    concerns: ClassVar[Mapping[str, str]] = {
        "order_id": "order", "vendor_order_id": "vendor_order", "vendor_id": "vendor",
    }  # fmt: skip
    alteration_id: UUID
    order_id: UUID
    vendor_order_id: UUID
    vendor_id: UUID


@dataclass(frozen=True, slots=True)
class AlterationRequested(AlterationEvent):
    """A buyer wants something altered that was made to measure."""


@dataclass(frozen=True, slots=True)
class AlterationAccepted(AlterationEvent):
    """The shop will alter it."""


@dataclass(frozen=True, slots=True)
class AlterationDeclined(AlterationEvent):
    """The shop will not alter it, and says why."""


@dataclass(frozen=True, slots=True)
class AlterationCancelled(AlterationEvent):
    """The buyer does not want it any longer."""


@dataclass(frozen=True, slots=True)
class AlterationReceived(AlterationEvent):
    """The shop has the garment."""


@dataclass(frozen=True, slots=True)
class AlterationReturned(AlterationEvent):
    """The altered garment is on its way to the buyer."""


@dataclass(frozen=True, slots=True)
class AlterationClosed(AlterationEvent):
    """It is done."""
