"""A gateway as bad as gateways get: it loses questions and answers, refuses, is slow and changes its mind."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from fashionistar.payments.gateway_errors import (
    DuplicateReference,
    GatewayRejected,
    GatewayUnavailable,
    TransferNotFound,
)
from fashionistar.payments.gateway_words import Bank, BankAccount, Recipient, TransferReceipt, TransferStatus

#: What may become of a call: heard and answered, heard but the answer lost, not heard at all, refused.
MOODS = ("answers", "loses the answer", "hears nothing", "refuses", "arrives at once")


@dataclass
class Transfer:
    """A transfer as the gateway has it."""

    amount_minor: int
    status: TransferStatus = TransferStatus.PENDING


@dataclass
class Flaky:
    """A `PayoutGateway` in memory, in one mood at a time."""

    mood: str = "answers"
    name: str = "paystack"
    payout_currencies: frozenset[str] = frozenset({"NGN"})
    known: dict[str, Transfer] = field(default_factory=dict)

    def transfer_send(
        self, *, reference: str, amount_minor: int, currency: str, recipient_code: str, reason: str
    ) -> TransferReceipt:
        """Take it, once."""
        if self.mood == "hears nothing":
            raise GatewayUnavailable("no answer")
        if reference in self.known:
            raise DuplicateReference("known already")
        if self.mood == "refuses":
            raise GatewayRejected("not enough balance")
        status = TransferStatus.SUCCESS if self.mood == "arrives at once" else TransferStatus.PENDING
        self.known[reference] = Transfer(amount_minor, status)
        if self.mood == "loses the answer":
            raise GatewayUnavailable("no answer")
        return self._receipt(reference, fee=None)

    def transfer_verify(self, *, reference: str) -> TransferReceipt:
        """Tell, when in the mood."""
        if self.mood in {"hears nothing", "loses the answer"}:
            raise GatewayUnavailable("no answer")
        if reference not in self.known:
            raise TransferNotFound("never heard of it")
        return self._receipt(reference, fee=7)

    def _receipt(self, reference: str, *, fee: int | None) -> TransferReceipt:
        found = self.known[reference]
        return TransferReceipt(reference, "TRF_1", found.status, found.amount_minor, fee, "NGN", "", None)

    def banks(self, *, currency: str) -> tuple[Bank, ...]:
        """None."""
        return ()

    def account_resolve(self, *, account_number: str, bank_code: str) -> BankAccount:
        """Not asked here."""
        raise NotImplementedError

    def recipient_create(self, *, account_name: str, account_number: str, bank_code: str, currency: str) -> Recipient:
        """Not asked here."""
        raise NotImplementedError

    def transfers(self, *, since: datetime, until: datetime) -> Iterator[TransferReceipt]:
        """All."""
        return (self._receipt(reference, fee=7) for reference in self.known)

    def balance(self, *, currency: str) -> int:
        """Enough."""
        return 10**12
