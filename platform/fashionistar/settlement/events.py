"""Facts about what became of the money of orders."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class SettlementEvent(Event):
    """Base of the facts about the money of one vendor's part; the shop hears of them."""

    topic: ClassVar[str] = "settlement"
    concerns: ClassVar[Mapping[str, str]] = {"vendor_order_id": "vendor_order", "vendor_id": "vendor"}
    settlement_id: UUID
    vendor_order_id: UUID
    vendor_id: UUID


@dataclass(frozen=True, slots=True)
class EscrowCaptured(SettlementEvent):
    """What was paid for the part is held in escrow."""


@dataclass(frozen=True, slots=True)
class EscrowReleased(SettlementEvent):
    """The vendor has earned the part, less commission and tax."""


@dataclass(frozen=True, slots=True)
class PartRefundEvent(SettlementEvent):
    """Base of the facts about one refund of a part; the shopper hears of them too."""

    concerns: ClassVar[Mapping[str, str]] = {
        "vendor_order_id": "vendor_order",
        "vendor_id": "vendor",
        "order_id": "order",
    }
    order_id: UUID
    part_refund_id: UUID


@dataclass(frozen=True, slots=True)
class PartRefundRequested(PartRefundEvent):
    """It was decided that money of the part goes back."""


@dataclass(frozen=True, slots=True)
class PartRefunded(PartRefundEvent):
    """The money has gone back: the gateway has sent its share, and wallet and gift cards have theirs."""


@dataclass(frozen=True, slots=True)
class PartRefundFailed(PartRefundEvent):
    """The gateway refused to send the money back; it is where it was, and may be refunded again."""


@dataclass(frozen=True, slots=True)
class CommissionRateUpdated(Event):
    """Staff agreed another commission with a vendor, or none of its own any more."""

    topic: ClassVar[str] = "commission_rate"
    concerns: ClassVar[Mapping[str, str]] = {}
    vendor_id: UUID
