"""Facts about payments."""

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
    """The gateway confirmed something else than was asked for; a person must look."""


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
class WebhookReceived(Event):
    """A genuine webhook is stored and waits to be processed."""

    topic: ClassVar[str] = "webhook"
    webhook_id: UUID
