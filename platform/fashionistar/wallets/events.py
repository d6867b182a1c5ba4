"""Facts about wallets and gift cards."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class WalletToppedUp(Event):
    """A payment is in its user's wallet."""

    topic: ClassVar[str] = "wallet"
    concerns: ClassVar[Mapping[str, str]] = {"payment_id": "payment"}
    user_id: UUID
    payment_id: UUID


@dataclass(frozen=True, slots=True)
class GiftCardEvent(Event):
    """Base of the facts about one gift card."""

    topic: ClassVar[str] = "gift_card"
    gift_card_id: UUID


@dataclass(frozen=True, slots=True)
class GiftCardIssued(GiftCardEvent):
    """A card was sold or given away; its code is on its way."""


@dataclass(frozen=True, slots=True)
class GiftCardRedeemed(GiftCardEvent):
    """What was on a card is in a wallet."""


@dataclass(frozen=True, slots=True)
class GiftCardDeactivated(GiftCardEvent):
    """Staff stopped a card."""


@dataclass(frozen=True, slots=True)
class GiftCardExpired(GiftCardEvent):
    """A card came to its end; what was left on it is ours."""
