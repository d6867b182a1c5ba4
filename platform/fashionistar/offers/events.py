"""Facts about offers; each names the message that shows it."""

from dataclasses import dataclass
from uuid import UUID

from fashionistar.chat.events import MessageEvent


@dataclass(frozen=True, slots=True)
class OfferEvent(MessageEvent):
    """Base of the facts about one offer."""

    offer_id: UUID


@dataclass(frozen=True, slots=True)
class OfferMade(OfferEvent):
    """One side proposes something."""


@dataclass(frozen=True, slots=True)
class OfferAccepted(OfferEvent):
    """The other side agrees: it is in the shopper's cart."""


@dataclass(frozen=True, slots=True)
class OfferDeclined(OfferEvent):
    """The other side does not want it."""


@dataclass(frozen=True, slots=True)
class OfferCountered(OfferEvent):
    """The other side proposes something else instead."""


@dataclass(frozen=True, slots=True)
class OfferWithdrawn(OfferEvent):
    """Who made it does not stand by it any longer; it is in no cart."""


@dataclass(frozen=True, slots=True)
class OfferExpired(OfferEvent):
    """Nobody answered in time."""
