"""Facts about stock."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class StockChanged(Event):
    """There are more or fewer units of a variant to be had than before."""

    topic: ClassVar[str] = "stock"
    variant_id: UUID


@dataclass(frozen=True, slots=True)
class HoldExpired(Event):
    """A hold ran out of time; its units are free again. `reference` is the purchase that it was for."""

    topic: ClassVar[str] = "hold"
    hold_id: UUID
    reference: UUID
