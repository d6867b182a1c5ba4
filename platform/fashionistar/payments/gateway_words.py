"""What gateways say, in our words: statuses and values. Money is integer minor units and an ISO 4217 code."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


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


class TransferStatus(StrEnum):
    """What a gateway says became of a transfer, in our words; SUCCESS may still become REVERSED."""

    PENDING = "PENDING"
    SUCCESS = "SUCCESS"
    FAILED = "FAILED"
    REVERSED = "REVERSED"
    UNKNOWN = "UNKNOWN"


class DisputeStatus(StrEnum):
    """Where a gateway says that a dispute (chargeback) stands, in our words."""

    AWAITING_EVIDENCE = "AWAITING_EVIDENCE"
    UNDER_REVIEW = "UNDER_REVIEW"
    WON = "WON"
    LOST = "LOST"
    UNKNOWN = "UNKNOWN"


class Subject(StrEnum):
    """What a webhook is about."""

    PAYMENT = "PAYMENT"
    REFUND = "REFUND"
    TRANSFER = "TRANSFER"
    DISPUTE = "DISPUTE"
    OTHER = "OTHER"


@dataclass(frozen=True, slots=True)
class Initialization:
    """A payment page that the gateway has opened."""

    reference: str
    authorization_url: str
    access_code: str


@dataclass(frozen=True, slots=True)
class Verification:
    """The gateway's word on a transaction.

    Attributes:
        reference: Ours.
        status: What became of it.
        amount_minor: What was paid, in minor units of `currency`.
        requested_amount_minor: What was asked for.
        fee_minor: What the gateway keeps of it; None while it has not said.
        currency: ISO 4217.
        transaction_id: The gateway's own name of it.
        paid_at: When, in UTC.
        channel: How, as card or bank_transfer.
        message: What the gateway says to people.
    """

    reference: str
    status: GatewayStatus
    amount_minor: int
    requested_amount_minor: int
    fee_minor: int | None
    currency: str
    transaction_id: str
    paid_at: datetime | None
    channel: str
    message: str


@dataclass(frozen=True, slots=True)
class RefundReceipt:
    """The gateway's word on one refund; `note` is what we sent with it, where the gateway gives it back."""

    refund_id: str
    status: RefundStatus
    amount_minor: int
    currency: str
    note: str


@dataclass(frozen=True, slots=True)
class RefundRecord:
    """A refund as a gateway lists it among those of all payments.

    Attributes:
        receipt: The gateway's word on it.
        reference: The payment's; "" where the gateway does not say.
        transaction_id: The gateway's own name of the payment.
        created_at: When, in UTC.
    """

    receipt: RefundReceipt
    reference: str
    transaction_id: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Bank:
    """Where a transfer can go: a bank or a wallet of mobile money."""

    code: str
    name: str
    country: str
    currency: str
    kind: str


@dataclass(frozen=True, slots=True)
class BankAccount:
    """Who holds an account, by the bank's own word."""

    account_number: str
    account_name: str
    bank_code: str


@dataclass(frozen=True, slots=True)
class Recipient:
    """Somebody whom the gateway can send transfers to, by its `code`."""

    code: str
    account_name: str
    bank_name: str
    currency: str


@dataclass(frozen=True, slots=True)
class TransferReceipt:
    """The gateway's word on one transfer; `fee_minor` is None while it has not said."""

    reference: str
    transfer_code: str
    status: TransferStatus
    amount_minor: int
    fee_minor: int | None
    currency: str
    message: str
    created_at: datetime | None


@dataclass(frozen=True, slots=True)
class Dispute:
    """A charge that the shopper's bank wants back.

    Attributes:
        reference: The payment's.
        fee_minor: What the gateway charges for it all in all by now; None where it does not say.
    """

    dispute_id: str
    reference: str
    status: DisputeStatus
    amount_minor: int
    currency: str
    reason: str
    due_at: datetime | None
    created_at: datetime | None
    fee_minor: int | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """What speaks against a dispute: who bought, what was delivered, where and when."""

    customer_name: str
    customer_email: str
    customer_phone: str
    service_details: str
    delivery_address: str
    delivered_at: datetime | None


@dataclass(frozen=True, slots=True)
class WebhookNotice:
    """What a webhook is about.

    Attributes:
        event: The gateway's word for it.
        subject: Which of our things it names; OTHER for what we do not act on.
        reference: Of a payment or a refund the payment's reference, of a transfer the transfer's, of a dispute the
            gateway's id of it; None for OTHER.
    """

    event: str
    subject: Subject
    reference: str | None
