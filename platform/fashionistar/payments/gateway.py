"""What payments and payouts ask of a gateway: two Protocols, their values and their errors.

Money crosses this door as integer minor units and an ISO 4217 code. Adapters live in `gateways/`.
"""

from collections.abc import Iterator, Mapping
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
    """A charge that the shopper's bank wants back; `reference` is the payment's."""

    dispute_id: str
    reference: str
    status: DisputeStatus
    amount_minor: int
    currency: str
    reason: str
    due_at: datetime | None
    created_at: datetime | None


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


class TransferNotFound(GatewayRejected):
    """The gateway knows no transfer by this reference."""


class DisputeNotFound(GatewayRejected):
    """The gateway knows no dispute by this id."""


class AccountNotFound(GatewayRejected):
    """The bank knows no such account."""


class GatewayAnswerInvalid(GatewayError):  # noqa: N818  (says what is the case)
    """The answer cannot be read; what the gateway did is unknown."""


class WebhookMalformed(GatewayError):  # noqa: N818  (says what is the case)
    """A webhook's body is not an event."""


class PaymentGateway(Protocol):
    """A payment gateway. Every method that talks to it raises `GatewayError`, and only that.

    Attributes:
        name: One word, as stored with each payment.
        currencies: ISO 4217 codes that it takes.
    """

    name: str
    currencies: frozenset[str]

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
        """Give money back, all of it or a part; never tried twice by itself.

        Args:
            reference: The payment's.
            amount_minor: How much, in minor units.
            currency: The payment's.
            note: Names this refund; at most 100 characters; what makes it ours in `refunds`.
        """
        ...

    def refunds(self, *, reference: str) -> tuple[RefundReceipt, ...]:
        """List a transaction's refunds, so that one whose answer was lost is found instead of sent again."""
        ...

    def payments(self, *, since: datetime, until: datetime) -> Iterator[Verification]:
        """List every transaction made in [since, until), for reconciliation; pages are followed."""
        ...

    def disputes(self, *, since: datetime, until: datetime) -> Iterator[Dispute]:
        """List every dispute opened in [since, until); pages are followed."""
        ...

    def dispute(self, *, dispute_id: str) -> Dispute:
        """Ask where a dispute stands.

        Raises:
            DisputeNotFound: The gateway knows none by this id.
        """
        ...

    def dispute_contest(self, *, dispute_id: str, evidence: Evidence) -> Dispute:
        """Hand in evidence against a dispute."""
        ...

    def dispute_accept(self, *, dispute_id: str, amount_minor: int, note: str) -> Dispute:
        """Give in: the shopper gets the amount back."""
        ...

    def signature_valid(self, *, body: bytes, headers: Mapping[str, str], now: datetime) -> bool:
        """Tell in constant time whether the gateway signed exactly these bytes, not too long ago where it says when.

        Args:
            body: Raw.
            headers: Of the request, names in lower case.
            now: For tolerances.
        """
        ...

    def parse_webhook(self, *, body: bytes) -> WebhookNotice:
        """Read a webhook's raw body.

        Raises:
            WebhookMalformed: It is not an event.
        """
        ...


class PayoutGateway(Protocol):
    """Sends money to bank accounts. Every method that talks to the gateway raises `GatewayError`, and only that."""

    name: str
    payout_currencies: frozenset[str]

    def banks(self, *, currency: str) -> tuple[Bank, ...]:
        """List where transfers in a currency can go."""
        ...

    def account_resolve(self, *, account_number: str, bank_code: str) -> BankAccount:
        """Ask the bank who holds an account.

        Raises:
            AccountNotFound: There is no such account.
        """
        ...

    def recipient_create(self, *, account_name: str, account_number: str, bank_code: str, currency: str) -> Recipient:
        """Make somebody known to whom transfers can go; the same account gives the same recipient."""
        ...

    def transfer_send(
        self, *, reference: str, amount_minor: int, currency: str, recipient_code: str, reason: str
    ) -> TransferReceipt:
        """Send money; never tried twice by itself.

        Args:
            reference: Ours, 16 to 50 characters of a-z, 0-9, - and _; made and stored before this call.
            amount_minor: How much, in minor units.
            currency: ISO 4217.
            recipient_code: From `recipient_create`.
            reason: What the recipient reads.

        Raises:
            DuplicateReference: An earlier call with this reference arrived: ask `transfer_verify`.
            GatewayRejected: Refused; no money moved.
            GatewayError: It is unknown whether money moves: ask `transfer_verify`, never with a new reference.
        """
        ...

    def transfer_verify(self, *, reference: str) -> TransferReceipt:
        """Ask what became of a transfer.

        Raises:
            TransferNotFound: The gateway has none by this reference, so it was never sent.
        """
        ...

    def transfers(self, *, since: datetime, until: datetime) -> Iterator[TransferReceipt]:
        """List every transfer made in [since, until), for reconciliation; pages are followed."""
        ...

    def balance(self, *, currency: str) -> int:
        """What can be sent now, in minor units."""
        ...
