"""Facts about payouts."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PayoutEvent(Event):
    """Base of the facts about one payout."""

    topic: ClassVar[str] = "payout"
    concerns: ClassVar[Mapping[str, str]] = {"vendor_id": "vendor_payouts"}
    payout_id: UUID
    vendor_id: UUID


@dataclass(frozen=True, slots=True)
class PayoutRequested(PayoutEvent):
    """Money is reserved for a shop and is to be sent."""


@dataclass(frozen=True, slots=True)
class PayoutSent(PayoutEvent):
    """The gateway has taken it."""


@dataclass(frozen=True, slots=True)
class PayoutSucceeded(PayoutEvent):
    """The shop has its money."""


@dataclass(frozen=True, slots=True)
class PayoutFailed(PayoutEvent):
    """It was refused or did not arrive: the money is the shop's to be paid out again."""


@dataclass(frozen=True, slots=True)
class PayoutReversed(PayoutEvent):
    """It came back: the money is the shop's to be paid out again."""


@dataclass(frozen=True, slots=True)
class PayoutCancelled(PayoutEvent):
    """It was stopped before it was sent."""


@dataclass(frozen=True, slots=True)
class PayoutAccountEvent(Event):
    """Base of the facts about one payout account."""

    topic: ClassVar[str] = "payout_account"
    payout_account_id: UUID
    vendor_id: UUID


@dataclass(frozen=True, slots=True)
class PayoutAccountConfirmed(PayoutAccountEvent):
    """Payouts go to another account, once its cool-down is over."""


@dataclass(frozen=True, slots=True)
class PayoutAccountCancelled(PayoutAccountEvent):
    """A new account was stopped; payouts go where they went before, if anywhere."""
