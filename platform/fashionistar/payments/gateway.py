"""What payments and payouts ask of a gateway: two Protocols, whose adapters live in `gateways/`.

Money crosses this door as integer minor units and an ISO 4217 code.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Protocol

from fashionistar.payments.gateway_words import (
    Bank,
    BankAccount,
    Dispute,
    Evidence,
    Initialization,
    Recipient,
    RefundReceipt,
    RefundRecord,
    TransferReceipt,
    Verification,
    WebhookNotice,
)


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

    def refund_records(self, *, since: datetime, until: datetime) -> Iterator[RefundRecord]:
        """List every refund made in [since, until), by whomever, for reconciliation; pages are followed."""
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
