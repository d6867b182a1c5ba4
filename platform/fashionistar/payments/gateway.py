"""What payments ask of a payment gateway: one Protocol, its values and its errors.

Money crosses this door as integer minor units and an ISO 4217 code. Adapters live in `gateways/`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import ClassVar, Protocol


class GatewayStatus(StrEnum):
    """What a gateway says became of a transaction, in our words."""

    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    ABANDONED = "ABANDONED"
    PENDING = "PENDING"
    REVERSED = "REVERSED"
    UNKNOWN = "UNKNOWN"


class RefundStatus(StrEnum):
    """What a gateway says became of a refund, in our words."""

    PENDING = "PENDING"
    PROCESSED = "PROCESSED"
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True)
class Initialization:
    """A payment page that the gateway has opened."""

    reference: str
    authorization_url: str
    access_code: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The gateway's word on a transaction; `amount_minor` was paid, `requested_amount_minor` asked for."""

    reference: str
    status: GatewayStatus
    amount_minor: int
    requested_amount_minor: int
    currency: str
    transaction_id: str
    paid_at: datetime | None
    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class RefundReceipt:
    """The gateway's word on one refund."""

    refund_id: str
    status: RefundStatus
    amount_minor: int
    currency: str


@dataclass(frozen=True, slots=True)
class WebhookNotice:
    """What a webhook is about: `reference` is None for events that we do not act on."""

    event: str
    reference: str | None
    is_payment: bool


class GatewayError(Exception):
    """The gateway did not do what it was asked; `retriable` tells whether the same call may help later."""

    retriable: ClassVar[bool] = False


class GatewayUnavailable(GatewayError):  # noqa: N818  (says what is the case)
    """No answer, or one that says "not now" (timeouts, broken connections, 408, 429, 5xx)."""

    retriable: ClassVar[bool] = True


class GatewayUnauthorized(GatewayError):  # noqa: N818  (says what is the case)
    """The gateway refuses our key: an operator's mistake, which says nothing about the payment."""

    retriable: ClassVar[bool] = True


class GatewayRejected(GatewayError):  # noqa: N818  (says what is the case)
    """The gateway understood and said no."""


class DuplicateReference(GatewayRejected):
    """The gateway knows the reference already, so an earlier `initialize` reached it."""


class TransactionNotFound(GatewayRejected):
    """The gateway knows no transaction by this reference."""


class GatewayAnswerInvalid(GatewayError):  # noqa: N818  (says what is the case)
    """The answer cannot be read; what the gateway did is unknown."""


class WebhookMalformed(GatewayError):  # noqa: N818  (says what is the case)
    """A webhook's body is not an event."""


class PaymentGateway(Protocol):
    """A payment gateway. Every method that talks to it raises `GatewayError`, and only that."""

    name: str

    def initialize(
        self,
        *,
        reference: str,
        amount_minor: int,
        currency: str,
        email: str,
        callback_url: str,
        metadata: Mapping[str, str],
    ) -> Initialization:
        """Open a payment page; never tried twice by itself."""
        ...

    def verify(self, *, reference: str) -> Verification:
        """Ask what became of a transaction."""
        ...

    def refund(self, *, reference: str, amount_minor: int, currency: str, note: str) -> RefundReceipt:
        """Give money back; never tried twice by itself."""
        ...

    def refunds(self, *, reference: str) -> tuple[RefundReceipt, ...]:
        """List a transaction's refunds, so that one whose answer was lost is found instead of sent again."""
        ...

    def signature_valid(self, *, body: bytes, signature: str) -> bool:
        """Tell in constant time whether the gateway signed exactly these bytes."""
        ...

    def parse_webhook(self, *, body: bytes) -> WebhookNotice:
        """Read a webhook's raw body.

        Raises:
            WebhookMalformed: It is not an event.
        """
        ...
