"""Facts about orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class OrderEvent(Event):
    """Base of the facts about one order."""

    topic: ClassVar[str] = "order"
    order_id: UUID


@dataclass(frozen=True, slots=True)
class OrderPlaced(OrderEvent):
    """A cart became an order; its stock is held, its payment awaited."""


@dataclass(frozen=True, slots=True)
class OrderPaid(OrderEvent):
    """The order is paid and its units are sold."""


@dataclass(frozen=True, slots=True)
class OrderExpired(OrderEvent):
    """The time to pay ran out; the units are free again."""


@dataclass(frozen=True, slots=True)
class OrderRefunding(OrderEvent):
    """The payment came too late and the units are gone: the money goes back."""


@dataclass(frozen=True, slots=True)
class OrderRefunded(OrderEvent):
    """The money has gone back."""


@dataclass(frozen=True, slots=True)
class OrderCompleted(OrderEvent):
    """Every part is delivered."""


@dataclass(frozen=True, slots=True)
class VendorOrderEvent(OrderEvent):
    """Base of the facts about one vendor's part of an order."""

    concerns: ClassVar[Mapping[str, str]] = {"vendor_order_id": "vendor_order", "vendor_id": "vendor"}
    vendor_order_id: UUID
    vendor_id: UUID


@dataclass(frozen=True, slots=True)
class VendorOrderPaid(VendorOrderEvent):
    """A vendor's part is paid; the shop may begin."""


@dataclass(frozen=True, slots=True)
class VendorOrderShipped(VendorOrderEvent):
    """A vendor sent its part."""


@dataclass(frozen=True, slots=True)
class VendorOrderCancelled(VendorOrderEvent):
    """A vendor's part was refunded as a whole before it was sent; its units are in stock again."""


@dataclass(frozen=True, slots=True)
class VendorOrderDelivered(VendorOrderEvent):
    """A vendor's part arrived."""
