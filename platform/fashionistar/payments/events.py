"""Facts about payments."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from fashionistar.kernel.events import Event


@dataclass(frozen=True, slots=True)
class PaymentEvent(Event):
    """Base of the facts about one payment."""

    topic: ClassVar[str] = "payment"
    payment_id: UUID


@dataclass(frozen=True, slots=True)
class PaymentInitialized(PaymentEvent):
    """The gateway's page is open; the shopper can pay."""


@dataclass(frozen=True, slots=True)
class PaymentSucceeded(PaymentEvent):
    """The gateway confirmed exactly what was asked for."""


@dataclass(frozen=True, slots=True)
class PaymentFailed(PaymentEvent):
    """A try to pay failed; the shopper may try again."""


@dataclass(frozen=True, slots=True)
class PaymentMismatched(PaymentEvent):
    """The gateway confirmed something else than was asked for: it goes back; in another currency a person decides."""

    attempt_id: UUID


@dataclass(frozen=True, slots=True)
class PaymentDuplicated(PaymentEvent):
    """Another attempt of a payment that was paid already was paid as well; that money goes back."""

    attempt_id: UUID


@dataclass(frozen=True, slots=True)
class RefundRequested(PaymentEvent):
    """Money is to go back."""

    refund_id: UUID


@dataclass(frozen=True, slots=True)
class RefundProcessed(PaymentEvent):
    """The gateway has sent the money back."""

    refund_id: UUID


@dataclass(frozen=True, slots=True)
class RefundFailed(PaymentEvent):
    """The gateway refused to send the money back; a person must look."""

    refund_id: UUID


@dataclass(frozen=True, slots=True)
class DisputeEvent(Event):
    """Base of the facts about one dispute."""

    topic: ClassVar[str] = "dispute"
    concerns: ClassVar[Mapping[str, str]] = {"payment_id": "payment"}
    dispute_id: UUID
    payment_id: UUID


@dataclass(frozen=True, slots=True)
class DisputeOpened(DisputeEvent):
    """The shopper's bank wants money back; it waits for our answer, or for its own decision."""


@dataclass(frozen=True, slots=True)
class DisputeWon(DisputeEvent):
    """The money stays."""


@dataclass(frozen=True, slots=True)
class DisputeLost(DisputeEvent):
    """The shopper gets the disputed money back from us."""


@dataclass(frozen=True, slots=True)
class TransferReported(Event):
    """A gateway says that something became of a transfer; whoever sent it asks what."""

    topic: ClassVar[str] = "transfer"
    reference: str
    gateway: str


@dataclass(frozen=True, slots=True)
class WebhookReceived(Event):
    """A genuine webhook is stored and waits to be processed."""

    topic: ClassVar[str] = "webhook"
    webhook_id: UUID
