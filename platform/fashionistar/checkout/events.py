"""Facts about carts."""

from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class CartEvent(Event):
    """Base of the facts about one cart."""

    topic: ClassVar[str] = "cart"
    cart_id: UUID


@dataclass(frozen=True, slots=True)
class CartUpdated(CartEvent):
    """The cart's lines or its owner changed."""


@dataclass(frozen=True, slots=True)
class CartMerged(CartEvent):
    """A guest's cart flowed into the user's."""


@dataclass(frozen=True, slots=True)
class CartCompleted(CartEvent):
    """The cart became an order."""
